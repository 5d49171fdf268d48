from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from convene.audit.models import AuditLine
from convene.database import db
from convene.errors import ChangedMeanwhile, NotFound, Refused
from convene.events.catalogue import Dye
from convene.events.errors import (
    EditionIsTaken,
    SeriesAddressIsInUse,
    SeriesAddressIsKnown,
    SeriesHasEvents,
    SeriesTitleIsTaken,
)
from convene.events.models import Event, Series
from convene.events.queries import place_in_series, said_of, series_with
from convene.events.services.keeping_series import (
    SeriesFacts,
    begin_series,
    change_series,
    put_into_series,
    remove_series,
    take_out_of_series,
)
from convene.web.meanwhile import mark_of
from tests.factories.events import make_event, make_team
from tests.support.at_once import at_once

FORUMS = SeriesFacts(title="Regional forums", summary="Once a year.")


def event_now(event: Event) -> Event:
    db.session.expire_all()
    return db.session.get_one(Event, event.id)


def series_now(series_id: object) -> Series:
    db.session.expire_all()
    return db.session.get_one(Series, series_id)


def test_a_series_begins_with_an_event_as_its_first_edition(app: Flask) -> None:
    event = make_event()
    series_id = begin_series(event.id, FORUMS, by="test")
    series = series_now(series_id)
    assert (series.slug, series.title, series.summary) == ("regional-forums", "Regional forums", "Once a year.")
    assert series.team_id == event.team_id
    assert (event_now(event).series_id, event_now(event).edition) == (series_id, 1)


def test_a_series_may_begin_with_a_later_edition(app: Flask) -> None:
    event = make_event()
    begin_series(event.id, FORUMS, edition=10, by="test")
    assert event_now(event).edition == 10


def test_every_series_has_an_address_of_its_own(app: Flask) -> None:
    one, other = make_event(), make_event(team_id=make_team("Others"))
    ids = [begin_series(event.id, FORUMS, by="test") for event in (one, other)]
    assert [series_now(series_id).slug for series_id in ids] == ["regional-forums", "regional-forums-2"]
    arabic = begin_series(one.id, SeriesFacts(title="منتديات"), by="test")
    assert series_now(arabic).slug == "series"
    with pytest.raises(SeriesAddressIsInUse):
        begin_series(one.id, SeriesFacts(title="Else"), slug="regional-forums", by="test")


def test_a_team_has_one_series_of_a_title_and_another_team_may_have_it_too(app: Flask) -> None:
    event = make_event()
    begin_series(event.id, FORUMS, by="test")
    with pytest.raises(SeriesTitleIsTaken):
        begin_series(event.id, SeriesFacts(title="REGIONAL forums"), by="test")
    begin_series(make_event(team_id=make_team("Others")).id, FORUMS, by="test")


def test_an_event_without_a_number_is_the_edition_after_the_last(app: Flask) -> None:
    team_id = make_team()
    first, second, third = (make_event(team_id=team_id, title=str(n)) for n in range(3))
    series_id = begin_series(first.id, FORUMS, edition=4, by="test")
    put_into_series(second.id, series_id, None, by="test")
    put_into_series(third.id, series_id, 2, by="test")
    assert [event_now(event).edition for event in (first, second, third)] == [4, 5, 2]


def test_no_two_events_are_the_same_edition(app: Flask) -> None:
    team_id = make_team()
    one, other = make_event(team_id=team_id), make_event(team_id=team_id)
    series_id = begin_series(one.id, FORUMS, by="test")
    with pytest.raises(EditionIsTaken) as refused:
        put_into_series(other.id, series_id, 1, by="test")
    assert "The next free one is 2." in str(refused.value)
    assert event_now(other).series_id is None


def test_two_who_put_two_events_in_as_the_same_edition_at_once(app: Flask) -> None:
    team_id = make_team()
    series_id = begin_series(make_event(team_id=team_id).id, FORUMS, by="test")
    events = [make_event(team_id=team_id).id for _ in range(4)]
    gone = at_once(app, [lambda one=one: put_into_series(one, series_id, 2, by="test") for one in events])
    assert sum(isinstance(each, EditionIsTaken) for each in gone) == 3
    numbers = db.session.scalars(select(Event.edition).where(Event.series_id == series_id)).all()
    assert sorted(number or 0 for number in numbers) == [1, 2]


def test_two_who_begin_the_same_series_at_once_begin_one(app: Flask) -> None:
    team_id = make_team()
    events = [make_event(team_id=team_id).id for _ in range(4)]
    gone = at_once(app, [lambda one=one: begin_series(one, FORUMS, by="test") for one in events])
    assert sum(isinstance(each, Refused) for each in gone) == 3
    assert len(db.session.scalars(select(Series)).all()) == 1


