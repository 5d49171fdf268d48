from convene.errors import Refused
from convene.sentences import says


class AnswerIsSettled(Refused):
    """Another organiser was quicker, or the answer was never one that anybody has to settle."""

    def __init__(self) -> None:
        super().__init__(says("This answer is settled already. See below what was made of it."))


class InvitationIsOff(Refused):
    """What somebody was invited to is cancelled, or is taken out of their calendar again."""

    def __init__(self) -> None:
        super().__init__(says("This is cancelled, or you no longer take part. There is nothing to answer."))


class EntryIsOver(Refused):
    """What somebody was invited to has ended."""

    def __init__(self) -> None:
        super().__init__(says("This is over. There is nothing to answer any more."))
