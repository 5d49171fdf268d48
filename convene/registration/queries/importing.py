"""Reads for a list of people that is brought in."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from sqlalchemy import select

from convene.database import db
from convene.engines.people_files import (
    MOST_ROWS,
    Column,
    Countries,
    PeopleContext,
    PeopleReading,
    likeness,
    plain,
    understand_people,
)
from convene.engines.schedule_files import ChosenGrid, read_grid
from convene.questionnaires.queries import answers_of_each, values_of
from convene.questionnaires.structure import Question
from convene.registration.catalogue import ByMail, PoolKind, Stays
from convene.registration.errors import ListTooLong, NobodyInTheList
from convene.registration.models import (
    Attendance,
    ImportChange,
    ImportedAnswer,
    Paper,
    PeopleImport,
    Registration,
    SeatPool,
    SeatTaken,
    Tag,
    Tagged,
)
from convene.registration.queries.admission import ticket_names
from convene.registration.queries.form import form_id_of, form_of
from convene.registration.rules.answers_in_lists import Asking, Names, question_under, questions_for_lists
from convene.registration.rules.importing import Known
from convene.web.languages import countries_in_every_language, language_code, languages_in_every_language

#: The id of none.
NO_QUESTION = UUID(int=0)


def known_at(event_id: UUID) -> list[Known]:
    """Everybody who registered at an event, as a list is compared with them. Five statements at most."""
    form_id = form_id_of(event_id)
    answers = answers_of_each(form_id) if form_id is not None else {}
    tags: dict[UUID, set[str]] = defaultdict(set)
    for registration_id, key in db.session.execute(
        select(Tagged.registration_id, Tag.name_key).join(Tag, Tag.id == Tagged.tag_id).where(Tag.event_id == event_id)
    ):
        tags[registration_id].add(key)
    told: dict[UUID, dict[str, str]] = defaultdict(dict)
    for registration_id, heading, words in db.session.execute(
        select(ImportedAnswer.registration_id, ImportedAnswer.heading, ImportedAnswer.words)
        .join(Registration, Registration.id == ImportedAnswer.registration_id)
        .where(Registration.event_id == event_id)
    ):
        told[registration_id][heading] = words
    rows = db.session.execute(
        select(
            Registration.id,
            Registration.name,
            Registration.email,
            Registration.identity_key,
            Registration.state,
            Registration.organisation,
            Registration.country,
            Registration.ticket_kind_id,
            Registration.language,
        )
        .where(Registration.event_id == event_id)
        .order_by(Registration.created_at, Registration.id)
    )
    return [
        Known(
            id=row.id,
            name=row.name,
            email=row.email,
            identity=row.identity_key,
            state=row.state,
            organisation=row.organisation,
            country=row.country,
            ticket_id=row.ticket_kind_id,
            language=row.language,
            tag_keys=tuple(sorted(tags[row.id])),
            told=dict(sorted(told[row.id].items())),
            answers=dict(sorted(values_of(answers.get(row.id, {}).values()).items())),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class ListRead:
    """A list as it was understood, which questions of the form it answers, and where in its file it stands."""

    reading: PeopleReading
    asking: Asking
    sheet: str
    other_sheets: tuple[str, ...]


def people_in(
    event_id: UUID,
    body: bytes,
    *,
    sheet: str | None = None,
    columns: Mapping[int, Column] | None = None,
    corrections: Mapping[tuple[int, int], str] | None = None,
    questions: Mapping[int, UUID | None] | None = None,
) -> ListRead:
    """Who stands in a file or in a pasted text. Six statements: the tickets of the event, and its form.

    `questions`: which question a column answers, None for none, where somebody has said so. NobodyInTheList,
    ListTooLong. UnreadableSchedule (of the reader of tables): the file is none, damaged or too large.
    """
    grid = _grid_of(body, likeness, sheet=sheet)
    reading = understand_people(grid.rows, grid.numbers, context_of(event_id), columns=columns, corrections=corrections)
    return ListRead(reading, _asking(event_id, reading, questions or {}), grid.sheet, grid.other_sheets)


#: What stands in each column of a list of those to invite, where no line says so.
USUAL_COLUMNS = (
    Column.NAME,
    Column.EMAIL,
    Column.ORGANISATION,
    Column.COUNTRY,
    Column.SECTOR,
    Column.EXPERTISE,
)


def invitees_in(text: str) -> PeopleReading:
    """Those to invite who stand in a pasted text. No statement. NobodyInTheList, ListTooLong, UnreadableSchedule."""
    # Where nothing looks like people every row is named, so that it is seen what is wrong with it.
    grid = _grid_of(text.encode(), lambda rows: likeness(rows) or 0.01, sheet=None)
    context = PeopleContext(
        countries=_countries(),
        languages=_languages(),
        beside=frozenset({Column.SECTOR, Column.EXPERTISE}),
        usual=USUAL_COLUMNS,
    )
    return understand_people(grid.rows, grid.numbers, context)


def country_code_of(typed: str) -> str:
    """The code of a country however its name is spelled, in many languages; "" where it is not sure."""
    code, is_sure = Countries(_countries()).code_of(typed)
    return code if is_sure else ""


def _grid_of(body: bytes, looks_like: Callable[[Sequence[Sequence[str]]], float], *, sheet: str | None) -> ChosenGrid:
    grid = read_grid(body, looks_like, sheet=sheet)
    if grid is None:
        raise NobodyInTheList
    if len(grid.rows) > MOST_ROWS + 1:
        raise ListTooLong(MOST_ROWS)
    return grid


def _asking(event_id: UUID, reading: PeopleReading, said: Mapping[int, UUID | None]) -> Asking:
    form = form_of(event_id)
    offered = questions_for_lists(form.answerable if form is not None else [])
    by_id = {each.id: each for each in offered}
    found: dict[str, Question] = {}
    for column in reading.columns:
        if column.meaning is not Column.EXTRA:
            continue
        if column.index in said:
            question = by_id.get(said[column.index] or NO_QUESTION)
        else:
            question = question_under(column.heading, offered)
        if question is not None and question not in found.values():
            found[column.heading] = question
    return Asking(found, Names(lambda typed: country_code_of(typed) or None, language_code), offered, form)


def context_of(event_id: UUID) -> PeopleContext:
    """What the event knows and a list leaves out: its tickets, and how countries and languages are called."""
    tickets = {plain(name): ticket_id for ticket_id, name in ticket_names(event_id).items()}
    return PeopleContext(countries=_countries(), languages=_languages(), tickets=tickets)


@lru_cache
def _countries() -> dict[str, str]:
    return {plain(name): code for name, code in countries_in_every_language().items()}


@lru_cache
def _languages() -> dict[str, str]:
    return {plain(name): code for name, code in languages_in_every_language().items()}


@dataclass(frozen=True, slots=True)
class PastImport:
    """A list that was brought in."""

    row: PeopleImport

    @property
    def can_be_taken_back(self) -> bool:
        """Who was told by mail that they have a place is not made to vanish."""
        return self.row.taken_back_at is None and not self.row.was_mailed and bool(self.row.new or self.row.changed)


def imports_of(event_id: UUID, most: int = 20) -> list[PastImport]:
    """The lists that were brought in at an event, newest first."""
    rows = db.session.scalars(
        select(PeopleImport)
        .where(PeopleImport.event_id == event_id)
        .order_by(PeopleImport.brought_in_at.desc(), PeopleImport.id)
        .limit(most)
    )
    return [PastImport(row) for row in rows]


def import_of(event_id: UUID, import_id: UUID) -> PastImport | None:
    """One of them."""
    row = db.session.scalar(select(PeopleImport).where(PeopleImport.event_id == event_id, PeopleImport.id == import_id))
    return PastImport(row) if row is not None else None


def changes_of(import_id: UUID) -> list[ImportChange]:
    """What an import did to each registration that is still there."""
    return list(db.session.scalars(select(ImportChange).where(ImportChange.import_id == import_id)))


def who_stays(registrations: Collection[Registration]) -> dict[UUID, Stays]:
    """Who of these stays at an event though the list that gave them their place is taken back: something came of it
    since. Three statements."""
    ids = [each.id for each in registrations]
    came = select(Attendance.registration_id).where(Attendance.registration_id.in_(ids), Attendance.undone_at.is_(None))
    signed_up = (
        select(SeatTaken.registration_id)
        .join(SeatPool, SeatPool.id == SeatTaken.pool_id)
        .where(SeatTaken.registration_id.in_(ids), SeatPool.kind == PoolKind.SESSION)
    )
    has_papers = select(Paper.registration_id).where(Paper.registration_id.in_(ids))
    found = {
        each.id: Stays.CHANGED
        for each in registrations
        if each.answers_changed_at is not None or each.by_mail is not ByMail.NOTHING
    }
    for why, which in ((Stays.HAS_PAPERS, has_papers), (Stays.SIGNED_UP, signed_up), (Stays.CAME, came)):
        found |= dict.fromkeys(db.session.scalars(which), why)
    return found
