from convene.errors import NotFound, Refused
from convene.sentences import says


class NothingToSendAgain(NotFound):
    """The message is not one of this event."""


class AlreadyWaiting(Refused):
    """It has not been sent yet, so it cannot be sent again."""

    def __init__(self) -> None:
        super().__init__(says("This message is already waiting. It will go out by itself."))


class NewerIsWaiting(Refused):
    """A newer message about the same thing has not been sent yet, and this one may not go out instead of it."""

    def __init__(self) -> None:
        super().__init__(says("A newer message about the same thing is waiting. It will go out by itself."))
