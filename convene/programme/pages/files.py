"""Uploads, for those whom they are for. It stands here because who may see a photo depends on the agendas."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from convene.database import db
from convene.errors import NotFound
from convene.events.event_page import permissions_of_reader
from convene.events.models import Event
from convene.files.models import Audience, StoredFile
from convene.files.pictures import PICTURE_TYPE
from convene.files.queries import bytes_of, file_with
from convene.permissions.catalogue import Permission
from convene.programme.catalogue import MATERIALS, Reach
from convene.programme.queries.materials import material_of, material_to_fetch
from convene.programme.queries.people import events_with_person, is_shown_to_everybody
from convene.programme.services.naming import PHOTOS
from convene.programme.showing.materials import sent_material
from convene.web.guards import AccessRule, ViewArguments, guard
from convene.web.serving import POLICY_OF_UPLOADS

files = Blueprint("files", __name__)


def _must_be_its_audience(arguments: ViewArguments) -> None:
    """The URL's `file_id` becomes the view's `file`. Having the address of a file is no right to it."""
    file = file_with(arguments.pop("file_id"))
    if file is None or not (_is_for_everybody(file) or _organises(file)):
        raise NotFound
    arguments["file"] = file


def _is_for_everybody(file: StoredFile) -> bool:
    if _is_material(file):
        # For whom and from when on it is, its row knows: the file by itself is for organisers.
        return any(material_to_fetch(one, file.owner_id, Reach.EVERYBODY) is not None for one in _events_of(file))
    if file.audience is not Audience.PUBLIC:
        return False
    if _is_photo(file):
        return is_shown_to_everybody(file.owner_id)
    return any(event.is_public for event in _events_of(file))


def _organises(file: StoredFile) -> bool:
    return current_user.is_authenticated and any(
        Permission.SEE_EVENT in permissions_of_reader(event) for event in _events_of(file)
    )


def _events_of(file: StoredFile) -> list[Event]:
    if _is_photo(file):
        return events_with_person(file.owner_id)
    event = db.session.get(Event, file.event_id) if file.event_id is not None else None
    return [event] if event is not None else []


def _is_photo(file: StoredFile) -> bool:
    """A photo belongs to a person, whom several events of a team may show: it is of none of them."""
    return file.event_id is None and file.owner_feature == PHOTOS


def _is_material(file: StoredFile) -> bool:
    return file.owner_feature == MATERIALS


@files.get("/files/<uuid:file_id>")
@guard(AccessRule("audience of the file", _must_be_its_audience))
def one(file: StoredFile) -> ResponseReturnValue:
    if _is_material(file) and file.event_id is not None:
        return sent_material(material_of(file.event_id, file.owner_id))
    response = Response(content_type=file.content_type)
    response.set_etag(file.digest)
    # The bytes under one id never change, but whom they are for does: a person leaves the agenda, an event asks for
    # more care. So the reader's own browser keeps them and asks each time; 304 is said after the audience was asked.
    response.headers["Cache-Control"] = "private, no-cache"
    # Pictures that we wrote ourselves may be shown in place; what somebody uploaded is never opened in our origin.
    response.headers["Content-Security-Policy"] = POLICY_OF_UPLOADS
    response.headers["Content-Disposition"] = "inline" if file.content_type == PICTURE_TYPE else "attachment"
    if request.if_none_match.contains_weak(file.digest):
        response.status_code = 304
    else:
        response.set_data(bytes_of(file.id))
    return response
