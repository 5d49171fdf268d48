"""An event of any size, for benches and trials."""

from datetime import timedelta

from convene.accounts.queries import account_with
from convene.accounts.services import create_account
from convene.clock import today_in
from convene.database import use_case
from convene.demo import large
from convene.demo.services.world import DEMO, ORGANISER
from convene.events.catalogue import Kind
from convene.programme.services.importing import import_event
from convene.registration.rules.opening import DeskFacts
from convene.registration.services.joining import register
from convene.registration.services.opening import set_desk


@use_case
def build_event(*, sessions: int, people: int, by: str = DEMO) -> str:
    """Make an event of any size, published, with so many registrations; returns its slug."""
    account = account_with(ORGANISER)
    organiser_id = account.id if account else create_account(ORGANISER, name="Noor Idris", by=DEMO)
    schedule = large.schedule(sessions, today_in("UTC") + timedelta(days=60))
    made = import_event(schedule, organiser_id, kind=Kind.FORUM, is_published=True, by=DEMO)
    set_desk(made.event_id, DeskFacts(is_open=True), capacity=max(people * 3, 5000), by=DEMO)
    for answers in large.answers(people):
        register(made.event_id, answers, language="en", by=DEMO)
    return made.slug
