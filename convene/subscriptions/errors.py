from convene.errors import NotFound, Refused
from convene.sentences import says


class NoSuchSeries(NotFound):
    """There is no series that everybody may see under this id."""


class NoSuchSubscription(NotFound):
    """Not one of this series, or gone since."""


class NotAnnounceable(Refused):
    """The event is not public, or in no series: there is nothing to tell, or nobody."""

    def __init__(self, *, is_public: bool) -> None:
        super().__init__(
            says("This event belongs to no series, so nobody follows it. Put it into a series first.")
            if is_public
            else says("This event is not public now, and the link would lead nowhere. Publish it first.")
        )


class ToldAlready(Refused):
    """The followers were told of this event before."""

    def __init__(self) -> None:
        super().__init__(says("The followers were told of this event already. Nobody was mailed again."))


class NobodyFollows(Refused):
    """There is nobody to tell."""

    def __init__(self) -> None:
        super().__init__(says("Nobody follows this series yet. You can tell those who do once somebody does."))
