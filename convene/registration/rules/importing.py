"""What a list of people would change: who is new, known already and said otherwise, or left as they are.

Decided over plain values, so that the page that shows it and the use case that does it say the same.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from convene.engines.people_files import FilePerson
from convene.questionnaires.structure import Value
from convene.registration.catalogue import RegistrationState
from convene.registration.rules.answers_in_lists import ASKS_NOTHING, Asking, Heard
from convene.registration.rules.identity import identity_of
from convene.spelling import name_key, normalised_address


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A registration as it stands."""

    id: UUID
    name: str
    email: str
    identity: str
    state: RegistrationState
    organisation: str = ""
    country: str = ""
    ticket_id: UUID | None = None
    language: str = "en"
    #: As they are compared, sorted.
    tag_keys: tuple[str, ...] = ()
    told: Mapping[str, str] = field(default_factory=dict)
    #: What they answered to the questions of the form, in the order of the ids.
    answers: Mapping[UUID, Value] = field(default_factory=dict)


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    #: Their registration was cancelled or declined here: a list does not bring them back.
    ENDED = "ended"
    #: Several are called so, and nothing tells which of them is meant.
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the list says otherwise. `what`: a name of Known, "tag", a heading of the file, or a question."""

    what: str
    before: object
    now: object
    is_heading: bool = False
    question_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of one row. `heard`: what it answers and says beside; `known_id`: whose registration it is about;
    `identity`: who somebody new is here."""

    person: FilePerson
    heard: Heard
    outcome: Outcome
    known_id: UUID | None = None
    identity: str = ""
    differences: tuple[Difference, ...] = ()

    @property
    def state(self) -> RegistrationState:
        """Of somebody new: as the file says, or with a place."""
        return RegistrationState(self.person.state) if self.person.state else RegistrationState.CONFIRMED

    @property
    def new_answers(self) -> dict[UUID, Value]:
        """Of somebody known: the answers that differ from theirs."""
        differ = {each.question_id for each in self.differences}
        return {question_id: value for question_id, value in self.heard.answers.items() if question_id in differ}


def plans_for(people: Sequence[FilePerson], known: Iterable[Known], asking: Asking = ASKS_NOTHING) -> list[Plan]:
    """What becomes of each row, in the order of the file. The same list a second time finds everybody the same."""
    book = _Book(known)
    # Those whose name and address are known first: who shares an address with them is somebody else.
    found = {person.row: book.take_by_name_and_address(person) for person in people}
    plans = []
    for person in people:
        one = found[person.row] or book.take(person)
        heard = asking.read(person.extra, one.answers) if isinstance(one, Known) else asking.read(person.extra)
        if isinstance(one, _Unclear):
            plans.append(Plan(person, heard, Outcome.UNCLEAR))
        elif one is None:
            plans.append(Plan(person, heard, Outcome.NEW, identity=book.new_identity(person)))
        elif not one.state.is_active:
            plans.append(Plan(person, heard, Outcome.ENDED, one.id))
        else:
            differences = tuple(_differences(one, person, heard))
            plans.append(Plan(person, heard, Outcome.CHANGED if differences else Outcome.SAME, one.id, "", differences))
    return plans


def mark_of_known(known: Iterable[Known]) -> str:
    """A mark of everybody who is registered: another one once a list might do something else than was shown."""
    return hashlib.sha256(repr(sorted(map(repr, known))).encode()).hexdigest()[:24]


class _Unclear:
    """Several are meant as well as each other."""


class _Book:
    """Those who are registered, by what a list may know them by. Each is found once."""

    def __init__(self, known: Iterable[Known]) -> None:
        self._by_both: dict[tuple[str, str], list[Known]] = defaultdict(list)
        self._by_address: dict[str, list[Known]] = defaultdict(list)
        self._by_name: dict[str, list[Known]] = defaultdict(list)
        self._identities: set[str] = set()
        self._taken: set[UUID] = set()
        # Who means to come counts before who has cancelled.
        for each in sorted(known, key=lambda one: not one.state.is_active):
            address = normalised_address(each.email) if each.email else ""
            self._by_both[name_key(each.name), address].append(each)
            self._by_name[name_key(each.name)].append(each)
            if address:
                self._by_address[address].append(each)
            if each.state.is_active:
                self._identities.add(each.identity)

    def take_by_name_and_address(self, person: FilePerson) -> Known | None:
        address = normalised_address(person.email) if person.email else ""
        return self._take(self._by_both[name_key(person.name), address])

    def take(self, person: FilePerson) -> "Known | _Unclear | None":
        """By the address alone, where its owner is meant; else by the name, where one of the two has no address."""
        if person.email:
            address = normalised_address(person.email)
            own = [each for each in self._free(self._by_address[address]) if each.identity == address]
            if own:
                return self._take(own)
        same_name = self._free(self._by_name[name_key(person.name)])
        candidates = [each for each in same_name if not each.email or not person.email]
        if len([each for each in candidates if each.state.is_active]) > 1:
            return _Unclear()
        return self._take(candidates)

    def new_identity(self, person: FilePerson) -> str:
        identity = identity_of(person.email or None, person.email, person.name)
        if identity in self._identities:  # somebody else's address, who speaks for them
            identity = identity_of(None, person.email, person.name)
        self._identities.add(identity)
        return identity

    def _free(self, found: Iterable[Known]) -> list[Known]:
        return [each for each in found if each.id not in self._taken]

    def _take(self, found: Sequence[Known]) -> Known | None:
        one = next(iter(self._free(found)), None)
        if one is not None:
            self._taken.add(one.id)
        return one


def _differences(known: Known, person: FilePerson, heard: Heard) -> Iterable[Difference]:
    """What the list says otherwise. Where it is silent, what stands here stays."""
    address_is_same = bool(known.email) and normalised_address(known.email) == normalised_address(person.email)
    said: dict[str, tuple[object, object]] = {
        "name": (known.name, person.name),
        "email": (known.email, known.email if address_is_same else person.email),
        "organisation": (known.organisation, person.organisation),
        "country": (known.country, person.country),
        "ticket_id": (known.ticket_id, person.ticket_id),
        "language": (known.language, person.language),
    }
    for what, (before, now) in said.items():
        if now and before != now:
            yield Difference(what, before, now)
    if person.state and is_change_of_state(known.state, now_state := RegistrationState(person.state)):
        yield Difference("state", known.state, now_state)
    for name in person.tags:
        if name_key(name) not in known.tag_keys:
            yield Difference("tag", None, name)
    for heading, words in heard.beside.items():
        if known.told.get(heading) != words:
            yield Difference(heading, known.told.get(heading), words, is_heading=True)
    for question_id, value in heard.answers.items():
        if known.answers.get(question_id) != value:
            yield Difference("answer", known.answers.get(question_id), value, question_id=question_id)


def is_change_of_state(before: RegistrationState, now: RegistrationState) -> bool:
    """Whether a list may move somebody so: to a place, or out. Nobody loses theirs because a list is old."""
    if now is RegistrationState.CONFIRMED:
        return before in {RegistrationState.PENDING, RegistrationState.WAITLISTED}
    return before.is_active and now in {RegistrationState.CANCELLED, RegistrationState.DECLINED}
