"""Bringing an agenda in: a file or a pasted table is read, looked at, corrected, and only then written down."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from convene.engines.schedule_files import (
    Column,
    Reading,
    TableContext,
    TableReading,
    UnreadableSchedule,
    read_any,
)
from convene.errors import NotFound, Refused
from convene.events.event_page import event_page
from convene.events.models import Event
from convene.events.rules import days_of
from convene.permissions.catalogue import Permission
from convene.programme.catalogue import LONGEST
from convene.programme.errors import RowsAreUnread
from convene.programme.forms.importing import BringIn, Choices, ChooseFile
from convene.programme.pages.organiser.frame import draft, show_form
from convene.programme.queries.draft import counts_of, draft_of
from convene.programme.queries.versions import published
from convene.programme.rules.changes import ChangeKind
from convene.programme.rules.files import remarks_on_formats
from convene.programme.rules.warnings import clashes_of
from convene.programme.services.importing import Imported
from convene.programme.services.previewing import (
    ImportPreview,
    import_previewed,
    keep_upload,
    preview_import,
    upload_of,
)
from convene.programme.showing.differences import corrected_people, frame_lines, shown_changes
from convene.programme.structure import SessionFacts
from convene.sentences import Sentence
from convene.web.languages import day
from convene.web.limits import at_most
from convene.web.redirects import see_other

MOST_REMARKS_SHOWN = 50
MOST_PROBLEMS_SHOWN = 50
MOST_ADDRESSES_SHOWN = 100
MOST_ROWS_SHOWN = 12
MOST_TITLES_SAID = 5


@draft.route("/import", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
@at_most("60 per hour")
def import_file(event: Event) -> ResponseReturnValue:
    """The first step: a file is read, and what it would change is shown. Nothing is brought in."""
    form = ChooseFile()
    if form.is_answered():
        body = form.body
        try:
            reading = _read(event, body, Choices())
            return _look_at(event, reading, keep_upload(event.id, body, by=current_user.actor), Choices())
        except UnreadableSchedule as unreadable:
            form.add_error(Sentence(unreadable.text, unreadable.values), "file")
        except Refused as refused:
            form.add_refusal(refused)
    return show_form(form, "programme/import.html", event, "import", is_first=not counts_of(event.id).sessions)


@draft.route("/import/confirm", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
@at_most("300 per hour")
def confirm_import(event: Event) -> ResponseReturnValue:
    """The second step: it is read again as corrected, or what was shown is done. A draft that changed since, and rows
    that cannot be read, are shown anew."""
    if request.method in {"GET", "HEAD"}:  # what a browser asks for where its answer of the first step is gone
        return see_other(url_for("draft.import_file", slug=event.slug))
    form = BringIn()
    if not form.is_answered() or form.upload_id is None:
        raise NotFound
    choices = form.choices
    try:
        reading = _read(event, upload_of(event.id, form.upload_id), choices)
    except UnreadableSchedule:  # a sheet that the workbook does not have: nothing that the page offers
        raise NotFound from None
    unread = _rows_with_problems(reading)
    if form.wants_another_look:
        return _look_at(event, reading, form.upload_id, choices)
    try:
        if unread and not form.leaves_out.data:
            raise RowsAreUnread(len(unread))
        done = import_previewed(
            event.id,
            reading.schedule,
            form.revision_seen,
            form.upload_id,
            made_guids=_made_guids(reading),
            # A row that cannot be read may be the session that seems to be gone.
            withdrawn=frozenset() if unread else choices.withdrawn,
            by=current_user.actor,
        )
    except Refused as refused:
        return _look_at(event, reading, form.upload_id, choices, refused)
    flash(" ".join(_done(event, done)))
    return see_other(url_for("draft.agenda", slug=event.slug))


def _done(event: Event, done: Imported) -> list[str]:
    """What was done, and what was not, in sentences."""
    said = [
        _("%(new)s new, %(changed)s changed, %(same)s the same: they stand in the draft.",
          new=done.new, changed=done.changed, same=done.same)
    ]  # fmt: skip
    if done.people:
        said.append(
            ngettext(
                "What is said of %(num)s person is as the file has it, on published pages too.",
                "What is said of %(num)s people is as the file has it, on published pages too.",
                len(done.people),
            )
        )
    if done.new_addresses:
        said.append(
            ngettext(
                "%(num)s address of people on stage is saved. Nobody was mailed.",
                "%(num)s addresses of people on stage are saved. Nobody was mailed.",
                done.new_addresses,
            )
        )
    if done.withdrawn:
        gone = [one for one in draft_of(event.id).sessions if one.code in done.withdrawn]
        said.append(_("Withdrawn: %(titles)s.", titles=_titles(gone)))
        public_codes = _public_codes(event)
        if public := [one for one in gone if one.code in public_codes]:
            said.append(_("The published agenda has this until you publish again: %(titles)s.", titles=_titles(public)))
    if kept := done.missing - len(done.withdrawn):
        said.append(
            ngettext(
                "%(num)s that the file does not have stays as it is.",
                "%(num)s that the file does not have stay as they are.",
                kept,
            )
        )
    return said


def _titles(sessions: Sequence[SessionFacts]) -> str:
    """The first of them, and how many more there are."""
    named = ", ".join(f"“{one.title}”" for one in sessions[:MOST_TITLES_SAID])
    more = len(sessions) - MOST_TITLES_SAID
    return " ".join([named, _("and %(number)s more", number=more)]) if more > 0 else named


def _public_codes(event: Event) -> set[str]:
    """The sessions that everybody sees as taking place."""
    shown = published(event.id)
    return {one.code for one in shown.structure.sessions if not one.is_withdrawn} if shown else set()


def _read(event: Event, body: bytes, choices: Choices) -> Reading | TableReading:
    first_day, last_day = event.starts_on, event.ends_on
    if choices.day is not None and first_day <= choices.day <= last_day:
        first_day = last_day = choices.day  # rows without a date are of this one
    context = TableContext(zone=event.zone, first_day=first_day, last_day=last_day, title=event.title)
    return read_any(
        body,
        context,
        sheet=choices.sheet,
        columns=choices.columns,
        corrections=choices.corrections,
        takes_groups=choices.takes_groups,
        moves_days=choices.moves_days,
        lengths=LONGEST,
    )


def _rows_with_problems(reading: Reading | TableReading) -> set[int]:
    return {problem.row for problem in reading.problems} if isinstance(reading, TableReading) else set()


def _made_guids(reading: Reading | TableReading) -> frozenset[str]:
    return reading.made_guids if isinstance(reading, TableReading) else frozenset()


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column as it was understood, to be corrected."""

    index: int
    heading: str
    values: str
    meaning: str
    is_sure: bool


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """A row that became no session: why, and the cell with what was probably meant."""

    row: int
    title: str
    column: int | None
    heading: str
    cell: str
    words: Sentence
    offered: str


