"""Everything that leaves the agenda as a file, on one page; and what only organisers may print: drafts and sheets."""

from dataclasses import dataclass

from flask import Response, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from convene.errors import NotFound
from convene.events.event_page import event_page, permissions_of_reader
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.programme.pages.organiser.frame import draft, show
from convene.programme.printing.choosing import printed
from convene.programme.printing.papers import Paper, Printable, printable_draft, printable_version
from convene.programme.printing.sheets import people_with_a_sheet, sheets_for_people
from convene.programme.queries.draft import agenda_state, counts_of
from convene.programme.queries.materials import materials_from_stage
from convene.programme.queries.versions import published
from convene.programme.showing.times import moment_in
from convene.web.exports import attachment

PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Download:
    """One thing to print or to download: what it is, what it is for, and where it is. `draft_url`: none has it."""

    name: str
    words: str
    kind: str
    url: str
    draft_url: str | None = None


@draft.get("/print")
@event_page(Permission.SEE_EVENT)
def print_and_download(event: Event) -> ResponseReturnValue:
    state, counts = agenda_state(event.id), counts_of(event.id)
    return show(
        "programme/print.html",
        event,
        "print",
        number=state.number,
        published_on=moment_in(state.published_at, event.zone) if state.published_at else "",
        has_changes=state.has_changes,
        has_sessions=counts.sessions > counts.unplaced,
        papers=_papers(event),
        files=_files(event),
    )


@draft.get("/print/draft-<any(a4, a3, booklet, doors):paper>.pdf")
@event_page(Permission.SEE_EVENT)
def draft_on_paper(event: Event, paper: str) -> ResponseReturnValue:
    """The draft, which says so on every page."""
    body = printed(printable_draft(event), Paper(paper))
    return attachment(body, f"{event.slug}-draft-{paper}.pdf", PDF)


@draft.get("/print/speakers.pdf")
@event_page(Permission.EDIT_AGENDA)
def sheets(event: Event) -> ResponseReturnValue:
    """A sheet for each person on stage, as the published version has them."""
    shown = published(event.id)
    if shown is None:
        raise NotFound
    return _sheets(printable_version(event, shown), f"{event.slug}-speakers.pdf")


@draft.get("/print/draft-speakers.pdf")
@event_page(Permission.EDIT_AGENDA)
def draft_sheets(event: Event) -> ResponseReturnValue:
    return _sheets(printable_draft(event), f"{event.slug}-draft-speakers.pdf")


def _sheets(agenda: Printable, name: str) -> Response:
    given = materials_from_stage(agenda.event.id)
    return attachment(sheets_for_people(agenda, people_with_a_sheet(agenda), given), name, PDF)


def _papers(event: Event) -> list[Download]:
    named = [
        (Paper.BOOKLET, _("Programme"), _("To read: a cover, every session in full, rooms, and an index of people.")),
        (Paper.LIST, _("Short agenda"), _("To hand out: every session in one line or two, day by day.")),
        (Paper.WALL, _("Wall sheet"), _("To hang up: rooms across and time down, a day on a sheet, read from afar.")),
        (Paper.DOORS, _("Door signs"), _("For each room and day a page: what takes place behind this door, and when.")),
    ]
    papers = [
        Download(
            name,
            words,
            _("PDF, A3") if paper is Paper.WALL else _("PDF, A4"),
            url_for("programme.agenda_on_paper", slug=event.slug, paper=paper.value),
            url_for("draft.draft_on_paper", slug=event.slug, paper=paper.value),
        )
        for paper, name, words in named
    ]
    if Permission.EDIT_AGENDA in permissions_of_reader(event):
        papers.append(
            Download(
                _("Sheets for people on stage"),
                _("For each of them a page: where, when, with whom, and what we have from them."),
                _("PDF, A4"),
                url_for("draft.sheets", slug=event.slug),
                url_for("draft.draft_sheets", slug=event.slug),
            )
        )
    return papers


def _files(event: Event) -> list[Download]:
    named = [
        ("agenda_as_website", _("Website without a network"), _("To put on a stick: opens in any browser."), "ZIP"),
        ("agenda_as_text", _("Plain text"), _("For slow connections, and to paste into a mail."), "TXT"),
        ("agenda_as_workbook", _("Spreadsheet"), _("A row for each session. It can be brought in again."), "XLSX"),
        ("agenda_as_csv", _("Table"), _("The same for other programs."), "CSV"),
        ("calendar", _("Calendar"), _("Every session for Outlook, Google and Apple."), "ICS"),
        ("schedule_json", "schedule.json", _("For apps and screens that show conference schedules."), "JSON"),
        ("schedule_xml", "schedule.xml", _("The same in the older format, which many still read."), "XML"),
    ]
    return [
        Download(name, words, kind, url_for(f"programme.{page}", slug=event.slug)) for page, name, words, kind in named
    ]
