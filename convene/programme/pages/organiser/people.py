from collections import Counter
from uuid import UUID

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from convene.errors import NotFound
from convene.events.errors import ChangedMeanwhile
from convene.events.event_page import event_page
from convene.events.models import Event
from convene.people.models import Person
from convene.permissions.catalogue import Permission
from convene.programme.forms import EditPerson
from convene.programme.pages.organiser.frame import draft, show, show_form
from convene.programme.queries import draft_of, people_on_stage, said_of_person
from convene.programme.services.naming import change_person
from convene.programme.showing.names import by_name, photo_url
from convene.programme.showing.words import language_of, role_word
from convene.web.meanwhile import Theirs, mark_of, theirs
from convene.web.redirects import see_other


@draft.get("/people")
@event_page(Permission.EDIT_AGENDA)
def people(event: Event) -> ResponseReturnValue:
    structure = draft_of(event.id)
    standing = [one for one in structure.sessions if not one.is_withdrawn]
    counts = Counter(one.person_id for session in standing for one in session.everybody())
    roles: dict[UUID, list[str]] = {}
    for session in standing:
        for one in session.everybody():
            roles.setdefault(one.person_id, []).append(role_word(one.role))
    return show(
        "programme/people_on_stage.html",
        event,
        "people",
        people=sorted(people_on_stage(event.id), key=lambda one: by_name(one.display_name)),
        counts=counts,
        roles={person_id: ", ".join(dict.fromkeys(words)) for person_id, words in roles.items()},
        language_of=language_of,
    )


@draft.route("/people/<uuid:person_id>", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
def person(event: Event, person_id: UUID) -> ResponseReturnValue:
    shown = _person(event, person_id)
    said = said_of_person(shown)
    form = EditPerson(data=said, seen=mark_of(said))
    meanwhile: list[Theirs] = []
    if form.is_answered():
        try:
            change_person(
                event.id,
                person_id,
                name=form.name.data,
                affiliation=form.affiliation.data,
                biography=form.biography.data,
                photo=form.picture,
                keeps_photo=not form.removes_photo.data,
                seen=form.seen.data,
                by=current_user.actor,
            )
        except ChangedMeanwhile as refused:
            form.add_refusal(refused)
            said = said_of_person(_person(event, person_id))
            form.seen.data, meanwhile = mark_of(said), theirs(form, said)
        else:
            flash(_("%(name)s is saved. Published pages say so at once.", name=form.name.data))
            return see_other(url_for("draft.people", slug=event.slug))
    sessions = [
        one for one in draft_of(event.id).sessions if any(each.person_id == person_id for each in one.everybody())
    ]
    return show_form(
        form,
        "programme/person.html",
        event,
        "people",
        person=shown,
        photo=photo_url(shown.photo_file_id),
        sessions=sessions,
        theirs=meanwhile,
    )


def _person(event: Event, person_id: UUID) -> Person:
    """Somebody on stage at this event: the team knows more people, who are not for its programme to change."""
    found = next((one for one in people_on_stage(event.id) if one.id == person_id), None)
    if found is None:
        raise NotFound
    return found