def _look_at(
    event: Event,
    reading: Reading | TableReading,
    upload_id: UUID,
    choices: Choices,
    refused: Refused | None = None,
) -> ResponseReturnValue:
    """What the file says, how it was understood, and what it would change."""
    table = reading if isinstance(reading, TableReading) else None
    preview = None
    if reading.schedule.sessions or table is None:
        preview = preview_import(event.id, reading.schedule, made_guids=_made_guids(reading), by=current_user.actor)
    form = BringIn(formdata=None, upload=str(upload_id), revision=str(preview.revision if preview else 0))
    if refused is not None:
        form.add_refusal(refused)
    form.takes_groups.data, form.moves_days.data = choices.takes_groups, choices.moves_days
    if table is not None:
        form.sheet.choices = [(name, name) for name in sorted({table.table.sheet, *table.table.other_sheets} - {""})]
        form.sheet.data = table.table.sheet
        has_days = any(one.meaning is Column.DATE for one in table.columns)
        form.day.choices = [] if has_days else _days(event)
        form.day.data = choices.day.isoformat() if choices.day else ""
    remarks = _remarks(reading)
    return show_form(
        form,
        "programme/import_preview.html",
        event,
        "import",
        status=422 if refused else 200,
        total=len(reading.schedule.sessions),
        title=reading.schedule.title,
        is_table=table is not None,
        other_day=table.first_day_elsewhere if table else None,
        columns=_columns(table) if table else [],
        column_words=column_words(),
        problems=_problems(table) if table else [],
        rows_to_correct=len(_rows_with_problems(reading)),
        problems_more=max(0, len(table.problems) - MOST_PROBLEMS_SHOWN) if table else 0,
        corrections=_corrections_not_asked(table, choices) if table else [],
        withdrawn=choices.withdrawn,
        left_out=[(name, _rows(rows)) for name, rows in table.left_out.items()] if table else [],
        most_addresses=MOST_ADDRESSES_SHOWN,
        remarks=remarks[:MOST_REMARKS_SHOWN],
        remarks_more=max(0, len(remarks) - MOST_REMARKS_SHOWN),
        **_differences(event, preview),
    )


