"""People say which groups they would like to be in."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete

from convene.breakouts.errors import NoGroupsYet, NoWishesNow, TwoGroupsAlike
from convene.breakouts.models import GroupWish
from convene.breakouts.queries.arrangements import breakout_with
from convene.breakouts.queries.participants import key_of_question
from convene.breakouts.services.setting_up import say_how
from convene.breakouts.services.writing import held_breakout
from convene.database import concerning, db, hold, use_case
from convene.errors import NotFound
from convene.questionnaires.catalogue import Kind
from convene.questionnaires.services.building import QuestionFacts, add_question, begin_questionnaire
from convene.registration.catalogue import RegistrationState
from convene.registration.models import Registration
from convene.registration.queries.form import REGISTRATION_FORM

#: How many groups a form asks to put in order, where it could ask for all.
WISHES_ASKED = 3


@use_case
def wish_groups(
    breakout_id: UUID, registration_id: UUID, group_ids: Sequence[UUID], *, by: str = "participant"
) -> None:
    """Say which groups somebody would like, the dearest first; what they said before is gone. NotFound, NoWishesNow."""
    hold(("breakout", breakout_id))
    arrangement, registration = breakout_with(breakout_id), db.session.get(Registration, registration_id)
    if arrangement is None or registration is None or registration.event_id != arrangement.event_id:
        raise NotFound
    concerning(event_id=arrangement.event_id, session_id=arrangement.session_id, registration_id=registration_id)
    if not arrangement.takes_wishes or registration.state is not RegistrationState.CONFIRMED:
        raise NoWishesNow
    known = {each.id for each in arrangement.groups}
    wished = list(dict.fromkeys(group_ids))
    if not known.issuperset(wished):
        raise NotFound
    db.session.execute(
        delete(GroupWish).where(GroupWish.registration_id == registration_id, GroupWish.group_id.in_(known))
    )
    db.session.add_all(
        GroupWish(registration_id=registration_id, group_id=group_id, rank=rank)
        for rank, group_id in enumerate(wished, 1)
    )
    db.session.flush()


@use_case
def ask_when_registering(event_id: UUID, breakout_id: UUID, label: str, *, help_words: str = "", by: str) -> UUID:
    """Let the registration form ask which groups people would like, to be put in order, and count what they answer as
    their wishes. Returns the id of the question. TwoGroupsAlike: an answer could not tell these apart. NoGroupsYet,
    TooManyQuestions."""
    arrangement = held_breakout(event_id, breakout_id)
    names = tuple(one.name for one in arrangement.groups)
    if not names:
        raise NoGroupsYet
    if len({each.strip().casefold() for each in names}) < len(names):
        raise TwoGroupsAlike
    form_id = begin_questionnaire(REGISTRATION_FORM, event_id, event_id, by=by)
    facts = QuestionFacts(
        kind=Kind.RANKING, label=label, help=help_words, options=names, most=min(WISHES_ASKED, len(names))
    )
    question_id = add_question(form_id, facts, by=by)
    say_how(
        event_id,
        breakout_id,
        visits_each_once=arrangement.visits_each_once,
        wishes_from=key_of_question(question_id),
        mode=arrangement.mode,
        by=by,
    )
    return question_id
