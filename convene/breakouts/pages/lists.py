"""Lists of groups: for the doors, by name, and as files for spreadsheets and calls."""

from collections.abc import Callable
from uuid import UUID

from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from convene.breakouts.pages.frame import groups, show_groups_page, split_called
from convene.breakouts.printing import everybody_by_name, sheets_for_groups, shown_words, version_words
from convene.breakouts.queries.lists import GroupLists, lists_of
from convene.breakouts.showing import dye_of, round_label, round_time
from convene.breakouts.structure import GroupFacts, RoundFacts
from convene.errors import NotAllowed, NotFound
from convene.events.event_page import event_page, permissions_of_reader
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.programme.models import Session
from convene.registration.services.managing import note_export
from convene.spelling import id_in
from convene.web.exports import CSV, attachment, csv_file, csv_of
from convene.web.forms import OneButton

PDF = "application/pdf"
#: What Zoom's page “Breakout Room pre-assign, import from CSV” reads.
ZOOM = ("Pre-assign Room Name", "Email Address")
#: Microsoft documents no headings. Its import takes a column for the room and one for the address, and its own template
#: names them in the language of who has downloaded it: these are ours, and the page says so.
TEAMS = ("Room name", "Participant email")


@groups.get("/<code>/lists")
@event_page(Permission.ARRANGE_GROUPS)
def lists(event: Event, code: str) -> ResponseReturnValue:
    """Everybody in their groups, and everybody by name, to be read here, printed, or taken as files."""
    split = split_called(event, code)
    found, rounds = lists_of(split.arrangement), split.arrangement.rounds
    return show_groups_page(
        "breakouts/lists.html",
        event,
        "lists",
        split,
        found=found,
        shown=shown_words(event, found),
        version=version_words(event, found),
        rounds=[(one, round_label(one, len(rounds)), round_time(one)) for one in rounds],
        dye_of=dye_of,
        may_export=Permission.EXPORT_REGISTRATIONS in permissions_of_reader(event),
        form=OneButton(),
    )


@groups.get("/<code>/lists/doors.pdf")
@event_page(Permission.ARRANGE_GROUPS)
def lists_for_doors(event: Event, code: str) -> ResponseReturnValue:
    return _paper(event, code, sheets_for_groups, "doors")


@groups.get("/<code>/lists/people.pdf")
@event_page(Permission.ARRANGE_GROUPS)
def lists_by_name(event: Event, code: str) -> ResponseReturnValue:
    return _paper(event, code, everybody_by_name, "people")


@groups.post("/<code>/lists/groups.csv")
@event_page(Permission.ARRANGE_GROUPS)
def lists_as_csv(event: Event, code: str) -> ResponseReturnValue:
    """Everybody with their group in each round; their addresses for those alone who may take these out."""
    found = lists_of(split_called(event, code).arrangement)
    has_addresses = Permission.EXPORT_REGISTRATIONS in permissions_of_reader(event)
    name, slug = _file_name(code, "groups"), event.slug
    if has_addresses:
        note_export(event.id, by=current_user.actor)
    rounds = found.arrangement.rounds
    labels = [round_label(one, len(rounds)) for one in rounds]
    heads = [_("Name"), _("Organisation"), *([_("E-mail address")] if has_addresses else [])]
    for label in labels:
        heads += [label, _("%(round)s: topic", round=label), _("%(round)s: place", round=label)]
    rows = [
        [one.name, one.organisation, *([one.email] if has_addresses else []), *_cells(one.groups)]
        for one in found.people
    ]
    return csv_file(f"{slug}-{name}", heads, rows)


@groups.post("/<code>/lists/zoom.csv")
@event_page(Permission.EXPORT_REGISTRATIONS)
def lists_for_zoom(event: Event, code: str) -> ResponseReturnValue:
    """One round for Zoom, which keeps one set of rooms a meeting."""
    return _for_calls(event, code, ZOOM, "zoom")


@groups.post("/<code>/lists/teams.csv")
@event_page(Permission.EXPORT_REGISTRATIONS)
def lists_for_teams(event: Event, code: str) -> ResponseReturnValue:
    """One round for Microsoft Teams."""
    return _for_calls(event, code, TEAMS, "teams")


def _paper(event: Event, code: str, make: Callable[[Event, Session, GroupLists], bytes], name: str) -> Response:
    split = split_called(event, code)
    body = make(event, split.session, lists_of(split.arrangement))
    return attachment(body, f"{event.slug}-{_file_name(code, name)}.pdf", PDF)


def _for_calls(event: Event, code: str, heads: tuple[str, str], name: str) -> Response:
    if Permission.ARRANGE_GROUPS not in permissions_of_reader(event):
        raise NotAllowed
    found = lists_of(split_called(event, code).arrangement)
    one = _round_asked_for(found, id_in(request.form.get("round", "")))
    file_name = f"{event.slug}-{_file_name(code, name)}-{one.position + 1}.csv"
    note_export(event.id, by=current_user.actor)
    rows = [
        (f"{group.letter} {group.name}", each.email)
        for group in found.arrangement.groups
        for each in found.those_in(group, one)
        if each.email
    ]
    # Without the mark by which Excel knows UTF-8: whoever looks for a column by its name would not find the first.
    return attachment(csv_of(heads, rows).removeprefix("\ufeff".encode()), file_name, CSV)


def _round_asked_for(found: GroupLists, round_id: UUID | None) -> RoundFacts:
    rounds = found.arrangement.rounds
    one = found.arrangement.round(round_id) if round_id is not None else next(iter(rounds), None)
    if one is None:
        raise NotFound
    return one


def _cells(there: tuple[GroupFacts | None, ...]) -> list[str]:
    return [cell for each in there for cell in ((each.letter, each.name, each.where) if each else ("", "", ""))]


def _file_name(code: str, name: str) -> str:
    return f"{code.lower()}-{name}"
