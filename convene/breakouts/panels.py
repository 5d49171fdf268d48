"""What breakout groups show on pages below them. Each panel takes a constant number of statements."""

from collections.abc import Collection
from uuid import UUID

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from convene.breakouts.own_groups import link_to_group, own_groups_of, wishes_of_somebody
from convene.breakouts.queries.arrangements import breakout_of_session, count_breakouts
from convene.breakouts.queries.lists import letters_shown
from convene.breakouts.queries.own_groups import kept_of_seats, kept_of_wishes, standing_of
from convene.breakouts.queries.unseated import unseated_at
from convene.database import db
from convene.events.event_page import LifePart, permissions_of_reader
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.programme.queries.versions import SessionAt
from convene.registration.models import Registration
from convene.registration.queries.own_data import Kept


def life_part(event: Event) -> LifePart | None:
    """For the organiser's navigation: how many sessions split, and whether there is something that nobody has seen.

    Nothing for those who may not arrange groups.
    """
    if Permission.ARRANGE_GROUPS not in permissions_of_reader(event):
        return None
    found = count_breakouts(event.id)
    if not found.total:
        note = _("no session splits yet")
    elif found.unseen:
        note = _("changes that nobody has seen")
    elif found.shown:
        note = ngettext("%(num)s session shown", "%(num)s sessions shown", found.shown)
    else:
        note = ngettext("%(num)s session, being arranged", "%(num)s sessions, being arranged", found.total)
    return LifePart(
        label=_("Groups"),
        url=url_for("groups.listing", slug=event.slug),
        is_done=found.total > 0 and found.shown == found.total and not found.unseen,
        note=note,
        needs_attention=found.unseen > 0,
    )


def session_splits(at: SessionAt) -> str | None:
    """For the page of a session: that it splits, and into which groups, once their wishes are asked or people were
    shown where they sit. Four statements; nothing before, nor once the event is cancelled."""
    arrangement = breakout_of_session(at.event.id, at.session_id)
    if arrangement is None or at.event.is_cancelled or not (arrangement.is_published or arrangement.takes_wishes):
        return None
    return render_template(
        "breakouts/_splits.html",
        event=at.event,
        groups=arrangement.groups,
        rounds=len(arrangement.rounds),
        asks=arrangement.takes_wishes,
        has_topics=arrangement.preset.has_topics,
    )


def kept_of_groups(mine: Registration) -> list[Kept]:
    """For all that is kept of somebody: their groups as they were shown them, and what they wished. Rules on who sits
    together or apart are kept about several people, and are not told. Two statements."""
    groups, wishes = kept_of_seats(mine.id), kept_of_wishes(mine.id)
    labels = {"group": _("Group"), "round": _("Round"), "wish": _("Wish")}
    return [
        Kept(
            "groups",
            _("Your breakout groups"),
            [{"session": one.session, "round": one.round, "group": one.group} for one in groups],
            labels,
        ),
        Kept(
            "group_wishes",
            _("Groups that you would like"),
            [{"session": one.session, "wish": one.rank, "group": one.group} for one in wishes],
            labels,
        ),
    ]


def at_the_door(event: Event) -> str | None:
    """For the check-in page: who has come and has no group, with a button each; it keeps itself as it is now, since a
    desk seldom loads its page again. Two statements; nothing where no session splits."""
    if not count_breakouts(event.id).total:
        return None
    return render_template("breakouts/_door_frame.html", event=event, waiting=unseated_at(event))


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


def badge_lines(asked: tuple[Event, Collection[UUID]]) -> dict[UUID, str]:
    """For badges: the letters of somebody's groups, round by round. One statement."""
    event, registration_ids = asked
    return {
        registration_id: str(
            ngettext("Group %(letters)s", "Groups %(letters)s", len(letters), letters=", ".join(letters))
        )
        for registration_id, letters in letters_shown(event.id, registration_ids).items()
    }
