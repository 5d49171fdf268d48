from datetime import datetime
from uuid import UUID, uuid5

from convene.events.catalogue import PUBLIC_STATES, State
from convene.subscriptions.catalogue import ASKED_EVERY, REMINDED_EVERY, UNCONFIRMED_FOR, SubscriptionState
from convene.subscriptions.errors import EditionIsCancelled, EditionIsOver, InNoSeries, NotPublic

#: Under which name addresses are held and spoken of: one address is one owner, in all series alike.
ADDRESSES = UUID("5f0c7a52-6d0e-4d0b-8a5e-0d6f8c2f8a11")


def id_of_address(email_key: str) -> UUID:
    """The same for every spelling of an address, and not the address itself."""
    return uuid5(ADDRESSES, email_key)


def is_asked(state: SubscriptionState, asked_at: datetime, ended_at: datetime | None, at: datetime) -> bool:
    """Whether a question waits for the owner: for the first time, or once more since they have left."""
    if state is SubscriptionState.ENDED and ended_at is not None:
        return asked_at > ended_at and asked_at >= at - UNCONFIRMED_FOR
    return state is SubscriptionState.ASKED


def may_be_asked(asked_at: datetime | None, at: datetime) -> bool:
    """Whether an address that was last asked then is asked: at most once an hour, for whatever series."""
    return asked_at is None or at - asked_at >= ASKED_EVERY


def may_be_reminded(reminded_at: datetime | None, at: datetime) -> bool:
    """Whether somebody who follows already is told so: at most once a day, whoever types the address how often."""
    return reminded_at is None or at - reminded_at >= REMINDED_EVERY


def may_come_back(state: SubscriptionState, confirmed_at: datetime | None) -> bool:
    """Whether leaving can be undone: by an owner who had said yes, not by whom the question alone was sent to."""
    return state is SubscriptionState.ENDED and confirmed_at is not None


def why_not_announce(
    state: State, *, is_in_series: bool, is_over: bool, is_cancelled: bool
) -> InNoSeries | EditionIsOver | EditionIsCancelled | NotPublic | None:
    """Why the followers cannot be told of an event, or None."""
    if not is_in_series:
        return InNoSeries()
    if is_over:
        return EditionIsOver()
    if is_cancelled:
        return EditionIsCancelled()
    return None if state in PUBLIC_STATES else NotPublic()
