"""People say which groups they would like to be in."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete

from convene.breakouts.errors import NoWishesNow
from convene.breakouts.models import GroupWish
from convene.breakouts.queries.arrangements import breakout_with
from convene.database import concerning, db, hold, use_case
from convene.errors import NotFound
from convene.registration.catalogue import RegistrationState
from convene.registration.models import Registration


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
