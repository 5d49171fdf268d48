from datetime import date
from uuid import uuid4

import pytest
from flask import Flask

from convene.database import db
from convene.errors import NotFound
from convene.events.catalogue import Relation, Visibility
from convene.events.errors import EndsBeforeItStarts, EventIsItself, IsLinkedAlready
from convene.events.models import Event
from convene.events.queries import links_of
from convene.events.services.changing import archive_event, withdraw_event
from convene.events.services.linking_events import link_event, link_event_elsewhere, remove_link
from tests.factories.events import make_event, make_team
from tests.support.at_once import at_once

FOLLOWS, PRECEDES, MARGINS = Relation.FOLLOWS, Relation.PRECEDES, Relation.ON_THE_MARGINS_OF


def seen_from(event: Event, *, public_only: bool = False) -> list[tuple[str, bool]]:
    db.session.expire_all()
    shown = links_of(event.id, public_only=public_only)
    return [(one.other.title if one.other else one.link.title, one.is_reverse) for one in shown]


def test_a_link_is_seen_from_both_ends(app: Flask) -> None:
    team_id = make_team()
    one, other = make_event(team_id=team_id, title="One"), make_event(team_id=team_id, title="Other")
    revisions = [event.revision for event in (one, other)]
    link_event(one.id, FOLLOWS, other.id, by="test")
    assert seen_from(one) == [("Other", False)]
    assert seen_from(other) == [("One", True)]
    assert [event.revision for event in (one, other)] == [revisions[0] + 1, revisions[1] + 1]


def test_two_events_are_linked_once_from_whichever_end(app: Flask) -> None:
    team_id = make_team()
    one, other = make_event(team_id=team_id), make_event(team_id=team_id)
    link_event(one.id, FOLLOWS, other.id, by="test")
    for event, there in ((one, other), (other, one)):
        with pytest.raises(IsLinkedAlready):
            link_event(event.id, MARGINS, there.id, by="test")
    with pytest.raises(EventIsItself):
        link_event(one.id, FOLLOWS, one.id, by="test")
    with pytest.raises(NotFound):
        link_event(one.id, FOLLOWS, uuid4(), by="test")


def test_two_who_link_the_same_two_events_from_both_ends_at_once(app: Flask) -> None:
    team_id = make_team()
    one, other = make_event(team_id=team_id).id, make_event(team_id=team_id).id
    gone = at_once(
        app,
        [
            lambda: link_event(one, FOLLOWS, other, by="test"),
            lambda: link_event(other, FOLLOWS, one, by="test"),
        ],
    )
    assert sum(isinstance(each, IsLinkedAlready) for each in gone) == 1
    assert len(links_of(one)) == 1


def test_an_event_elsewhere_has_a_title_and_perhaps_days(app: Flask) -> None:
    event = make_event()
    link_event_elsewhere(event.id, MARGINS, "Congress", starts_on=date(2027, 3, 1), by="test")
    (seen,) = links_of(event.id)
    assert (seen.link.starts_on, seen.link.ends_on, seen.other) == (date(2027, 3, 1), date(2027, 3, 1), None)
    with pytest.raises(EndsBeforeItStarts):
        link_event_elsewhere(event.id, MARGINS, "X", starts_on=date(2027, 3, 2), ends_on=date(2027, 3, 1), by="test")


def test_both_ends_may_take_a_link_away_and_nobody_else(app: Flask) -> None:
    team_id = make_team()
    one, other, third = (make_event(team_id=team_id, title=str(n)) for n in range(3))
    link_id = link_event(one.id, FOLLOWS, other.id, by="test")
    with pytest.raises(NotFound):
        remove_link(third.id, link_id, by="test")
    remove_link(other.id, link_id, by="test")
    assert seen_from(one) == seen_from(other) == []


def test_strangers_are_told_of_published_listed_events_only(app: Flask) -> None:
    team_id = make_team()
    event = make_event(team_id=team_id)
    link_event_elsewhere(event.id, MARGINS, "Congress", by="test")
    for visibility in Visibility:
        for title in ("draft", "published", "archived"):
            other = make_event(team_id=team_id, title=f"{title} {visibility}", visibility=visibility)
            link_event(event.id, FOLLOWS, other.id, by="test")
            if title == "draft":
                withdraw_event(other.id, by="test")
            if title == "archived":
                archive_event(other.id, by="test")
    assert len(seen_from(event)) == 10
    shown = {title for title, _ in seen_from(event, public_only=True)}
    assert shown == {"Congress", "published public", "archived public"}
