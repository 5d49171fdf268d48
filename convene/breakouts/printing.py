"""Lists of groups on paper (`web/typesetting.py`): a sheet for the door of each group, and everybody by name."""

from typing import Any

from flask_babel import gettext as _

from convene.breakouts.queries.lists import GroupLists, Listed
from convene.breakouts.showing import dye_of, round_label, round_time
from convene.breakouts.structure import GroupFacts, RoundFacts
from convene.clock import now
from convene.events.event_page import when_of
from convene.events.models import Event
from convene.events.queries import names_of_hosts
from convene.programme.models import Session
from convene.programme.showing.times import moment_in
from convene.web.signed_links import absolute_url
from convene.web.typesetting import pdf_of, words_in


def sheets_for_groups(event: Event, session: Session, lists: GroupLists) -> bytes:
    """A sheet for each group: its letter to be seen from afar, then who sits there in each round."""
    arrangement = lists.arrangement
    data = {
        **_frame(event, session, lists),
        "groups": [
            {
                "letter": group.letter,
                "topic": group.name,
                "where": group.where,
                "dye": dye_of(group),
                "roles": [
                    [word, name]
                    for word, name in ((_("Leads"), lists.leads(group)), (_("Reports"), lists.reports(group)))
                    if name
                ],
                "rounds": [_round_of_group(lists, group, one) for one in arrangement.rounds],
            }
            for group in arrangement.groups
        ],
    }
    return pdf_of("group-sheets.typ", data, words_in(data))


def everybody_by_name(event: Event, session: Session, lists: GroupLists) -> bytes:
    """Everybody by name, with their group in each round."""
    rounds, groups = lists.arrangement.rounds, lists.arrangement.groups
    tells_apart = len({each.where for each in groups}) > 1
    data = {
        **_frame(event, session, lists),
        "rounds": [{"name": round_label(one, len(rounds)), "time": round_time(one)} for one in rounds],
        "legend": [
            {"letter": each.letter, "topic": each.name, "where": each.where if tells_apart else ""} for each in groups
        ],
        "people": [
            {**_person(one), "groups": [{"letter": each.letter} if each else None for each in one.groups]}
            for one in lists.people
        ],
    }
    return pdf_of("group-people.typ", data, words_in(data))


def shown_words(event: Event, lists: GroupLists) -> str:
    """Since when everybody sees what a list says; "" of a draft."""
    published_at = lists.arrangement.published_at
    if published_at is None:
        return ""
    return str(_("As everybody was shown it on %(shown)s.", shown=moment_in(published_at, event.zone)))


def version_words(event: Event, lists: GroupLists) -> str:
    """The same for paper, which says when it was made."""
    made = moment_in(now(), event.zone)
    if not (shown := shown_words(event, lists)):
        return str(_("Draft of %(moment)s: nobody was shown these groups.", moment=made))
    made_words = _("Made on %(made)s.", made=made)
    return f"{shown} {made_words}"


def _round_of_group(lists: GroupLists, group: GroupFacts, one: RoundFacts) -> dict[str, Any]:
    return {
        "name": round_label(one, len(lists.arrangement.rounds)),
        "time": round_time(one),
        "people": [_person(each) for each in lists.those_in(group, one)],
    }


def _person(one: Listed) -> dict[str, str]:
    return {"name": one.name, "organisation": one.organisation}


def _frame(event: Event, session: Session, lists: GroupLists) -> dict[str, Any]:
    """What templates/print/house.typ wants of every paper."""
    return {
        "title": session.title,
        "event": event.title,
        "host": ", ".join(names_of_hosts(event)),
        "when": when_of(event),
        "dye": event.dye.value,
        "tracks": [],
        "version": version_words(event, lists),
        "address": absolute_url("events.event", slug=event.slug),
        "draft": _("Draft") if lists.is_draft else "",
        "words": {
            "draft": _("Draft: nobody was shown these groups. They will change."),
            "online": _("Each finds their group on their own page. The event:"),
            "group": _("Group"),
            "name": _("Name"),
            "organisation": _("Organisation"),
            "nobody": _("Nobody sits here."),
            "everybody": _("Who sits where"),
        },
    }
