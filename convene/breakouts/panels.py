"""What breakout groups show on pages below. Each panel takes a constant number of statements and writes nothing."""

from flask import render_template

from convene.breakouts.own_groups import link_to_group, own_groups_of, wishes_of_somebody
from convene.breakouts.queries.own_groups import standing_of
from convene.database import db
from convene.events.models import Event
from convene.registration.models import Registration


def own_group(mine: Registration) -> str | None:
    """For the page of somebody's place: their group now or next, or that their wishes are asked; nothing where no
    session of the event splits into groups. Eleven statements at most, one where there are none."""
    standing = standing_of(mine.id, mine.link_version)
    if standing is None or not standing.has_breakouts:
        return None
    event = db.session.get_one(Event, mine.event_id)
    own, asked = own_groups_of(mine, event, standing), wishes_of_somebody(mine, event, standing)
    if own.is_empty and not asked:
        return None
    return render_template("breakouts/_own_group.html", own=own, asked=asked, token=link_to_group(mine))
