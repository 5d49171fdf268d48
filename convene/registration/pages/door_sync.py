"""What the script of the door speaks with: who is expected, what has changed, what a desk has done.

frontend/src/door.js is the other side.
"""

import hashlib
from datetime import datetime
from uuid import UUID

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from convene.events.event_page import event_page
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.registration.catalogue import DoorAct, DoorOutcome, How
from convene.registration.pages.doors import (
    Subject,
    advice,
    arrived_words,
    name_of_desk,
    standing_words,
    subject_asked_for,
    subjects_of,
    time_words,
)
from convene.registration.queries.attendance import (
    Arrival,
    changes_since,
    last_revision,
)
from convene.registration.queries.door import (
    arrivals_at,
    guests_at,
    mark_of_guest_list,
    state_of_sign_up,
)
from convene.registration.services import checking_in
from convene.registration.services.checking_in import Slip
from convene.registration.services.walking_in import WalkIn
from convene.spelling import clean_line, id_in
from convene.web.limits import at_most
from convene.web.signed_links import Purpose, sign

door_sync = Blueprint("door_sync", __name__, url_prefix="/organise")

MOST_SLIPS = 500


@door_sync.get("/<slug>/door/expected")
@event_page(Permission.CHECK_IN)
def people(event: Event) -> ResponseReturnValue:
    """Everybody who has registered. A code is told as its digest, so that a lost phone makes no badges."""
    subject = subject_asked_for(event, request.args.get("session", ""))
    revision = last_revision(event.id)  # read first: what changes in between is told again
    tag = _tag_of_list(event, subject)
    door = guests_at(event, subject.id)
    return _for_the_desk(
        {
            "list": tag,
            "signs_up": door.signs_up,
            "revision": revision,
            "people": [
                {
                    "id": str(one.id),
                    "name": one.name,
                    "organisation": one.organisation,
                    "code": digest_of_code(sign(Purpose.CHECK_IN, one.id, one.link_version)),
                    "arrival": _told(event, one.arrival),
                    "standing": one.standing.value,
                    "state": standing_words(one),
                    "advice": advice(one),
                    "can_be_let_in": one.standing.can_be_let_in,
                    "is_online": one.takes_part_online,
                }
                for one in door.guests
            ],
        }
    )


@door_sync.get("/<slug>/door/changes")
@event_page(Permission.CHECK_IN)
def changes(event: Event) -> ResponseReturnValue:
    """What has changed since a revision. A desk asks every few seconds; mostly the answer is 304."""
    subject = subject_asked_for(event, request.args.get("session", ""))
    revision, tag = last_revision(event.id), _tag_of_list(event, subject)
    since = max(0, min(request.args.get("since", 0, type=int), revision))
    etag = f"{tag}-{revision}-{since}"
    if request.if_none_match.contains_weak(etag):
        return _for_the_desk(None, etag=etag)
    told = [
        {"id": str(each.registration_id), "arrival": _told(event, each.arrival)}
        for each in changes_since(event.id, subject.id, since)
        if each.revision <= revision
    ]
    return _for_the_desk({"list": tag, "revision": revision, "changes": told}, etag=etag)


@door_sync.post("/<slug>/door/slips")
@event_page(Permission.CHECK_IN)
@at_most("600 per minute")
def slips(event: Event) -> ResponseReturnValue:
    """What a desk has done, as JSON: {"slips": [{id, act, registration, session, how, at, undoes, walk_in, anyway}]}.

    Each is answered under its id; what cannot be read is "unknown", so that one such slip holds up no other. Of whom
    another desk has let in before, the answer says which and when.
    """
    told = request.get_json(silent=True)
    listed = told.get("slips") if isinstance(told, dict) else None
    if not isinstance(listed, list) or len(listed) > MOST_SLIPS:
        return jsonify({"error": "slips"}), 400
    # A session may be withdrawn while a desk before it is cut off: whoever it has let in has come all the same.
    subjects = {each.code or "": each.id for each in subjects_of(event, with_withdrawn=True)}
    read = [(each, _slip(each, subjects)) for each in listed]
    taken = [slip for _each, slip in read if slip is not None]
    given = checking_in.hand_in_slips(event.id, taken, desk=name_of_desk(), by=current_user.actor) if taken else []
    came = arrivals_at([one.registration_id for one in given if one.registration_id is not None])
    at_door = {slip.id: slip.subject_id for slip in taken}
    answers = [
        {
            "id": str(one.id),
            "outcome": one.outcome.value,
            "registration": str(one.registration_id or ""),
            "arrival": _told(event, came.get((one.registration_id, at_door[one.id]))) if one.registration_id else None,
        }
        for one in given
    ]
    answers += [
        {"id": str(each.get("id")) if isinstance(each, dict) else "", "outcome": DoorOutcome.UNKNOWN.value}
        for each, slip in read
        if slip is None
    ]
    return _for_the_desk({"answers": answers})


def digest_of_code(token: str) -> str:
    """What a phone keeps of a code: enough to know it again, too little to make one."""
    return hashlib.sha256(token.encode()).hexdigest()[:24]


def _slip(told: object, subjects: dict[str, UUID]) -> Slip | None:
    """A slip as a desk has sent it, or None: it cannot be read."""
    if not isinstance(told, dict):
        return None
    slip_id, subject_id = id_in(told.get("id")), subjects.get(str(told.get("session") or ""))
    try:
        act, made_at = DoorAct(str(told.get("act"))), datetime.fromisoformat(str(told.get("at")))
    except ValueError:
        return None
    if slip_id is None or subject_id is None or made_at.tzinfo is None:
        return None
    new = told.get("walk_in")
    walk_in = None
    if isinstance(new, dict):
        name = clean_line(str(new.get("name") or ""))[:200]
        walk_in = WalkIn(name=name, organisation=clean_line(str(new.get("organisation") or ""))[:200]) if name else None
    how = told.get("how")
    return Slip(
        id=slip_id,
        act=act,
        subject_id=subject_id,
        made_at=made_at,
        registration_id=id_in(told.get("registration")),
        how=How.WALK_IN if walk_in else How.SCANNED if how == How.SCANNED else How.BY_NAME,
        undoes_id=id_in(told.get("undoes")),
        walk_in=walk_in,
        anyway=told.get("anyway") is True,
    )


def _for_the_desk(body: object, *, etag: str | None = None) -> Response:
    response = jsonify(body) if body is not None else Response(status=304)
    # A list of people is kept by no cache; the desk's script holds it in memory alone.
    response.headers["Cache-Control"] = "private, no-store"
    if etag is not None:
        response.set_etag(etag)
    return response


def _tag_of_list(event: Event, subject: Subject) -> str:
    state = mark_of_guest_list(event.id), state_of_sign_up(event.id, subject.id) if subject.code else None
    return hashlib.sha256(repr(state).encode()).hexdigest()[:12]


def _told(event: Event, arrival: Arrival | None) -> dict[str, object] | None:
    if arrival is None:
        return None
    return {
        "words": arrived_words(event, arrival),
        "desk": arrival.desk,
        "time": time_words(event, arrival),
        "is_online": arrival.how is How.ONLINE,
        "slip": str(arrival.slip_id),
        "at": arrival.came_at.isoformat(),
    }
