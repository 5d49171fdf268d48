"""Steps that the use cases of this package take to keep something beside registrations."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import select

from convene.accounts.queries import account_of_actor
from convene.clock import now
from convene.database import db
from convene.questionnaires.queries import answers_of, values_of
from convene.questionnaires.structure import Values
from convene.registration.catalogue import LONGEST_TAG
from convene.registration.models import Registration, RegistrationChange, Tag
from convene.registration.queries.changes import fixed_of
from convene.registration.queries.form import form_id_of
from convene.spelling import name_key


def tags_named(event_id: UUID, names: Collection[str]) -> dict[str, Tag]:
    """The tags of an event by the names that were given; made where there are none. The event is held."""
    known = {each.name_key: each for each in db.session.scalars(select(Tag).where(Tag.event_id == event_id))}
    found = {}
    for name in sorted(names):
        key = name_key(name)
        if key not in known:
            known[key] = Tag(id=uuid4(), event_id=event_id, name=name[:LONGEST_TAG], name_key=key)
            db.session.add(known[key])
        found[name] = known[key]
    db.session.flush()
    return found


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody had told at one moment, to be compared with what they tell afterwards."""

    fixed: Mapping[str, object]
    answers: Values


def told_now(registration: Registration) -> Told:
    """What somebody has told, as it is written down now. Two statements."""
    form_id = form_id_of(registration.event_id)
    answers = answers_of(form_id, registration.id) if form_id is not None else {}
    return Told(fixed_of(registration), values_of(answers.values()))


def note_change(registration: Registration, before: Told, *, by: str) -> bool:
    """Keep what was changed of what somebody told, and by whom. Returns whether anything was."""
    after = told_now(registration)
    fixed = {name: value for name, value in before.fixed.items() if after.fixed[name] != value}
    answered = sorted(
        question_id
        for question_id in {*before.answers, *after.answers}
        if before.answers.get(question_id) != after.answers.get(question_id)
    )
    if not fixed and not answered:
        return False
    db.session.add(
        RegistrationChange(
            id=uuid4(),
            registration_id=registration.id,
            changed_at=now(),
            is_own=by == "participant",
            changed_by_id=account_of_actor(by),
            before=fixed,
            question_ids=[str(each) for each in answered],
        )
    )
    db.session.flush()
    return True
