from convene.errors import NotFound, Refused
from convene.sentences import says, says_one_or_many


class NoSuchSeries(NotFound):
    """There is no series that everybody may see under this id."""


class NoSuchSubscription(NotFound):
    """Not one of this series, or gone since."""


class InNoSeries(Refused):
    """The event is an edition of nothing: there is nobody to tell."""

    def __init__(self) -> None:
        super().__init__(says("This event belongs to no series, so nobody follows it. Put it into a series first."))


class NotPublic(Refused):
    """The event is a draft, or withdrawn: there is nothing to tell."""

    def __init__(self) -> None:
        super().__init__(says("This event is not public now, and the link would lead nowhere. Publish it first."))


class EditionIsOver(Refused):
    """The event is over: nobody can come to it any more."""

    def __init__(self) -> None:
        super().__init__(
            says("This event is over. The followers hear about the next edition once you tell them of it.")
        )


class EditionIsCancelled(Refused):
    """The event does not take place."""

    def __init__(self) -> None:
        super().__init__(
            says("This event is cancelled. The followers hear about the next edition once you tell them of it.")
        )


class SeriesIsFollowed(Refused):
    """Whoever removes the series was not told how many follow it."""

    def __init__(self, title: str, followers: int) -> None:
        super().__init__(
            says_one_or_many(
                "%(count)s person follows “%(title)s”. Their address is forgotten with it, and they are not told. "
                "To mean it, remove the series once more.",
                "%(count)s people follow “%(title)s”. Their addresses are forgotten with it, and they are not told. "
                "To mean it, remove the series once more.",
                followers,
                title=title,
            )
        )


class ToldAlready(Refused):
    """The followers were told of this event before."""

    def __init__(self) -> None:
        super().__init__(says("The followers were told of this event already. Nobody was mailed again."))


class NobodyFollows(Refused):
    """There is nobody to tell."""

    def __init__(self) -> None:
        super().__init__(says("Nobody follows this series yet. You can tell those who do once somebody does."))
