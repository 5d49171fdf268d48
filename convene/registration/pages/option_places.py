from uuid import UUID

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user
from wtforms.validators import NumberRange, Optional

from convene.errors import NotFound
from convene.events.event_page import event_page
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.questionnaires.catalogue import Kind
from convene.questionnaires.structure import Question
from convene.registration.forms.fields import MOST_PLACES
from convene.registration.pages.frame import registrations, show_people_form
from convene.registration.queries.admission import places_of_options
from convene.registration.queries.form import form_of
from convene.registration.services import opening
from convene.web.fields import WholeNumberField
from convene.web.forms import Form
from convene.web.redirects import see_other


@registrations.route("/<slug>/people/form/questions/<uuid:question_id>/places", methods=["GET", "POST"])
@event_page(Permission.MANAGE_REGISTRATIONS)
def option_places(event: Event, question_id: UUID) -> ResponseReturnValue:
    """How many can choose each answer of a question."""
    question = _choice(event, question_id)
    counted = places_of_options(event.id)
    form = _form_for(question)(
        data={_name(each.id): counted[each.id].capacity for each in question.offered if each.id in counted}
    )
    if form.is_answered():
        for each in question.offered:
            wanted = form[_name(each.id)].data
            if wanted != (counted[each.id].capacity if each.id in counted else None):
                opening.set_option_places(event.id, each.id, wanted, by=current_user.actor)
        flash(_("The places of the answers are set."))
        return see_other(url_for(".form", slug=event.slug))
    return show_people_form(
        form,
        "registration/option_places.html",
        event,
        "form",
        question=question,
        lines=[(form[_name(each.id)], counted.get(each.id)) for each in question.offered],
    )


def _choice(event: Event, question_id: UUID) -> Question:
    form = form_of(event.id)
    question = form.question(question_id) if form is not None else None
    if question is None or question.kind not in {Kind.CHOICE, Kind.CHOICES}:
        raise NotFound
    return question


def _form_for(question: Question) -> type[Form]:
    too_odd = lazy_gettext("Enter a whole number of places, or leave this empty for no limit")
    return type(
        "OptionPlaces",
        (Form,),
        {
            _name(each.id): WholeNumberField(
                each.label, [Optional(), NumberRange(min=0, max=MOST_PLACES, message=too_odd)]
            )
            for each in question.offered
        },
    )


def _name(option_id: UUID) -> str:
    return f"places_{option_id.hex}"
