from collections import Counter
from uuid import UUID

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from convene.errors import NotFound, Refused
from convene.events.catalogue import Dye
from convene.events.event_page import event_page
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.programme.forms.tracks import AddTrack, EditTrack
from convene.programme.pages.organiser.frame import draft, show, show_form
from convene.programme.queries.draft import draft_of, said_of_track
from convene.programme.services import drafting
from convene.programme.structure import TrackFacts
from convene.web.forms import OneButton
from convene.web.meanwhile import Theirs, mark_of, tell_refusal
from convene.web.redirects import see_other


@draft.route("/tracks", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
def tracks(event: Event) -> ResponseReturnValue:
    form = AddTrack()
    if form.is_answered():
        try:
            drafting.add_track(event.id, name=form.name.data, by=current_user.actor)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            flash(_("%(track)s is added.", track=form.name.data))
            return see_other(url_for("draft.tracks", slug=event.slug))
    structure = draft_of(event.id)
    counts = Counter(one.track_id for one in structure.sessions if not one.is_withdrawn)
    return show_form(form, "programme/tracks.html", event, "tracks", tracks=structure.tracks, counts=counts)


@draft.route("/tracks/<uuid:track_id>", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
def track(event: Event, track_id: UUID) -> ResponseReturnValue:
    shown = _track(event, track_id)
    said = said_of_track(shown)
    form = EditTrack(data=said, seen=mark_of(said))
    meanwhile: list[Theirs] = []
    form.dye.choices = [(dye.value, word) for dye, word in _words_of_dyes().items()]
    if form.is_answered():
        try:
            drafting.change_track(
                event.id,
                track_id,
                name=form.name.data,
                dye=Dye(form.dye.data),
                seen=form.seen.data,
                by=current_user.actor,
            )
        except Refused as refused:
            meanwhile = tell_refusal(form, refused, lambda: said_of_track(_track(event, track_id)))
        else:
            return see_other(url_for("draft.tracks", slug=event.slug))
    return show_form(form, "programme/track.html", event, "tracks", track=shown, theirs=meanwhile)


@draft.route("/tracks/<uuid:track_id>/remove", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
def remove_track(event: Event, track_id: UUID) -> ResponseReturnValue:
    shown = _track(event, track_id)
    if OneButton().is_answered():
        drafting.remove_track(event.id, track_id, by=current_user.actor)
        flash(_("The track %(name)s is removed from the draft.", name=shown.name))
        return see_other(url_for("draft.tracks", slug=event.slug))
    return show(
        "layouts/confirm.html",
        event,
        "tracks",
        title=_("Remove the track %(name)s?", name=shown.name),
        words=[_("Its sessions stay where they are, in no track. Nobody sees this before you publish the agenda.")],
        button=_("Remove the track"),
        back_url=url_for("draft.tracks", slug=event.slug),
    )


def _track(event: Event, track_id: UUID) -> TrackFacts:
    found = draft_of(event.id).track(track_id)
    if found is None:
        raise NotFound
    return found


def _words_of_dyes() -> dict[Dye, str]:
    return {
        Dye.MADDER: _("Madder, solid"),
        Dye.INDIGO: _("Indigo, diagonal"),
        Dye.SPRUCE: _("Spruce, dashes"),
        Dye.PLUM: _("Plum, dots"),
        Dye.SAFFRON: _("Saffron, double line"),
        Dye.PETROL: _("Petrol, ticks"),
        Dye.MOSS: _("Moss, lattice"),
        Dye.SLATE: _("Slate, sparse ticks"),
    }
