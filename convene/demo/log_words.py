"""What each use case of this feature is called in the log."""

from convene.audit.catalogue import Words
from convene.sentences import says

WORDS: dict[str, Words] = {
    "demo.build_event": Words(says("%(who)s built the event")),
    "demo.found_team": Words(says("%(who)s began the team")),
    "demo.tell_forum": Words(says("%(who)s began the event, with its agenda")),
    "demo.tell_workshop": Words(says("%(who)s began the event, with its agenda")),
    "demo.write_biographies": Words(says("%(who)s wrote down who those on stage are")),
    "demo.hand_out_materials": Words(says("%(who)s added materials to the sessions")),
}
