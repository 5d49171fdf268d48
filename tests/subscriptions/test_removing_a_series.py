"""A series that people follow is not removed before the organiser was told how many are forgotten with it."""

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from convene.database import db
from convene.events.errors import SeriesHasEvents
from convene.events.models import Event, Series
from convene.events.services.keeping_series import take_out_of_series
from convene.subscriptions import services
from convene.subscriptions.errors import NoSuchSeries, SeriesIsFollowed
from convene.subscriptions.models import Subscription
from tests.factories.events import make_event, make_team
from tests.factories.subscriptions import make_follower, make_series
from tests.support.visitor import Visitor


@pytest.fixture
def event(app: Flask) -> Event:
    return make_event(slug="forum")


@pytest.fixture
def series_id(event: Event) -> UUID:
    """A series without an event, which two people follow."""
    series_id = make_series(event)
    for name in ("kofi", "mai"):
        make_follower(series_id, f"{name}@example.org")
    take_out_of_series(event.id, by="test")
    return series_id


def rows(table: type[Series] | type[Subscription]) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_a_series_that_is_followed_goes_once_the_number_was_said(
    event: Event, series_id: UUID, visitor: Visitor
) -> None:
    visitor.signed_in_as("noor@example.org").open("/organise/forum/series").follow_link("Remove one")
    assert "2 people follow it" in visitor.text
    visitor.fill_in(series=str(series_id)).press("Remove the series", expect=422)
    assert "2 people follow “Regional forums”." in visitor.text
    assert rows(Subscription) == 2
    visitor.press("Remove the series", expect=200)
    assert "The series is removed." in visitor.text
    assert (rows(Series), rows(Subscription)) == (0, 0)


def test_who_followed_since_the_number_was_said_is_not_forgotten_unsaid(event: Event, series_id: UUID) -> None:
    for known in (0, 1, 3):
        with pytest.raises(SeriesIsFollowed, match="2 people follow"):
            services.remove_series(event.id, series_id, known_followers=known, by="test")
    assert rows(Subscription) == 2
    services.remove_series(event.id, series_id, known_followers=2, by="test")
    assert rows(Series) == 0


def test_the_number_of_one_series_removes_no_other(event: Event, series_id: UUID, visitor: Visitor) -> None:
    other = make_series(event, slug="webinars", title="Webinars")
    for name in ("kofi", "mai"):
        make_follower(other, f"{name}@example.org")
    take_out_of_series(event.id, by="test")
    visitor.signed_in_as("noor@example.org").open("/organise/forum/series/remove")
    visitor.fill_in(series=str(series_id)).press("Remove the series", expect=422)
    visitor.fill_in(series=str(other)).press("Remove the series", expect=422)
    assert "2 people follow “Webinars”." in visitor.text
    assert rows(Series) == 2


def test_one_with_events_and_one_of_another_team_stay(event: Event) -> None:
    theirs = make_series(make_event(team_id=make_team("Others", "other@example.org")), slug="theirs", title="Theirs")
    ours = make_series(event)
    with pytest.raises(SeriesHasEvents):
        services.remove_series(event.id, ours, by="test")
    with pytest.raises(NoSuchSeries):
        services.remove_series(event.id, theirs, by="test")
    assert rows(Series) == 2
