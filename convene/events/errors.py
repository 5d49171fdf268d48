from convene.errors import Refused
from convene.sentences import Sentence, says


class AddressIsInUse(Refused):
    """Another event has this slug."""

    field = "slug"

    def __init__(self) -> None:
        super().__init__(says("Another event has this address. Choose another."))


class AddressIsKnown(Refused):
    """The event was published under its address: links and calendars out there lead to it."""

    field = "slug"

    def __init__(self) -> None:
        super().__init__(says("The address was published and people have it. It stays as it is."))


class EndsBeforeItsHour(Refused):
    """On its only day the event would end before it begins."""

    field = "until_time"

    def __init__(self) -> None:
        super().__init__(says("The event must end after it begins. Enter a later time."))


class DoesNotFitItsState(Refused):
    """The event is in a state from which the act does not lead on. The sentence says in which."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence)


class EventIsOver(Refused):
    """Its days have passed: whether it takes place is no question any more."""

    def __init__(self) -> None:
        super().__init__(
            says("The event is over by its days. If it takes place later, move the dates first; nothing was changed.")
        )


class EventIsCancelled(Refused):
    """Nothing is arranged, promised or asked any more for an event that does not take place."""

    def __init__(self) -> None:
        super().__init__(says("This event is cancelled: it does not take place."))


class EndsBeforeItStarts(Refused):
    """The last day is before the first."""

    field = "ends_on"

    def __init__(self) -> None:
        super().__init__(says("The last day must not be before the first."))


class LastsTooLong(Refused):
    """The days are further apart than any convening lasts: one of them is mistyped."""

    field = "ends_on"

    def __init__(self, most_days: int) -> None:
        super().__init__(says("An event lasts %(days)s days at most. Look at both dates.", days=most_days))


class SeriesAddressIsInUse(Refused):
    """Another series has this slug."""

    field = "slug"

    def __init__(self) -> None:
        super().__init__(says("Another series has this address. Choose another."))


class SeriesAddressIsKnown(Refused):
    """One of its events was published, and with it the page of the series."""

    field = "slug"

    def __init__(self) -> None:
        super().__init__(says("The address was published and people have it. It stays as it is."))


class SeriesTitleIsTaken(Refused):
    """The team has a series of this title."""

    field = "title"

    def __init__(self) -> None:
        super().__init__(says("Your team has a series of this title. Choose that one, or another title."))


class EditionIsTaken(Refused):
    """Another event is this edition of the series."""

    field = "edition"

    def __init__(self, edition: int, free: int) -> None:
        super().__init__(
            says("Another event is edition %(edition)s. The next free one is %(free)s.", edition=edition, free=free)
        )


class SeriesHasEvents(Refused):
    """Events belong to the series: their pages would no longer say so."""

    def __init__(self, title: str) -> None:
        super().__init__(says("Events belong to “%(title)s”. Take them out of it first.", title=title))


class PartnerIsNamed(Refused):
    """The event has a partner of this name in this role."""

    field = "name"

    def __init__(self) -> None:
        super().__init__(says("This partner is named in this role already."))


class IsLinkedAlready(Refused):
    """A link between the two events says what one is to the other."""

    field = "other"

    def __init__(self) -> None:
        super().__init__(says("The two events are linked already. Remove that link first."))


class EventIsItself(Refused):
    """An event is linked to others, not to itself."""

    field = "other"

    def __init__(self) -> None:
        super().__init__(says("This is the event itself. Choose another one."))


class RoomIsInUse(Refused):
    """Sessions stand in the room."""

    def __init__(self, room: str) -> None:
        super().__init__(says("%(room)s has sessions. Give them another room first.", room=room))


class RoomNameIsTaken(Refused):
    """The event has a room of this name."""

    field = "name"

    def __init__(self) -> None:
        super().__init__(says("There is a room of this name. Give this one another."))


class LooseningIsNoMore(Refused):
    """What was to be confirmed, refused or taken back was decided, replaced, dropped or is too old."""

    def __init__(self, sensitivity: Sentence) -> None:
        super().__init__(
            says("This no longer waits: somebody decided it meanwhile, or it is too old. The profile is “%(profile)s”.",
                 profile=sensitivity)
        )  # fmt: skip


class TwoMustAgree(Refused):
    """Who asked to loosen cannot confirm it."""

    def __init__(self) -> None:
        super().__init__(says("You asked for it, so another organiser has to decide. You can take it back."))


class OnlyTheAskerTakesBack(Refused):
    """Somebody else asked."""

    def __init__(self) -> None:
        super().__init__(says("Somebody else asked for it. You can confirm or refuse it."))


class NobodyElseMayConfirm(Refused):
    """The event has one organiser."""

    field = "sensitivity"

    def __init__(self) -> None:
        super().__init__(says("Two organisers have to agree to less care. Invite a second organiser first."))
