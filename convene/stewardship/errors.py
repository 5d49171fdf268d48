from datetime import time

from convene.errors import Refused
from convene.sentences import Sentence, says


class DoesNotFitTheDay(Refused):
    """From this hour on, a session of the template would begin in the next morning, or in the night before."""

    field = "from_time"

    def __init__(self, starts: time) -> None:
        super().__init__(
            says("From %(time)s on, this agenda does not fit into its day. Choose another hour.", time=starts)
        )


class NeedsMoreDays(Refused):
    """The template has more days than the event."""

    field = "ends_on"

    def __init__(self, days: int) -> None:
        super().__init__(
            says("What you start from lasts %(days)s days. Enter a later last day, or leave it empty.", days=days)
        )


class CannotBeDeleted(Refused):
    """Somebody may know of the event, or was promised something: it is no mere draft."""

    def __init__(self, reason: Sentence) -> None:
        super().__init__(reason)
