"""Questionnaires, made by use cases as organisers make them."""

from typing import Any
from uuid import UUID

from convene.database import db
from convene.events.models import Event
from convene.questionnaires.catalogue import Joined, Kind, Test
from convene.questionnaires.queries import questionnaire_with
from convene.questionnaires.services import building
from convene.questionnaires.services.building import QuestionFacts
from convene.questionnaires.structure import Condition, Conditions, Question, Questionnaire
from convene.registration.queries.form import REGISTRATION_FORM


def make_form(event: Event) -> UUID:
    """The registration form of an event; returns the id of the questionnaire."""
    return building.begin_questionnaire(REGISTRATION_FORM, event.id, event.id, by="test")


def ask(form_id: UUID, label: str, kind: Kind = Kind.LINE, *options: str, **more: Any) -> UUID:
    """One more question at the end; returns its id."""
    facts = QuestionFacts(kind=kind, label=label, options=options, **more)
    return building.add_question(form_id, facts, section_title="A few questions", by="test")


def form(form_id: UUID) -> Questionnaire:
    """The questionnaire as it is now."""
    db.session.rollback()
    found = questionnaire_with(form_id)
    assert found is not None
    return found


def question(form_id: UUID, question_id: UUID) -> Question:
    """One of its questions as it is now."""
    found = form(form_id).question(question_id)
    assert found is not None
    return found


def option(form_id: UUID, question_id: UUID, label: str) -> UUID:
    """The id of an option."""
    return next(one.id for one in question(form_id, question_id).options if one.label == label)


def only_if(form_id: UUID, on: UUID, *labels: str) -> Conditions:
    """Asked where the answer to `on` is any of these options; where it is yes, if none are named."""
    if not labels:
        return Conditions((Condition(on, Test.YES),))
    return Conditions((Condition(on, Test.IS, frozenset(option(form_id, on, label) for label in labels)),), Joined.ALL)
