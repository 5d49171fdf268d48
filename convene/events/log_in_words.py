"""The audit log as people read it: who did what, to what, in a sentence for each kind of line."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from flask import current_app

from convene.accounts.queries import names_of
from convene.audit.catalogue import Words
from convene.audit.models import AuditLine
from convene.events.models import Event
from convene.sentences import Sentence, says

ACTORS: dict[str, Sentence] = {
    "participant": says("A participant"),
    "person on stage": says("A person on stage"),
    "rapporteur": says("A rapporteur"),
    "somebody": says("Somebody"),
    "command line": says("Somebody on the command line"),
    "system": says("Convene"),
    "demo": says("The demo"),
}
#: A line of a use case that has no words is shown as it is.
UNKNOWN = Words(says("%(who)s: %(what)s"))


@dataclass(frozen=True, slots=True)
class Named:
    """What a line is about, as it is called today, and where it stands."""

    name: str
    url: str | None = None


#: What a feature answers when it is asked how its rows are called: (event, kind of id -> ids) -> id -> name.
Naming = Callable[[Event, Mapping[str, set[UUID]]], Mapping[UUID, Named]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log, in words. `about` is none where the row is gone, or is nothing that the reader may see."""

    at: datetime
    words: Sentence
    about: Named | None = None
    also: tuple[Sentence, ...] = ()


def in_words(event: Event, lines: Sequence[AuditLine]) -> list[Entry]:
    """The lines of an event's log in words. A constant number of statements, for the names."""
    return _entries(lines, named(event, _asked_about(lines)))


def named(event: Event, asked: Mapping[str, set[UUID]]) -> dict[UUID, Named]:
    """How rows of other features are called, by kind of id, and where they stand, as far as the reader may know. A
    constant number of statements."""
    names: dict[UUID, Named] = {}
    namings: Sequence[Naming] = current_app.extensions["log_names"]
    for naming in namings:
        names.update(naming(event, asked))
    return names


def of_a_team_in_words(lines: Sequence[AuditLine]) -> list[Entry]:
    """The lines of a team in words: they are about those who have roles in it. Two statements, for the names."""
    accounts = names_of(_asked_about(lines).get("account_id", ()))
    return _entries(lines, {account_id: Named(name) for account_id, name in accounts.items()})


def _asked_about(lines: Sequence[AuditLine]) -> dict[str, set[UUID]]:
    known: Mapping[str, Words] = current_app.extensions["log_words"]
    asked: dict[str, set[UUID]] = defaultdict(set)
    for line in lines:
        about = _id_it_is_about(line, known)
        if about is not None:
            asked[about[0]].add(about[1])
    return asked


def _entries(lines: Sequence[AuditLine], names: Mapping[UUID, Named]) -> list[Entry]:
    known: Mapping[str, Words] = current_app.extensions["log_words"]
    actors = names_of({account for line in lines if (account := _account_in(line.by)) is not None})
    return [_entry(line, known, names, actors) for line in lines]


def _entry(line: AuditLine, known: Mapping[str, Words], names: Mapping[UUID, Named], actors: dict[UUID, str]) -> Entry:
    words = known.get(line.what, UNKNOWN)
    sentence = next((other for name, other in words.or_if.items() if name in line.joined), words.sentence)
    about = _id_it_is_about(line, known)
    who = _name(line.by, actors)
    also = [known[name].sentence for name in line.joined if name in known and known[name].stands_out]
    return Entry(
        line.at,
        _filled_in(sentence, who, line.what),
        names.get(about[1]) if about is not None else None,
        tuple(_filled_in(each, who, "") for each in also),
    )


def _id_it_is_about(line: AuditLine, known: Mapping[str, Words]) -> tuple[str, UUID] | None:
    kind = known.get(line.what, UNKNOWN).about
    return (kind, UUID(line.ids[kind])) if kind is not None and kind in line.ids else None


def _filled_in(sentence: Sentence, who: Sentence | str, what: str) -> Sentence:
    return replace(sentence, values=MappingProxyType({"who": who, "what": what}))


def _name(by: str, names: dict[UUID, str]) -> Sentence | str:
    account_id = _account_in(by)
    if account_id is not None:
        return names.get(account_id, says("Somebody whose account is gone"))
    return ACTORS.get(by, by)


def _account_in(by: str) -> UUID | None:
    kind, _, account_id = by.partition(":")
    return UUID(account_id) if kind == "account" and account_id else None
