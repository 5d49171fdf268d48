"""Badges, and the sheet that people sign: what is carried to the printer before the doors open."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from convene.errors import NotFound
from convene.events.event_page import event_page, when_of
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.registration.catalogue import BadgeLayout, Whom
from convene.registration.forms.the_day import ChooseBadges
from convene.registration.pages.frame import show_people
from convene.registration.printing import (
    badges_as_pdf,
    names_not_printable,
    sheet_as_picture,
    sheets_needed,
    signing_sheet,
)
from convene.registration.queries.badges import Badge, badges_of, takes_part_online
from convene.registration.services.papers import note_badges_printed
from convene.spelling import id_in
from convene.web.exports import attachment
from convene.web.forms import OneButton
from convene.web.languages import short_day
from convene.web.paging import page_asked_for
from convene.web.panels import Place, answers
from convene.web.serving import shown_picture

badges = Blueprint("badges", __name__, url_prefix="/organise")

MOST_DAYS = 5


@badges.get("/<slug>/people/badges")
@event_page(Permission.CHECK_IN)
def preview(event: Event) -> ResponseReturnValue:
    """One sheet as it will be printed, and the names that no font can print: before paper is spent."""
    layout, whom, of = _layout(request.args), _whom(request.args), id_in(request.args.get("of"))
    chosen = _chosen(event, whom, of)
    sheets = sheets_needed(layout, len(chosen))
    number = min(max(page_asked_for(), 1), max(sheets, 1))
    return show_people(
        "registration/badges.html",
        event,
        "badges.preview",
        form=ChooseBadges(formdata=None, whom=whom.value, layout=layout.value),
        somebody_is_online=takes_part_online(event.id),
        button=OneButton(),
        layout=layout,
        whom=whom.value,
        of=of,
        badges=chosen,
        sheets=sheets,
        number=number,
        not_printable=names_not_printable(chosen),
    )


@badges.get("/<slug>/people/badges/page")
@event_page(Permission.CHECK_IN)
def picture(event: Event) -> ResponseReturnValue:
    """One page of what would be printed."""
    layout = _layout(request.args)
    chosen = _chosen(event, _whom(request.args), id_in(request.args.get("of")))
    number = page_asked_for()
    if not 1 <= number <= sheets_needed(layout, len(chosen)):
        raise NotFound
    return shown_picture(sheet_as_picture(event.title, chosen, layout, number), content_type="image/png")


@badges.post("/<slug>/people/badges.pdf")
@event_page(Permission.CHECK_IN)
def pdf(event: Event) -> ResponseReturnValue:
    layout = _layout(request.form)
    chosen = _chosen(event, _whom(request.form), id_in(request.form.get("of")))
    if not chosen:
        raise NotFound
    title, slug = event.title, event.slug
    file = badges_as_pdf(title, chosen, layout)
    note_badges_printed(event.id, [badge.registration_id for badge in chosen], by=current_user.actor)
    return attachment(file, f"{slug}-badges.pdf", "application/pdf")


@badges.get("/<slug>/people/attendance-sheet.pdf")
@event_page(Permission.CHECK_IN)
def sheet(event: Event) -> ResponseReturnValue:
    """A list to sign, with a column for each of the first days; `?whom=all`: also of those who take part online."""
    days = min((event.ends_on - event.starts_on).days + 1, MOST_DAYS)
    file = signing_sheet(
        event.title,
        when_of(event),
        [short_day(event.starts_on + timedelta(days=number)) for number in range(days)],
        [(one.name, one.organisation) for one in badges_of(event.id, with_online=_whom(request.args) is Whom.ALL)],
    )
    return attachment(file, f"{event.slug}-attendance-sheet.pdf", "application/pdf")


def _chosen(event: Event, whom: Whom, of: UUID | None) -> list[Badge]:
    chosen = badges_of(
        event.id, are_new=whom is Whom.NEW and of is None, with_online=whom is Whom.ALL, registration_id=of
    )
    told = answers(Place.BADGE_LINES, (event, [each.registration_id for each in chosen]))
    return [
        replace(each, lines=tuple(lines[each.registration_id] for lines in told if each.registration_id in lines))
        for each in chosen
    ]


def _layout(told: "dict[str, str]") -> BadgeLayout:
    asked = told.get("layout", "")
    return BadgeLayout(asked) if asked in set(BadgeLayout) else BadgeLayout.EIGHT


def _whom(told: "dict[str, str]") -> Whom:
    asked = told.get("whom", "")
    return Whom(asked) if asked in set(Whom) else Whom.IN_PERSON
