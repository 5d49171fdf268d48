"""Steps that the use cases of this package take to keep something beside registrations."""

from collections.abc import Collection
from uuid import UUID, uuid4

from sqlalchemy import select

from convene.database import db
from convene.registration.catalogue import LONGEST_TAG
from convene.registration.models import Tag
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