def test_an_event_moves_to_another_series_and_the_pages_of_both_are_made_anew(app: Flask) -> None:
    team_id = make_team()
    stays, moves, there = (make_event(team_id=team_id, title=str(n)) for n in range(3))
    forums = begin_series(stays.id, FORUMS, by="test")
    webinars = begin_series(there.id, SeriesFacts(title="Webinars"), by="test")
    put_into_series(moves.id, forums, None, by="test")
    before = [event_now(event).revision for event in (stays, moves, there)]
    put_into_series(moves.id, webinars, None, by="test")
    assert (event_now(moves).series_id, event_now(moves).edition) == (webinars, 2)
    assert all(event_now(event).revision > was for event, was in zip((stays, moves, there), before, strict=True))


def test_a_series_of_another_team_is_not_found(app: Flask) -> None:
    ours, theirs = make_event(), make_event(team_id=make_team("Others"))
    series_id = begin_series(theirs.id, FORUMS, by="test")
    with pytest.raises(NotFound):
        put_into_series(ours.id, series_id, 2, by="test")
    with pytest.raises(NotFound):
        change_series(ours.id, series_id, FORUMS, slug="x", by="test")
    with pytest.raises(NotFound):
        remove_series(ours.id, series_id, by="test")


def test_when_the_words_of_a_series_change_all_its_editions_say_so(app: Flask) -> None:
    team_id = make_team()
    one, other = make_event(team_id=team_id), make_event(team_id=team_id)
    series_id = begin_series(one.id, FORUMS, by="test")
    put_into_series(other.id, series_id, None, by="test")
    before = [event_now(event).revision for event in (one, other)]
    facts = SeriesFacts(title="Forums", next_edition="Spring 2028", dye=Dye.PLUM, language="fr")
    change_series(one.id, series_id, facts, slug="regional-forums", by="test")
    series = series_now(series_id)
    assert (series.title, series.next_edition, series.dye, series.language) == ("Forums", "Spring 2028", "plum", "fr")
    assert [event_now(event).revision for event in (one, other)] == [before[0] + 1, before[1] + 1]


def test_the_address_of_a_series_can_change_until_one_of_its_events_was_published(app: Flask) -> None:
    team_id = make_team()
    draft = make_event(team_id=team_id, published=False)
    series_id = begin_series(draft.id, FORUMS, by="test")
    change_series(draft.id, series_id, FORUMS, slug="forums", by="test")
    assert series_now(series_id).slug == "forums"
    begin_series(make_event(team_id=team_id).id, SeriesFacts(title="Else"), slug="taken", by="test")
    with pytest.raises(SeriesAddressIsInUse):
        change_series(draft.id, series_id, FORUMS, slug="taken", by="test")
    put_into_series(make_event(team_id=team_id).id, series_id, None, by="test")
    with pytest.raises(SeriesAddressIsKnown):
        change_series(draft.id, series_id, FORUMS, slug="other", by="test")


def test_whoever_saves_second_is_told(app: Flask) -> None:
    event = make_event()
    series_id = begin_series(event.id, FORUMS, by="test")
    seen = mark_of(said_of(series_now(series_id)))
    change_series(event.id, series_id, SeriesFacts(title="Theirs"), slug="regional-forums", seen=seen, by="test")
    with pytest.raises(ChangedMeanwhile):
        change_series(event.id, series_id, FORUMS, slug="regional-forums", seen=seen, by="test")
    place = mark_of(place_in_series(event_now(event)))
    put_into_series(event.id, series_id, 3, seen=place, by="test")
    with pytest.raises(ChangedMeanwhile):
        put_into_series(event.id, series_id, 4, seen=place, by="test")
    assert event_now(event).edition == 3


def test_taking_an_event_out_leaves_the_series_and_what_is_empty_can_be_removed(app: Flask) -> None:
    event = make_event()
    series_id = begin_series(event.id, FORUMS, by="test")
    with pytest.raises(SeriesHasEvents):
        remove_series(event.id, series_id, by="test")
    take_out_of_series(event.id, by="test")
    take_out_of_series(event.id, by="test")
    assert (event_now(event).series_id, event_now(event).edition) == (None, None)
    assert series_with(series_id) is not None
    remove_series(event.id, series_id, by="test")
    assert db.session.scalar(select(Series)) is None
    lines = db.session.scalars(select(AuditLine.what).where(AuditLine.what.contains("series"))).all()
    assert {"events.begin_series", "events.take_out_of_series", "events.remove_series"} <= set(lines)


def test_a_change_of_a_series_takes_as_many_statements_for_four_editions_as_for_two(
    app: Flask, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    team_id = make_team()
    first = make_event(team_id=team_id)
    series_id = begin_series(first.id, FORUMS, by="test")

    def with_one_more() -> int:
        put_into_series(make_event(team_id=team_id).id, series_id, None, by="test")
        facts = SeriesFacts(title="Forums")
        return count_statements(lambda: change_series(first.id, series_id, facts, slug="regional-forums", by="test"))

    for_two, _, for_four = (with_one_more() for _ in range(3))
    assert for_four == for_two
