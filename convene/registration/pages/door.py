"""The door on the day: a phone in somebody’s hand, a queue before them, and no network now and then.

Every act works by a form alone. What scripts add (codes by camera, a list that filters while one types, check-ins that
wait for the network) speaks with the addresses of `door_sync`.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from flask import Blueprint, flash, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from convene.accounts.queries import accounts_of
from convene.clock import now
from convene.errors import NotFound
from convene.events.event_page import event_page, permissions_of_reader
from convene.events.models import Event
from convene.permissions.catalogue import Permission, Role, Scope
from convene.permissions.queries import grants_on
from convene.registration.catalogue import DoorOutcome, DoorStanding, How
from convene.registration.errors import NotAdmitted, NotSignedUp
from convene.registration.forms.the_day import LetIn, NameThisDesk
from convene.registration.models import Registration
from convene.registration.pages.doors import (
    Subject,
    advice,
    already_words,
    arrived_words,
    name_of_desk,
    standing_words,
    subject_asked_for,
    subjects_of,
)
from convene.registration.pages.frame import show_people
from convene.registration.queries.attendance import (
    Arrival,
    arrival_of,
)
from convene.registration.queries.desk import desk_of
from convene.registration.queries.door import Guest, guest_at, guests_at
from convene.registration.queries.registrations import registration_of
from convene.registration.rules.opening import is_found_by
from convene.registration.services import checking_in
from convene.registration.services.walking_in import WalkIn
from convene.registration.showing import whose
from convene.spelling import by_name, id_in
from convene.web.codes import code_on_page
from convene.web.forms import OneButton, status_of_form
from convene.web.guards import holds_link
from convene.web.headers import allow_camera
from convene.web.languages import say
from convene.web.panels import Place, fragments
from convene.web.redirects import see_other
from convene.web.searching import search_line
from convene.web.serving import kept_secret
from convene.web.signed_links import Link, Purpose, absolute_url

door = Blueprint("door", __name__, url_prefix="/organise")
code = Blueprint("code", __name__)

MOST_SHOWN = 40
LATEST_SHOWN = 8
PRESSED_TWICE = timedelta(seconds=10)


def _row_of_script(standing: DoorStanding, arrival: Arrival | None = None) -> Guest:
    return Guest(UUID(int=0), "–", "–", 0, standing, None, takes_part_online=False, arrival=arrival)


#: What the script fills in with the names that it knows: somebody to let in, somebody who is here, and two who have no
#: place, of whom a desk may let one in.
ROWS_OF_SCRIPT = {
    "expected": _row_of_script(DoorStanding.EXPECTED),
    "here": _row_of_script(
        DoorStanding.EXPECTED, Arrival(datetime(2000, 1, 1, tzinfo=UTC), How.BY_NAME, "–", UUID(int=0))
    ),
    "asks": _row_of_script(DoorStanding.CANCELLED),
    "refused": _row_of_script(DoorStanding.DECLINED),
}


@door.get("/<slug>/door/")
@event_page(Permission.CHECK_IN)
def listing(event: Event) -> ResponseReturnValue:
    allow_camera()
    subject = subject_asked_for(event, request.args.get("session", ""))
    search = search_line(request.args.get("q", ""))
    at_door = guests_at(event, subject.id)
    found = [one for one in at_door.guests if search and is_found_by(search, one.name, one.organisation)]
    came = sorted((one for one in at_door.guests if one.arrival), key=lambda one: one.arrival.came_at, reverse=True)  # type: ignore[union-attr]
    return show_people(
        "registration/door.html",
        event,
        "door.listing",
        subject=subject,
        subjects=subjects_of(event),
        search=search,
        found=found[:MOST_SHOWN],
        found_in_all=len(found),
        latest=came[:LATEST_SHOWN],
        count=at_door.count,
        rows_of_script=ROWS_OF_SCRIPT,
        desk=name_of_desk(),
        panels=fragments(Place.DOOR, event),
        form=OneButton(),
        desk_form=NameThisDesk(formdata=None, desk=session.get("desk", "")),
    )


@door.get("/<slug>/door/volunteers")
@event_page(Permission.MANAGE_REGISTRATIONS)
def volunteers(event: Event) -> ResponseReturnValue:
    """How somebody comes to stand at the door: their role, what they will see, and where the door is."""
    address = absolute_url("door.listing", slug=event.slug)
    account_ids = {grant.account_id for grant in grants_on(Scope.EVENT, event.id) if grant.role is Role.FRONT_DESK}
    return show_people(
        "registration/volunteers.html",
        event,
        "door.volunteers",
        address=address,
        code=code_on_page(address, _("The address of the door as a code")),
        has_camera=address.startswith("https:"),
        volunteers=sorted((one.name or one.email for one in accounts_of(account_ids).values()), key=by_name),
        may_invite=Permission.MANAGE_TEAM in permissions_of_reader(event),
        role=Role.FRONT_DESK,
    )


@door.post("/<slug>/door/desk")
@event_page(Permission.CHECK_IN)
def name_desk(event: Event) -> ResponseReturnValue:
    """Of two phones under one account each is told apart. Kept in the browser’s session, for it is the phone’s name."""
    form = NameThisDesk()
    if form.is_answered():
        session["desk"] = form.desk.data
        flash(_("This desk is called %(desk)s.", desk=name_of_desk()))
    return see_other(url_for(".listing", slug=event.slug))


@door.get("/<slug>/door/<uuid:registration_id>")
@event_page(Permission.CHECK_IN)
def one(event: Event, registration_id: UUID) -> ResponseReturnValue:
    """Somebody whose code was read by any camera."""
    subject = subject_asked_for(event, request.args.get("session", ""))
    guest = guest_at(event, registration_id, subject.id)
    if guest is None:
        raise NotFound
    if guest.id != registration_id:  # they have registered anew
        return see_other(url_for(".one", slug=event.slug, registration_id=guest.id, session=subject.code))
    return show_people(
        "registration/door_one.html",
        event,
        "door.listing",
        guest=guest,
        subject=subject,
        desk=name_of_desk(),
        form=OneButton(),
    )


@door.post("/<slug>/door/<uuid:registration_id>/in")
@event_page(Permission.CHECK_IN)
def check_in(event: Event, registration_id: UUID) -> ResponseReturnValue:
    row, subject = _one_of(event, registration_id), subject_asked_for(event, request.form.get("session", ""))
    how = How.SCANNED if request.form.get("how") == How.SCANNED else How.BY_NAME
    name, is_anyway = row.name, request.form.get("anyway") == "yes"
    try:
        answer = checking_in.check_in(
            event.id, row.id, subject.id, how=how, desk=name_of_desk(), anyway=is_anyway, by=current_user.actor
        )
    except (NotAdmitted, NotSignedUp) as refused:  # the page that asks once more says how they stand
        flash(say(refused.sentence), "bad")
        return see_other(url_for(".one", slug=event.slug, registration_id=registration_id, session=subject.code))
    assert answer.registration_id is not None
    flash(_said(event, name, answer.outcome, arrival_of(answer.registration_id, subject.id)))
    if answer.admitted is not None and answer.admitted.is_beyond:
        flash(_("All places were taken. They are counted beyond them."), "warn")
    return _back(event, subject)


@door.post("/<slug>/door/<uuid:registration_id>/undo")
@event_page(Permission.CHECK_IN)
def undo(event: Event, registration_id: UUID) -> ResponseReturnValue:
    row, subject = _one_of(event, registration_id), subject_asked_for(event, request.form.get("session", ""))
    name, slip_id = row.name, id_in(request.form.get("slip", ""))
    is_undone = slip_id is not None and checking_in.undo_check_in(
        event.id, row.id, subject.id, slip_id, desk=name_of_desk(), by=current_user.actor
    )
    flash(
        _("%(name)s is not checked in any more.", name=name)
        if is_undone
        else _("Nothing was undone: another desk has changed it meanwhile.")
    )
    return _back(event, subject)


@door.route("/<slug>/door/walk-in", methods=["GET", "POST"])
@event_page(Permission.CHECK_IN)
def walk_in(event: Event) -> ResponseReturnValue:
    form = LetIn(session=request.args.get("session", ""), name=search_line(request.args.get("name", "")))
    subject = subject_asked_for(event, form.session.data or "")
    if form.is_answered():
        told = WalkIn(name=form.name.data, organisation=form.organisation.data or "", email=form.email.data or "")
        answer = checking_in.let_walk_in_in(
            event.id,
            told,
            subject.id,
            slip_id=id_in(form.slip.data) or uuid4(),
            desk=name_of_desk(),
            by=current_user.actor,
        )
        assert answer.registration_id is not None
        flash(_said(event, told.name, answer.outcome, arrival_of(answer.registration_id, subject.id)))
        if answer.admitted is not None and answer.admitted.was_known:
            flash(_("Their address was on the list: the place they had is the one that counts."), "info")
        if answer.admitted is not None and answer.admitted.is_beyond:
            flash(_("All places were taken. They are counted beyond them."), "warn")
        return _back(event, subject)
    page = show_people(
        "registration/door_walk_in.html",
        event,
        "door.listing",
        form=form,
        subject=subject,
        places=desk_of(event),
        desk=name_of_desk(),
    )
    return page, status_of_form()


@code.get("/c/<token>")
@holds_link(Purpose.CHECK_IN)
def scanned(link: Link) -> ResponseReturnValue:
    """What the code of a badge leads to, in any camera. To a stranger it says nothing of whose it is."""
    row, event = whose(link)
    if Permission.CHECK_IN in permissions_of_reader(event):
        return see_other(url_for("door.one", slug=event.slug, registration_id=row.id))
    return kept_secret(render_template("registration/door_code.html"))


door.add_app_template_filter(standing_words, "standing")
door.add_app_template_filter(advice, "door_advice")


@door.app_template_filter("arrived")
def _arrived(arrival: Arrival, event: Event) -> str:
    return arrived_words(event, arrival)


def _said(event: Event, name: str, outcome: DoorOutcome, arrival: Arrival | None) -> str:
    if outcome is DoorOutcome.CHECKED_IN or arrival is None or _was_pressed_twice(arrival):
        return str(_("%(name)s is in.", name=name))
    return already_words(event, name, arrival)


def _was_pressed_twice(arrival: Arrival) -> bool:
    """Whether this desk has let them in a moment ago: its second press is told nothing else than its first."""
    return arrival.desk == name_of_desk() and now() - arrival.came_at < PRESSED_TWICE and arrival.how is not How.ONLINE


def _one_of(event: Event, registration_id: UUID) -> Registration:
    row = registration_of(event.id, registration_id)
    if row is None:
        raise NotFound
    return row


def _back(event: Event, subject: Subject) -> ResponseReturnValue:
    return see_other(url_for(".listing", slug=event.slug, session=subject.code))
