"""Events that take registrations, and people who register, made by use cases as people make them."""

from typing import Any
from uuid import UUID

from convene.events.models import Event
from convene.registration.rules.opening import DeskFacts
from convene.registration.services import joining, opening
from convene.registration.services.joining import Answers
from tests.factories.events import make_event


def make_open_event(*, places: int | None = 50, **facts: Any) -> Event:
    """A published event whose desk is open."""
    event = make_event(**facts)
    opening.set_desk(event.id, DeskFacts(is_open=True), capacity=places, by="test")
    return event


def answers(email: str = "jane@example.org", name: str = "Jane Trần", **more: Any) -> Answers:
    """What somebody says of themselves."""
    return Answers(**{"organisation": "NGO 8", "country": "VN"} | more, name=name, email=email)


def make_registration(event_id: UUID, email: str = "jane@example.org", **more: Any) -> UUID:
    """Somebody registers; returns the registration, or the one that their address had before."""
    return joining.register(event_id, answers(email, **more), language="en").registration_id
