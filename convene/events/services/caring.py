"""How much care an event takes of those who come: chosen by one organiser, loosened by two."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import delete

from convene.clock import now
from convene.database import concerning, db, use_case
from convene.events import emails
from convene.events.catalogue import SENSITIVITIES, Sensitivity
from convene.events.errors import (
    LooseningIsNoMore,
    NobodyElseMayConfirm,
    OnlyTheAskerTakesBack,
    TwoMustAgree,
)
from convene.events.models import Event, LooseningAsked
from convene.events.queries import held_event, loosening_asked_at, others_who_may_confirm, said_of_safeguarding
from convene.events.rules import is_looser, may_confirm
from convene.events.services.changing import show_anew
from convene.web.meanwhile import must_be_as_seen


@dataclass(frozen=True, slots=True)
class Lead:
    """Who is named for safeguarding, as a page has it. `seen` is the mark (`web.meanwhile`) of what stood there."""

    name: str
    contact: str
    seen: str | None


@use_case
def save_care(event_id: UUID, account_id: UUID, *, lead: Lead | None, sensitivity: Sensitivity | None, by: str) -> bool:
    """Both halves of the page of care, or neither; None leaves one as it is. Whether the profile holds now.

    ChangedMeanwhile, NobodyElseMayConfirm: nothing is changed.
    """
    if lead is not None:
        name_safeguarding_lead(event_id, lead.name, lead.contact, seen=lead.seen, by=by)
    return sensitivity is None or choose_sensitivity(event_id, sensitivity, account_id, by=by)


@use_case
def choose_sensitivity(event_id: UUID, sensitivity: Sensitivity, account_id: UUID, *, by: str) -> bool:
    """Choose a profile. Whether it holds now: more care does at once, less waits for a second organiser.

    What waited is dropped by more care, and replaced by another wish for less. NobodyElseMayConfirm: nothing waits.
    """
    event = held_event(event_id)
    if is_looser(sensitivity, event.sensitivity):
        ask_to_loosen(event_id, sensitivity, account_id, by=by)
        return False
    if sensitivity != event.sensitivity:
        event.sensitivity = sensitivity
        _drop_what_waits(event_id)
        show_anew(event_id)
    return True


@use_case
def ask_to_loosen(event_id: UUID, sensitivity: Sensitivity, account_id: UUID, *, by: str) -> None:
    """Have other organisers told that one of them wants less care. NobodyElseMayConfirm."""
    event = held_event(event_id)
    others = others_who_may_confirm(event, account_id)
    if not others:
        raise NobodyElseMayConfirm
    _drop_what_waits(event_id)
    asked = LooseningAsked(
        id=uuid4(), event_id=event_id, account_id=account_id, sensitivity=sensitivity, asked_at=now()
    )
    db.session.add(asked)
    db.session.flush()
    for other in others:
        emails.loosening_asked(other, asked)
    concerning(event_id=event_id)


@use_case
def confirm_loosening(event_id: UUID, asked_id: UUID | None, account_id: UUID, *, by: str) -> None:
    """Agree to less care: it holds at once. LooseningIsNoMore, TwoMustAgree: nothing is changed."""
    event = held_event(event_id)
    asked = _waiting(event, asked_id)
    if not may_confirm(asked.account_id, account_id):
        raise TwoMustAgree
    event.sensitivity = asked.sensitivity
    _drop_what_waits(event_id)
    show_anew(event_id)


@use_case
def refuse_loosening(event_id: UUID, asked_id: UUID | None, account_id: UUID, *, by: str) -> None:
    """Say no to less care. LooseningIsNoMore, TwoMustAgree: nothing is changed."""
    asked = _waiting(held_event(event_id), asked_id)
    if not may_confirm(asked.account_id, account_id):
        raise TwoMustAgree
    _drop_what_waits(event_id)


@use_case
def take_back_loosening(event_id: UUID, asked_id: UUID | None, account_id: UUID, *, by: str) -> None:
    """Ask no longer. LooseningIsNoMore, OnlyTheAskerTakesBack: nothing is changed."""
    asked = _waiting(held_event(event_id), asked_id)
    if asked.account_id != account_id:
        raise OnlyTheAskerTakesBack
    _drop_what_waits(event_id)


@use_case
def name_safeguarding_lead(event_id: UUID, name: str, contact: str, *, seen: str | None = None, by: str) -> None:
    """Say to whom people turn whom something worries, as the public page shows it. Empty: nobody is named.

    ChangedMeanwhile: somebody else named somebody since `seen`.
    """
    event = held_event(event_id)
    must_be_as_seen(seen, said_of_safeguarding(event), event.title)
    event.safeguarding_name, event.safeguarding_contact = name, contact
    show_anew(event_id)


def _waiting(event: Event, asked_id: UUID | None) -> LooseningAsked:
    """What waits, if it is what was on the page. Asked again it is another one."""
    asked = loosening_asked_at(event.id)
    if asked is None or asked.id != asked_id or not is_looser(asked.sensitivity, event.sensitivity):
        raise LooseningIsNoMore(SENSITIVITIES[event.sensitivity])
    return asked


def _drop_what_waits(event_id: UUID) -> None:
    db.session.execute(delete(LooseningAsked).where(LooseningAsked.event_id == event_id))
