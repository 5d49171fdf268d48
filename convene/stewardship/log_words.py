"""What each use case of this feature is called in the log."""

from convene.audit.catalogue import Words
from convene.sentences import says

WORDS: dict[str, Words] = {
    "stewardship.begin_from_template": Words(says("%(who)s began the event from a template")),
    "stewardship.clone_event": Words(says("%(who)s began the event as the next edition of another one")),
    "stewardship.cancel_event": Words(says("%(who)s cancelled the event"), stands_out=True),
    "stewardship.let_event_take_place": Words(
        says("%(who)s took the cancellation back: the event takes place"), stands_out=True
    ),
    "stewardship.delete_draft": Words(says("%(who)s deleted the draft of the event")),
    "stewardship.move_dates": Words(says("%(who)s moved the event to other days"), stands_out=True),
}
