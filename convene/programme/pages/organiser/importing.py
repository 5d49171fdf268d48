from uuid import UUID

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from convene.engines.schedule_files import Reading, UnreadableSchedule, read
from convene.errors import NotFound, Refused
from convene.events.event_page import event_page
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.programme.forms import BringIn, ChooseFile
from convene.programme.pages.organiser.differences import frame_lines, shown_changes
from convene.programme.pages.organiser.frame import draft, show_form
from convene.programme.rules import ChangeKind
from convene.programme.services.previewing import import_previewed, keep_upload, preview_import, upload_of
from convene.sentences import Sentence
from convene.web.limits import at_most
from convene.web.redirects import see_other

MOST_REMARKS_SHOWN = 50


@draft.route("/import", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
@at_most("60 per hour")
def import_file(event: Event) -> ResponseReturnValue:
    """The first step: a file is read, and what it would change is shown. Nothing is brought in."""
    form = ChooseFile()
    if form.is_answered():
        body = form.file.data.read()
        try:
            reading = read(body)
            return _preview(event, reading, keep_upload(event.id, body, by=current_user.actor))
        except UnreadableSchedule as unreadable:
            form.add_error(Sentence(unreadable.text, unreadable.values), "file")
        except Refused as refused:
            form.add_refusal(refused)
    return show_form(form, "programme/import.html", event, "import")


@draft.post("/import/confirm")
@event_page(Permission.EDIT_AGENDA)
def confirm_import(event: Event) -> ResponseReturnValue:
    """The second step: what was shown is done. Where the draft has changed since, it is shown anew."""
    form = BringIn()
    if not form.is_answered() or form.upload_id is None:
        raise NotFound
    reading = read(upload_of(event.id, form.upload_id))
    try:
        done = import_previewed(event.id, reading.schedule, form.revision_seen, by=current_user.actor)
    except Refused as refused:
        return _preview(event, reading, form.upload_id, refused)
    flash(
        _("%(new)s new, %(changed)s changed, %(same)s the same: they stand in the draft.",
          new=done.new, changed=done.changed, same=done.same)
    )  # fmt: skip
    return see_other(url_for("draft.agenda", slug=event.slug))


def _preview(event: Event, reading: Reading, upload_id: UUID, refused: Refused | None = None) -> ResponseReturnValue:
    preview = preview_import(event.id, reading.schedule, by=current_user.actor)
    form = BringIn(formdata=None, upload=str(upload_id), revision=str(preview.revision))
    if refused is not None:
        form.add_refusal(refused)
    changes = shown_changes(preview.difference, preview.before, preview.names, event.slug)
    new = shown_changes(preview.difference, preview.after, preview.names, event.slug)
    return show_form(
        form,
        "programme/import_preview.html",
        event,
        "import",
        status=422 if refused else 200,
        imported=preview.imported,
        total=len(reading.schedule.sessions),
        title=reading.schedule.title,
        new=[one for one in new if one.kind == ChangeKind.NEW.value],
        changed=[one for one in changes if one.kind != ChangeKind.NEW.value],
        frame=frame_lines(preview.difference),
        missing=preview.missing,
        remarks=[(Sentence(one.text, one.values), one.where) for one in reading.remarks[:MOST_REMARKS_SHOWN]],
        remarks_more=max(0, len(reading.remarks) - MOST_REMARKS_SHOWN),
    )
