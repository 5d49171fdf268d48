"""What may be told of a session, beside what its event says."""

from convene.events.catalogue import Attribution
from convene.events.rules import Defaults

_LOOSEST_FIRST = tuple(Attribution)


def tells_more(attribution: Attribution | None, defaults: Defaults) -> bool:
    """Whether a session lets more be told of it than its event does. None: it says what the event says."""
    return attribution is not None and _LOOSEST_FIRST.index(attribution) < _LOOSEST_FIRST.index(defaults.attribution)


def is_recorded_all_the_same(do_not_record: bool | None, defaults: Defaults) -> bool:
    """Whether a session says that it is recorded, at an event that is not."""
    return do_not_record is False and not defaults.is_recorded
