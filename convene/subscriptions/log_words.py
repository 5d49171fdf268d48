"""What each use case of this feature is called in the log."""

from convene.audit.catalogue import Words
from convene.sentences import says

WORDS: dict[str, Words] = {
    "subscriptions.follow": Words(says("%(who)s asked to hear about a series")),
    "subscriptions.confirm": Words(says("%(who)s confirmed that they want to hear about a series")),
    "subscriptions.leave": Words(says("%(who)s left a series")),
    "subscriptions.come_back": Words(says("%(who)s came back to a series")),
    "subscriptions.end_for": Words(says("%(who)s ended for somebody that they hear of the series")),
    "subscriptions.announce": Words(says("%(who)s told the followers of the series of this event")),
    "subscriptions.remove_series": Words(says("%(who)s removed a series without events, and forgot who followed it")),
    "subscriptions.note_export": Words(says("%(who)s downloaded the list of those who follow the series")),
}
