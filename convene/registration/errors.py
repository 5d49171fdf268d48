from convene.errors import Refused
from convene.registration.catalogue import Closed, ReasonClosed
from convene.sentences import Sentence, says, says_one_or_many


class RegistrationClosed(Refused):
    """The event takes no registrations now. `reason` says why."""

    def __init__(self, reason: ReasonClosed) -> None:
        super().__init__(sentence_for(reason))
        self.reason = reason


def sentence_for(reason: ReasonClosed) -> Sentence:
    """Why an event takes no registrations, as its visitors read it."""
    match reason.why:
        case Closed.DRAFT:
            return says("This event is being prepared. Nobody can register yet.")
        case Closed.ARCHIVED | Closed.OVER:
            return says("This event is over.")
        case Closed.BY_INVITATION:
            return says("This event is by invitation: its organisers know who comes, and nobody registers.")
        case Closed.SWITCHED_OFF:
            return says("Registration is not open.")
        case Closed.NOT_YET:
            return says("Registration opens on %(day)s at %(time)s.", **_said(reason))
        case Closed.NO_LONGER:
            return says("Registration closed on %(day)s at %(time)s.", **_said(reason))


def _said(reason: ReasonClosed) -> dict[str, object]:
    assert reason.at is not None, reason
    return {"day": reason.at.date(), "time": reason.at.time()}


class EventFull(Refused):
    """All places are taken. Said to everybody alike, whether or not their address is registered."""

    def __init__(self, places: int) -> None:
        super().__init__(
            says_one_or_many("The only place is taken.", "All %(count)s places are taken.", places)
            if places
            else says("There are no places.")
        )


class RegistrationIsCancelled(Refused):
    """It was cancelled; what was answered is no longer changed."""

    def __init__(self) -> None:
        super().__init__(says("This registration is cancelled. To come after all, register again."))


class ClosesBeforeItOpens(Refused):
    """The closing time is not after the opening time."""

    field = "closes_local"

    def __init__(self) -> None:
        super().__init__(says("Registration must close after it opens."))


class NoSuchTime(Refused):
    """A wall time that the clocks of the event leave out, in the night when summer time begins."""

    def __init__(self, field: str) -> None:
        super().__init__(
            says("Clocks go forward in that night, and this time does not come. Choose another."), field=field
        )
