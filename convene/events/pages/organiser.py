"""The organiser's pages of an event: what is missing, what it says of itself, its rooms, whether it is public."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from convene.audit.queries import events_changed_by, lines_of
from convene.clock import now, today_in
from convene.errors import NotFound, Refused
from convene.events.catalogue import ROOM_FEATURES, Act, State
from convene.events.event_page import (
    event_page,
    first_page_of,
    has_ended,
    kind_of,
    mail_trouble_of_no_event,
    permissions_of_reader,
    readiness_of,
    section_of,
    show_to_organisers,
    state_of,
    when_of,
    without_an_event,
)
from convene.events.forms.describing import Settings
from convene.events.forms.rooms import ChangeRoom, RoomForm
from convene.events.log_in_words import in_words
from convene.events.models import Event, Room
from convene.events.queries import (
    events_among,
    events_of,
    room_of,
    rooms_of,
    said_of,
    teams_of,
    teams_where_events_may_be_made,
)
from convene.events.rules import has_begun, is_over, why_not
from convene.events.services import arranging_rooms, changing
from convene.permissions.catalogue import Permission
from convene.web.forms import OneButton, status_of_form
from convene.web.guards import signed_in
from convene.web.languages import clock_time, day, join_words, say
from convene.web.meanwhile import Theirs, tell_refusal
from convene.web.paging import page_asked_for, page_of
from convene.web.panels import Place, fragments
from convene.web.redirects import see_other
from convene.web.searching import search_line
from convene.web.signed_links import absolute_url

organise = Blueprint("organise", __name__, url_prefix="/organise")

LATELY = 8
#: Of more events nobody is a volunteer only.
MOST_OF_A_VOLUNTEER = 5
MOST_WORKED_ON = 4


@organise.get("/")
@signed_in
def home() -> ResponseReturnValue:
    sought = search_line(request.args.get("q", ""))
    page = page_asked_for()
    listing = page_of(events_of(current_user.account_id, title=sought), page)
    teams = teams_of(current_user.account_id)
    if not sought and not teams and (there := _only_page_to_go_to(listing.rows)) is not None:
        return see_other(there)
    return render_template(
        "events/organise.html",
        lately=[] if sought or page > 1 else _worked_on_last(),
        listing=listing,
        sought=sought,
        state_of=state_of,
        when_of=when_of,
        kind_of=kind_of,
        teams=teams,
        teams_to_begin_in={team.id for team in teams_where_events_may_be_made(current_user.account_id)},
        site_navigation=without_an_event("home"),
        mail_trouble=mail_trouble_of_no_event(),
    )


@organise.get("/<slug>/")
@event_page(Permission.SEE_EVENT)
def overview(event: Event) -> ResponseReturnValue:
    if (there := first_page_of(event)) is not None:
        return see_other(there)
    readiness = readiness_of(event)
    missing = [each for each in readiness if not each.is_done]
    next_step = next((each for each in missing if each.action_url), None)
    may_see_log = Permission.SEE_LOG in permissions_of_reader(event)
    lately = page_of(lines_of(event.id), 1, LATELY).rows if may_see_log else []
    return show_to_organisers(
        "events/overview.html",
        event,
        part="set up",
        section_navigation=section_of(event, "overview"),
        next_step=next_step,
        missing=[each for each in missing if each is not next_step],
        done=[each for each in readiness if each.is_done],
        figures=fragments(Place.OVERVIEW, event),
        lately=in_words(event, lately),
        may_see_log=may_see_log,
        countdown=_countdown(event),
    )


@organise.route("/<slug>/settings", methods=["GET", "POST"])
@event_page(Permission.EDIT_EVENT)
def settings(event: Event) -> ResponseReturnValue:
    form = Settings(event)
    frame = (event.starts_on, event.ends_on, event.zone)
    meanwhile: list[Theirs] = []
    if form.is_answered():
        slug = form.slug.data if "slug" in form else event.slug
        try:
            changing.change_event(event.id, form.facts, slug=slug, seen=form.seen.data, by=current_user.actor)
        except Refused as refused:
            meanwhile = tell_refusal(form, refused, lambda: said_of(event))
        else:
            has_another_frame = frame != (event.starts_on, event.ends_on, event.zone)
            flash(_("Saved. The agenda has its own days and zone: look at it, and publish it again.")
                  if has_another_frame and event.published_at else _("Saved."))  # fmt: skip
            return see_other(url_for(".settings", slug=slug))
    elif request.method == "GET" and not event.has_hours:
        form.propose_hours(request.args.get("from_time", ""), request.args.get("until_time", ""))
    return show_form(
        form,
        "events/settings.html",
        event,
        "settings",
        address=absolute_url("events.event", slug=event.slug),
        theirs=meanwhile,
    )


@organise.route("/<slug>/rooms", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
def rooms(event: Event) -> ResponseReturnValue:
    form = RoomForm()
    if form.is_answered():
        try:
            arranging_rooms.add_room(
                event.id,
                form.name.data,
                capacity=form.capacity.data,
                note=form.note.data,
                features=form.features.data or (),
                building=form.building.data,
                by=current_user.actor,
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            flash(_("%(room)s is added.", room=form.name.data))
            return see_other(url_for(".rooms", slug=event.slug))
    shown = rooms_of(event.id)
    return show_form(form, "events/rooms.html", event, "rooms", rooms=shown, said_features=_features_in_words(shown))


def _features_in_words(rooms: Sequence[Room]) -> dict[UUID, str]:
    return {
        room.id: join_words([say(words) for each, words in ROOM_FEATURES.items() if each.value in room.features])
        for room in rooms
    }


@organise.route("/<slug>/rooms/<uuid:room_id>", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
def room(event: Event, room_id: UUID) -> ResponseReturnValue:
    shown = _room(event, room_id)
    form = ChangeRoom(shown)
    meanwhile: list[Theirs] = []
    if form.is_answered():
        try:
            arranging_rooms.change_room(
                event.id,
                room_id,
                form.name.data,
                capacity=form.capacity.data,
                note=form.note.data,
                features=form.features.data or (),
                building=form.building.data,
                seen=form.seen.data,
                by=current_user.actor,
            )
        except Refused as refused:
            meanwhile = tell_refusal(form, refused, lambda: said_of(shown))
        else:
            flash(_("Saved."))
            return see_other(url_for(".rooms", slug=event.slug))
    return show_form(
        form, "events/room.html", event, "rooms", room=shown, theirs=meanwhile, below=fragments(Place.ROOM, shown)
    )


@organise.post("/<slug>/rooms/<uuid:room_id>/move")
@event_page(Permission.EDIT_AGENDA)
def move_room(event: Event, room_id: UUID) -> ResponseReturnValue:
    arranging_rooms.move_room(event.id, room_id, up=request.form.get("up") == "yes", by=current_user.actor)
    return see_other(url_for(".rooms", slug=event.slug, _anchor=f"room-{room_id}"))


@organise.route("/<slug>/publish", methods=["GET", "POST"])
@event_page(Permission.EDIT_EVENT)
def publish(event: Event) -> ResponseReturnValue:
    """Whether strangers may open the event: what follows is said before it is done."""
    form = OneButton()
    if form.is_answered():
        acts = {
            Act.PUBLISH.value: (changing.publish_event, _("The event is public.")),
            Act.WITHDRAW.value: (changing.withdraw_event, _("The event is a draft again.")),
            Act.ARCHIVE.value: (changing.archive_event, _("The event is archived.")),
        }
        act = request.form.get("act", "")
        if act not in acts:
            abort(400)
        do, done = acts[act]
        try:
            do(event.id, by=current_user.actor)
        except Refused as refused:  # the page was older than what somebody else has done: below, what is true now
            form.add_refusal(refused)
        else:
            flash(done)
            return see_other(url_for(".overview", slug=event.slug))
    return show_form(
        form,
        "events/publish.html",
        event,
        "publish",
        missing=[each for each in readiness_of(event) if not each.is_done],
        address=absolute_url("events.event", slug=event.slug),
        is_draft=event.state == State.DRAFT,
        is_published=event.state == State.PUBLISHED,
        is_archived=event.state == State.ARCHIVED,
        is_over=has_ended(event),
        is_cancellable=not has_ended(event)
        and why_not(Act.CANCEL, event.state, is_cancelled=event.is_cancelled) is None,
    )


def _only_page_to_go_to(events: Sequence[Event]) -> str | None:
    """Where a volunteer goes at once who has signed in: the door of the one event that is not over; None: they choose.

    Who is at one of these events for more than its door chooses, too.
    """
    if len(events) > MOST_OF_A_VOLUNTEER:
        return None
    there = [first_page_of(each) for each in events]
    to_come = [url for each, url in zip(events, there, strict=True) if not has_ended(each)]
    return to_come[0] if None not in there and len(to_come) == 1 else None


def _worked_on_last() -> list[Event]:
    """The events that the reader changed last, where there are so many that one has to look for them."""
    known = events_changed_by(current_user.actor, MOST_WORKED_ON)
    return events_among(current_user.account_id, known) if len(known) == MOST_WORKED_ON else []


def show_form(form: object, template: str, event: Event, page: str, **context: object) -> ResponseReturnValue:
    """A page of the part "set up" with its form: 422 when it was sent and is wrong."""
    shown = show_to_organisers(
        template, event, part="set up", section_navigation=section_of(event, page), form=form, **context
    )
    return shown, status_of_form()


def _room(event: Event, room_id: UUID) -> Room:
    room = room_of(event.id, room_id)
    if room is None:
        raise NotFound
    return room


def _countdown(event: Event) -> str:
    today: date = today_in(event.zone)
    if event.cancelled_at is not None:
        cancelled_on = event.cancelled_at.astimezone(ZoneInfo(event.zone))
        return str(_("Cancelled on %(day)s, was to be %(days)s", day=day(cancelled_on), days=when_of(event)))
    if is_over(event.ends_on, event.day_turns_at, event.zone, now()):
        return str(_("Over since %(day)s", day=day(event.ends_on)))
    if has_begun(event.starts_on, event.from_time, event.zone, now()):
        return str(_("Under way, %(days)s", days=when_of(event)))
    if event.starts_on == today and event.from_time is not None:
        return str(_("Today at %(time)s, %(days)s", time=clock_time(event.from_time), days=when_of(event)))
    days = (event.starts_on - today).days
    if days == 1:
        return str(_("Tomorrow, %(days)s", days=when_of(event)))
    return str(ngettext("In %(num)s day, %(days)s", "In %(num)s days, %(days)s", days, days=when_of(event)))