def _remarks(reading: Reading | TableReading) -> list[tuple[Sentence, str]]:
    """How the file was read where that may be wrong, and where in it."""
    rows = reading.rows if isinstance(reading, TableReading) else {}
    formats = remarks_on_formats((one.type, rows.get(one.guid)) for one in reading.schedule.sessions)
    return [
        *((Sentence(one.text, one.values), one.where) for one in reading.remarks),
        *((sentence, _rows(found) if found else "") for sentence, found in formats),
    ]


def _rows(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:MOST_ROWS_SHOWN]))
    return str(_("rows: %(rows)s", rows=shown if len(numbers) <= MOST_ROWS_SHOWN else f"{shown} …"))


def _differences(event: Event, preview: ImportPreview | None) -> dict[str, object]:
    if preview is None:
        return {
            "imported": None,
            "new": [],
            "changed": [],
            "frame": [],
            "people": [],
            "missing": (),
            "addresses": [],
            "clashes": [],
        }
    changes = shown_changes(preview.difference, preview.before, preview.names, event.slug)
    new = shown_changes(preview.difference, preview.after, preview.names, event.slug, with_texts=True)
    return {
        "imported": preview.imported,
        "new": [one for one in new if one.kind == ChangeKind.NEW.value],
        "changed": [one for one in changes if one.kind != ChangeKind.NEW.value],
        "frame": frame_lines(preview.difference),
        "people": corrected_people(preview.imported.people),
        "missing": preview.missing,
        "public_codes": _public_codes(event) if preview.missing else set(),
        "clashes": clashes_of(preview.after, preview.names),
        "addresses": [
            (preview.names.get(one.person_id, ""), one)
            for one in preview.imported.addresses
            if one.is_taken or one.stays
        ],
    }


def _days(event: Event) -> list[tuple[str, str]]:
    """The days of an event of several, to choose the one of rows without a date."""
    days = days_of(event.starts_on, event.ends_on)
    return [("", str(_("No day"))), *((on.isoformat(), day(on)) for on in days)] if len(days) > 1 else []


def _columns(table: TableReading) -> list[ShownColumn]:
    return [
        ShownColumn(one.index, one.heading, " · ".join(one.first_values), one.meaning.value, one.is_sure)
        for one in table.columns
    ]


def _problems(table: TableReading) -> list[ShownProblem]:
    headings = {one.index: one.heading for one in table.columns}
    of_titles = next((one.index for one in table.columns if one.meaning is Column.TITLE), None)
    grid = table.table.grid
    titles = (
        {}
        if of_titles is None
        else {number: row[of_titles] for number, row in zip(grid.numbers, grid.rows, strict=True)}
    )
    return [
        ShownProblem(
            row=one.row,
            title=titles.get(one.row, ""),
            column=one.column,
            heading=headings.get(one.column, "") if one.column is not None else "",
            cell=one.cell,
            words=Sentence(one.text, one.values),
            offered=one.correction or one.cell,
        )
        for one in table.problems[:MOST_PROBLEMS_SHOWN]
    ]


def _corrections_not_asked(table: TableReading, choices: Choices) -> list[tuple[str, str]]:
    """What was corrected before and is right now: it stands in the form unseen, else it would be lost."""
    asked = {(one.row, one.column) for one in table.problems[:MOST_PROBLEMS_SHOWN]}
    kept = {cell: text for cell, text in choices.corrections.items() if cell not in asked}
    return [(f"cell-{row}-{column}", text) for (row, column), text in kept.items()]


def column_words() -> list[tuple[str, str]]:
    """What a column may hold, in words, for a select."""
    words = {
        Column.IGNORE: _("Leave it out"),
        Column.DATE: _("Day"),
        Column.START: _("Begins at"),
        Column.END: _("Ends at"),
        Column.SPAN: _("From and to"),
        Column.DURATION: _("Length"),
        Column.TITLE: _("Title"),
        Column.SUBTITLE: _("Subtitle"),
        Column.FORMAT: _("Format"),
        Column.ROOM: _("Room"),
        Column.TRACK: _("Track"),
        Column.SPEAKERS: _("Speakers"),
        Column.PANELLISTS: _("Panellists"),
        Column.MODERATORS: _("Moderators"),
        Column.FACILITATORS: _("Facilitators"),
        Column.RAPPORTEURS: _("Rapporteurs"),
        Column.HOST: _("Who leads it"),
        Column.EMAIL: _("E-mail addresses of people on stage"),
        Column.ABSTRACT: _("Abstract"),
        Column.DESCRIPTION: _("Description"),
        Column.LANGUAGE: _("Language"),
        Column.ID: _("Number or code"),
    }
    return [(column.value, word) for column, word in words.items()]
