from convene.errors import Refused
from convene.sentences import says


class LastOwner(Refused):
    """The only owner cannot be taken away: nobody could give roles any more."""

    def __init__(self) -> None:
        super().__init__(says("This is the last owner. Make somebody else an owner first."))
