"""From rows of cells to people: every row below the headings becomes somebody, or a problem that says why not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from convene.engines.people_files.addresses import (
    addresses_in,
    has_address,
    key_of,
    name_before,
    name_in,
    probably_meant,
)
from convene.engines.people_files.columns import ALONE_A_WHOLE_NAME, SEVERAL, Column, meaning_of, plain
from convene.engines.people_files.countries import Countries
from convene.engines.people_files.problems import Problem, Problems, Remark, Remarks

Rows = Sequence[Sequence[str]]

LOOKED_AT = 30
MOST_ROWS = 5_000
MOST_TAGS = 20
MOST_EXTRAS = 60
LONGEST_LINE = 200
LONGEST_EXTRA = 4_000
LONGEST_TAG = 60
LONGEST_WORD = 100
_MOST = 0.8
_BESIDE = frozenset({Column.SECTOR, Column.EXPERTISE})

STATES = {
    "pending": """
        pending|to approve|in review|waiting for approval|applied|requested|en attente|pendiente|pendente
        ausstehend|in attesa|รออนุมัติ|cho duyet|menunggu|на рассмотрении|قيد الانتظار|待定|待审核""",
    "confirmed": """
        confirmed|approved|accepted|registered|yes|attending|going|ok|paid|complete|completed|confirme|confirmee
        inscrit|inscrite|accepte|acceptee|confirmado|confirmada|aceptado|aceptada|inscrito|inscrita|aprovado
        bestatigt|angemeldet|zugesagt|confermato|confermata|iscritto|bevestigd|ยืนยัน|ยืนยันแล้ว|da xac nhan
        xac nhan|dikonfirmasi|подтверждено|подтвержден|подтверждена|مؤكد|تم التأكيد|បានបញ្ជាក់|已确认|确认""",
    "waitlisted": """
        waitlist|waitlisted|waiting list|wait list|waiting|liste d attente|lista de espera|en espera|warteliste
        lista d attesa|wachtlijst|รอ|สำรอง|danh sach cho|daftar tunggu|лист ожидания|قائمة الانتظار|候补""",
    "declined": """
        declined|rejected|refused|not accepted|refuse|refusee|rechazado|rechazada|recusado|abgelehnt|rifiutato
        geweigerd|ปฏิเสธ|tu choi|ditolak|отклонено|отклонен|مرفوض|拒绝""",
    "cancelled": """
        cancelled|canceled|withdrawn|no|not attending|not coming|annule|annulee|cancelado|cancelada|anulado
        abgesagt|storniert|annullato|annullata|geannuleerd|ยกเลิก|da huy|huy|dibatalkan|отменено|отменен|ملغى
        取消|已取消""",
}
_STATES = {plain(word): state for state, words in STATES.items() for word in words.replace("\n", "|").split("|")}


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleContext:
    """What the event knows: names of countries and languages by their plain words, and its tickets."""

    countries: Mapping[str, str]
    languages: Mapping[str, str]
    tickets: Mapping[str, UUID] = field(default_factory=dict)
    #: What else the caller asks of people (SECTOR, EXPERTISE), whose columns are kept under their headings otherwise.
    beside: frozenset[Column] = frozenset()
    #: What stands in the columns of a list without headings, in this order. Such a list is one of addresses: headings
    #: are a line that names their column.
    usual: tuple[Column, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePerson:
    """Somebody as the file says. What it is silent about is "" or None."""

    row: int
    name: str
    email: str = ""
    organisation: str = ""
    country: str = ""
    ticket_id: UUID | None = None
    state: str = ""
    language: str = ""
    sector: str = ""
    expertise: str = ""
    tags: tuple[str, ...] = ()
    #: What stands under headings that are no questions of ours, by heading.
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """One column, as a page shows it to be corrected."""

    index: int
    heading: str
    first_values: tuple[str, ...]
    meaning: Column
    is_sure: bool


@dataclass(frozen=True, slots=True)
class PeopleReading:
    """A list as it was understood. Every row is somebody, has a problem, or says the same as another one."""

    columns: tuple[ColumnReading, ...]
    people: tuple[FilePerson, ...]
    problems: tuple[Problem, ...]
    remarks: tuple[Remark, ...]


def likeness(rows: Rows) -> float:
    """How much some rows look like a list of people: their headings that are known, and their addresses."""
    looked_at = rows[:LOOKED_AT]
    headings = max((_headings_in(row) for row in looked_at), default=0)
    several = [row for row in looked_at if any(row)]
    with_address = sum(any(has_address(cell) for cell in row) for row in several)
    share = with_address / len(several) if several else 0
    width = max((sum(map(bool, row)) for row in looked_at), default=0)
    if headings < 1 and share < 0.4:
        return 0
    return headings * 2 + share * 2 + (1 if width > 1 else 0)


def understand_people(
    rows: Rows,
    numbers: Sequence[int],
    context: PeopleContext,
    *,
    columns: Mapping[int, Column] | None = None,
    corrections: Mapping[tuple[int, int], str] | None = None,
) -> PeopleReading:
    """`columns` says what a column means, whatever its heading; `corrections` what stands in a cell, which is named by
    the number of its row in the file and its column from 0."""
    return _Understanding(rows, numbers, context, columns or {}, corrections or {}).reading()


def _headings_in(row: Sequence[str]) -> int:
    if any(has_address(cell) for cell in row):
        return 0
    return len({meaning for cell in row if (meaning := meaning_of(cell)) not in {None, Column.IGNORE}})


def header_of(rows: Rows, *, names: Column | None = None) -> int | None:
    """The row with the most headings among the first ones, above the first address; `names`: what one of them must
    say. None: the list has none."""
    best, most = None, 0
    for place, row in enumerate(rows[:LOOKED_AT]):
        if any(map(has_address, row)):
            break  # somebody: what stands below is no heading, though a word of it may be one
        if names is not None and names not in map(meaning_of, row):
            continue
        count = _headings_in(row)
        if count > most:
            best, most = place, count
    return best


class _Understanding:
    def __init__(
        self,
        rows: Rows,
        numbers: Sequence[int],
        context: PeopleContext,
        said: Mapping[int, Column],
        corrections: Mapping[tuple[int, int], str],
    ) -> None:
        header = header_of(rows, names=Column.EMAIL if context.usual else None)
        first = 0 if header is None else header + 1
        width = len(rows[0]) if rows else 0
        self._headings = tuple(rows[header]) if header is not None else ("",) * width
        self._rows = [
            (number, [corrections.get((number, place), cell) for place, cell in enumerate(row)])
            for number, row in zip(numbers[first:], rows[first:], strict=True)
        ]
        self._context = context
        self._countries = Countries(context.countries)
        self._problems, self._remarks = Problems(), Remarks()
        self._columns = self._meanings(said)

    def reading(self) -> PeopleReading:
        people = [each for number, row in self._rows if (each := self._person(number, row)) is not None]
        return PeopleReading(
            tuple(
                ColumnReading(index, heading, self._first_values(index), *self._columns[index])
                for index, heading in enumerate(self._headings)
            ),
            tuple(self._distinct(people)),
            self._problems.all(),
            self._remarks.all(),
        )

    # --- columns

    def _meanings(self, said: Mapping[int, Column]) -> dict[int, tuple[Column, bool]]:
        width = len(self._headings)
        found = {index: (meaning, True) for index, meaning in said.items() if index < width}
        for index, heading in enumerate(self._headings):
            meaning = meaning_of(heading)
            if index in found or meaning is None:
                continue
            taken = {each for each, _ in found.values()}
            if meaning in _BESIDE - self._context.beside:
                meaning = Column.EXTRA
            if meaning is Column.LANGUAGE and not self._holds_languages(index):
                meaning = Column.EXTRA
            if meaning is Column.STATE and self._holds_other_states(index):
                meaning = Column.EXTRA
            if meaning in SEVERAL or meaning not in taken:
                found[index] = meaning, True
        self._guess_addresses(found)
        if self._context.usual and not any(map(str.strip, self._headings)):
            self._take_as_usual(found)
        else:
            self._guess_names(found)
        self._mend_names(found)
        for index, heading in enumerate(self._headings):
            found.setdefault(index, (Column.EXTRA if heading.strip() else Column.IGNORE, bool(heading.strip())))
        return found

    def _guess_addresses(self, found: dict[int, tuple[Column, bool]]) -> None:
        """Without a heading that is known: addresses are recognised."""
        free = [index for index in range(len(self._headings)) if index not in found]
        if Column.EMAIL not in {each for each, _ in found.values()}:
            shares = {index: self._share(index, has_address) for index in free}
            best = max(free, key=lambda index: (shares[index], -index), default=None)
            if best is not None and shares[best] > 0.5:
                found[best] = Column.EMAIL, False

    def _guess_names(self, found: dict[int, tuple[Column, bool]]) -> None:
        """Without a heading that is known: names stand in the first column of texts."""
        taken = {each for each, _ in found.values()}
        free = [index for index in range(len(self._headings)) if index not in found]
        if not taken & {Column.NAME, Column.GIVEN_NAME, Column.FAMILY_NAME}:
            for index in free:
                may_be = not self._headings[index].strip() or len(self._headings) <= 2
                if may_be and self._share(index, _looks_like_a_name) > 0.5:
                    found[index] = Column.NAME, False
                    return

    def _take_as_usual(self, found: dict[int, tuple[Column, bool]]) -> None:
        """Without headings: the columns in their usual order, around that of the addresses."""
        taken = {each for each, _ in found.values()}
        width = len(self._headings)
        if Column.EMAIL not in taken:
            found[min(1, width - 1)] = Column.EMAIL, False
        email_at = next(index for index, (meaning, _) in found.items() if meaning is Column.EMAIL)
        rest = [each for each in self._context.usual if each not in {*taken, Column.EMAIL}]
        if self._share(email_at, name_before) > 0.5:  # "Jane Trần <jane@example.org>"
            rest = [each for each in rest if each is not Column.NAME]
        for index, meaning in zip((each for each in range(width) if each not in found), rest, strict=False):
            found[index] = meaning, False

    def _mend_names(self, found: dict[int, tuple[Column, bool]]) -> None:
        """ "Nom" alone is a name, and so are "First name" and "Last name" together beside no other."""
        by_meaning = {meaning: index for index, (meaning, _) in found.items()}
        has_whole = Column.NAME in by_meaning
        given, family = by_meaning.get(Column.GIVEN_NAME), by_meaning.get(Column.FAMILY_NAME)
        if has_whole and given is not None and family is None:
            # "First name" beside "Name": together they are the name
            found[by_meaning[Column.NAME]] = Column.FAMILY_NAME, False
        elif has_whole:
            for index in (given, family):
                if index is not None:
                    found[index] = Column.IGNORE, False
        elif given is None or family is None:
            alone = given if given is not None else family
            if alone is not None and plain(self._headings[alone]) in ALONE_A_WHOLE_NAME:
                found[alone] = Column.NAME, True

    def _holds_languages(self, index: int) -> bool:
        return self._share(index, lambda cell: bool(self._language(cell))) >= _MOST

    def _holds_other_states(self, index: int) -> bool:
        """Whether something stands there and none of it says how somebody is registered: California is a state, too."""
        cells = [row[index] for _, row in self._rows if row[index].strip()]
        return bool(cells) and not any(plain(cell) in _STATES for cell in cells)

    def _share(self, index: int, holds: object) -> float:
        assert callable(holds)
        cells = [row[index] for _, row in self._rows[: 10 * LOOKED_AT] if row[index].strip()]
        return sum(map(bool, map(holds, cells))) / len(cells) if cells else 0

    def _first_values(self, index: int) -> tuple[str, ...]:
        return tuple([row[index] for _, row in self._rows if row[index].strip()][:3])

    # --- rows

    def _cells(self, row: Sequence[str], meaning: Column) -> list[tuple[int, str]]:
        return [(index, row[index]) for index, (each, _) in self._columns.items() if each is meaning]

    def _cell(self, row: Sequence[str], meaning: Column) -> tuple[int | None, str]:
        found = self._cells(row, meaning)
        return (found[0][0], line(found[0][1])) if found else (None, "")

    def _person(self, number: int, row: Sequence[str]) -> FilePerson | None:
        if not any(cell.strip() for cell in row):
            return None
        email_at, told = self._cell(row, Column.EMAIL)
        name_at, name = self._name(row)
        email = self._email(number, email_at, told)
        if not name and told:
            name = name_before(told)
        if not email and name and has_address(name):  # "Jane Trần <jane@example.org>" in one cell
            email, name = addresses_in(name)[0], name_before(name)
        if not name and email and name_at is None:
            name = name_in(email)
            self._remarks.add("There is no column of names: they are made of the addresses.", number)
        if not name:
            offered = name_in(email) if email else None
            if not email and sum(bool(cell.strip()) for cell in row) <= 1:
                return None  # a line that stands alone: a remark of whoever made the list, a total
            at = name_at if name_at is not None else email_at
            self._problems.add("There is no name in this row.", number, at, "", offered)
        if number in self._problems.rows:
            return None
        if len(name) > LONGEST_LINE:
            self._remarks.add("A name is longer than %(length)s characters and was cut.", number, length=LONGEST_LINE)
        kept = self._short
        return FilePerson(
            row=number,
            name=name[:LONGEST_LINE].strip(),
            email=email,
            organisation=kept(number, row, Column.ORGANISATION, LONGEST_LINE),
            country=self._country(number, row),
            ticket_id=self._ticket(number, row),
            state=self._state(number, row),
            language=self._language_of(number, row),
            sector=kept(number, row, Column.SECTOR, LONGEST_WORD),
            expertise=kept(number, row, Column.EXPERTISE, LONGEST_WORD),
            tags=_tags([cell for _, cell in self._cells(row, Column.TAGS)]),
            extra=self._extra(row),
        )

    def _short(self, number: int, row: Sequence[str], meaning: Column, most: int) -> str:
        _, told = self._cell(row, meaning)
        if len(told) > most:
            self._remarks.add(
                "“%(cell)s” is longer than %(length)s characters and was cut.", number, cell=told, length=most
            )
        return told[:most].strip()

    def _name(self, row: Sequence[str]) -> tuple[int | None, str]:
        at, whole = self._cell(row, Column.NAME)
        if at is not None:
            return at, _turned(whole)
        given_at, given = self._cell(row, Column.GIVEN_NAME)
        family_at, family = self._cell(row, Column.FAMILY_NAME)
        return (given_at if given_at is not None else family_at), line(f"{given} {family}")

    def _email(self, number: int, at: int | None, told: str) -> str:
        if not told or told.strip("-–—./ ").casefold() in {"", "none", "n a", "na", "tbc", "tbd"}:
            return ""
        found = addresses_in(told)
        if len(found) > 1:
            self._remarks.add("Of several addresses the first is taken: %(address)s.", number, address=found[0])
        if found:
            return found[0]
        self._problems.add(
            "“%(cell)s” is no e-mail address. Correct it, or empty the field.",
            number, at, told, probably_meant(told) or "", cell=told,
        )  # fmt: skip
        return ""

    def _country(self, number: int, row: Sequence[str]) -> str:
        _, told = self._cell(row, Column.COUNTRY)
        if not told:
            return ""
        code, is_sure = self._countries.code_of(told)
        if not code:
            self._remarks.add("“%(country)s” is no country that we know: it is left empty.", number, country=told)
        elif not is_sure:
            self._remarks.add(
                "“%(country)s” is probably the country with the code %(code)s.", number, country=told, code=code
            )
        return code

    def _ticket(self, number: int, row: Sequence[str]) -> UUID | None:
        _, told = self._cell(row, Column.TICKET)
        found = self._context.tickets.get(plain(told)) if told else None
        if told and found is None:
            self._remarks.add("“%(ticket)s” is no ticket of this event: they come without one.", number, ticket=told)
        return found

    def _state(self, number: int, row: Sequence[str]) -> str:
        _, told = self._cell(row, Column.STATE)
        found = _STATES.get(plain(told), "") if told else ""
        if told and not found:
            self._remarks.add("“%(state)s” is no state that we know: they come in as confirmed.", number, state=told)
        return found

    def _language_of(self, number: int, row: Sequence[str]) -> str:
        _, told = self._cell(row, Column.LANGUAGE)
        found = self._language(told)
        if told and not found:
            self._remarks.add("“%(language)s” is no language that we know: it is left out.", number, language=told)
        return found

    def _language(self, told: str) -> str:
        return self._context.languages.get(plain(told), "") if told.strip() else ""

    def _extra(self, row: Sequence[str]) -> dict[str, str]:
        kept: dict[str, str] = {}
        for index, cell in self._cells(row, Column.EXTRA):
            heading = line(self._headings[index])[:LONGEST_LINE] or f"{index + 1}"
            if cell.strip() and (heading in kept or len(kept) < MOST_EXTRAS):
                text = cell.strip()[:LONGEST_EXTRA]
                kept[heading] = f"{kept[heading]}; {text}" if heading in kept else text
        return kept

    def _distinct(self, people: Sequence[FilePerson]) -> list[FilePerson]:
        """Each once. Who stands there twice with one address is one; of one name without any, nobody knows."""
        first: dict[tuple[str, str], FilePerson] = {}
        for person in people:
            key = (plain(person.name), key_of(person.email))
            other = first.setdefault(key, person)
            if other is person:
                continue
            if person.email or person.organisation == other.organisation:
                self._remarks.add("This row is about the same person as row %(row)s.", person.row, row=other.row)
            else:
                at = next((i for i, (each, _) in self._columns.items() if each is Column.NAME), None)
                self._problems.add(
                    "Row %(row)s has the same name, and neither has an address. Write a name that tells them apart.",
                    person.row, at, person.name, None, row=other.row,
                )  # fmt: skip
        return list(first.values())


def line(text: str) -> str:
    """One line, single spaces."""
    return " ".join(text.split())


def _turned(name: str) -> str:
    """ "Trần, Jane" is Jane Trần; what has several commas stays as it is."""
    family, comma, given = name.partition(",")
    if comma and "," not in given and given.strip() and family.strip() and len(given.split()) <= 3:
        is_title = given.strip().rstrip(".").casefold() in {
            "phd",
            "md",
            "jr",
            "sr",
            "ii",
            "iii",
            "dr",
            "esq",
            "mba",
            "msc",
        }
        return name if is_title else line(f"{given} {family}")
    return name


def _looks_like_a_name(cell: str) -> bool:
    return any(map(str.isalpha, cell)) and len(cell) <= LONGEST_LINE and not has_address(cell)


def _tags(cells: Sequence[str]) -> tuple[str, ...]:
    words = [
        line(word)[:LONGEST_TAG] for cell in cells for word in cell.replace("\n", ";").replace(",", ";").split(";")
    ]
    return tuple(dict.fromkeys(word for word in words if word))[:MOST_TAGS]
