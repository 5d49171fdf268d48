from uuid import UUID

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from convene.errors import NotFound
from convene.events.errors import RoomIsInUse
from convene.events.event_page import event_page
from convene.events.models import Event
from convene.events.queries import room_of
from convene.permissions.catalogue import Permission
from convene.programme.pages.organiser.frame import draft, show
from convene.programme.services import drafting
from convene.web.forms import OneButton
from convene.web.languages import say
from convene.web.redirects import see_other


@draft.route("/rooms/<uuid:room_id>/remove", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
def remove_room(event: Event, room_id: UUID) -> ResponseReturnValue:
    room = room_of(event.id, room_id)
    if room is None:
        raise NotFound
    name = room.name
    if OneButton().is_answered():
        try:
            drafting.remove_room(event.id, room_id, by=current_user.actor)
        except RoomIsInUse as refused:  # a session was placed there since the page was opened
            flash(say(refused.sentence))
            return see_other(url_for("organise.room", slug=event.slug, room_id=room_id))
        flash(_("The room %(name)s is removed.", name=name))
        return see_other(url_for("organise.rooms", slug=event.slug))
    return show(
        "layouts/confirm.html",
        event,
        "agenda",
        title=_("Remove the room %(name)s?", name=name),
        words=[_("Published versions that were held in it keep its name.")],
        button=_("Remove the room"),
        back_url=url_for("organise.room", slug=event.slug, room_id=room_id),
    )
