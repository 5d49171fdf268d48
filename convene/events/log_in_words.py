"""The audit log as people read it: who did what, in a sentence for each kind of line."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from convene.accounts.queries import names_of
from convene.audit.models import AuditLine
from convene.sentences import Sentence, says

#: What each use case is called in the log. A line of another is shown as it is.
WORDS: dict[str, Sentence] = {
    "events.begin_event": says("%(who)s began the event"),
    "events.create_event": says("%(who)s began the event"),
    "events.change_event": says("%(who)s changed what the event says of itself"),
    "events.publish_event": says("%(who)s published the event"),
    "events.withdraw_event": says("%(who)s withdrew the event: a draft again"),
    "events.archive_event": says("%(who)s archived the event"),
    "events.add_room": says("%(who)s added a room"),
    "events.change_room": says("%(who)s changed a room"),
    "events.move_room": says("%(who)s changed the order of the rooms"),
    "events.invite": says("%(who)s gave somebody a role"),
    "events.change_role": says("%(who)s changed somebody’s role"),
    "events.take_role_away": says("%(who)s took a role away"),
    "events.rename_team_of": says("%(who)s changed the name of the team"),
    "events.show_anew": says("%(who)s had the public pages made anew"),
    "programme.import_event": says("%(who)s brought the event in from a file"),
    "programme.import_into_event": says("%(who)s brought a schedule file into the draft"),
    "programme.import_previewed": says("%(who)s brought a schedule file into the draft"),
    "programme.import_schedule": says("%(who)s brought a schedule file into the draft"),
    "programme.keep_upload": says("%(who)s had a schedule file read"),
    "programme.add_session": says("%(who)s added a session to the draft"),
    "programme.save_session": says("%(who)s changed a session of the draft"),
    "programme.change_session": says("%(who)s changed a session of the draft"),
    "programme.place_session": says("%(who)s moved a session of the draft"),
    "programme.delete_session": says("%(who)s deleted a session of the draft"),
    "programme.withdraw_session": says("%(who)s withdrew a session"),
    "programme.restore_session": says("%(who)s restored a session"),
    "programme.add_contribution": says("%(who)s added a talk to a session"),
    "programme.change_contribution": says("%(who)s changed a talk of a session"),
    "programme.remove_contribution": says("%(who)s took a talk out of a session"),
    "programme.order_contributions": says("%(who)s changed the order of talks"),
    "programme.put_on_stage": says("%(who)s put somebody on stage"),
    "programme.change_on_stage": says("%(who)s changed what somebody does on stage"),
    "programme.take_off_stage": says("%(who)s took somebody off stage"),
    "programme.change_person": says("%(who)s changed what is said of a person on stage"),
    "programme.add_track": says("%(who)s added a track"),
    "programme.change_track": says("%(who)s changed a track"),
    "programme.remove_track": says("%(who)s removed a track"),
    "programme.remove_room": says("%(who)s removed a room"),
    "programme.publish_agenda": says("%(who)s published the agenda"),
    "programme.keep_in_calendars": says("%(who)s brought the calendars in line with the event"),
    "programme.restore_version": says("%(who)s made an older version the draft again"),
    "registration.register": says("%(who)s registered"),
    "registration.change": says("%(who)s changed a registration"),
    "registration.cancel": says("%(who)s cancelled a registration"),
    "registration.cancel_for": says("%(who)s cancelled a registration for somebody"),
    "registration.send_my_link": says("%(who)s asked for the link to a registration"),
    "registration.set_desk": says("%(who)s changed when registration is open, or the places"),
    "registration.note_export": says("%(who)s downloaded the list of registrations"),
    "demo.build_event": says("%(who)s built the event"),
    "demo.found_team": says("%(who)s began the team"),
    "demo.tell_forum": says("%(who)s began the event, with its agenda"),
    "demo.tell_webinar": says("%(who)s began and published the event"),
    "demo.tell_workshop": says("%(who)s began the event, with three sessions"),
    "permissions.give_role": says("%(who)s gave somebody a role"),
    "permissions.take_role": says("%(who)s took a role away"),
    "outbox.enqueue": says("%(who)s wrote a message"),
    "outbox.send_again": says("%(who)s sent a message again"),
}

ACTORS: dict[str, Sentence] = {
    "participant": says("A participant"),
    "somebody": says("Somebody"),
    "command line": says("Somebody on the command line"),
    "system": says("Convene"),
    "demo": says("The demo"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log, in words."""

    at: datetime
    words: Sentence


def in_words(lines: Sequence[AuditLine]) -> list[Entry]:
    """The lines of a log in words. One statement, for the names."""
    names = names_of({account for line in lines if (account := _account_in(line.by)) is not None})
    return [Entry(line.at, _sentence(line.what, _name(line.by, names))) for line in lines]


def _sentence(what: str, who: Sentence | str) -> Sentence:
    words = WORDS.get(what, says("%(who)s: %(what)s"))
    return replace(words, values=MappingProxyType({"who": who, "what": what}))


def _name(by: str, names: dict[UUID, str]) -> Sentence | str:
    account_id = _account_in(by)
    if account_id is not None:
        return names.get(account_id, says("Somebody whose account is gone"))
    return ACTORS.get(by, by)


def _account_in(by: str) -> UUID | None:
    kind, _, account_id = by.partition(":")
    return UUID(account_id) if kind == "account" and account_id else None
