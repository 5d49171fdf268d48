"""What stands on pages below: a constant number of statements, and nothing of what is not public."""

import pytest
from flask import Flask

from convene.database import db
from convene.events.models import Series
from convene.subscriptions.panels import figures, hear_of_the_next, next_edition, stay_in_the_loop
from tests.factories.events import make_event, make_team
from tests.factories.subscriptions import make_follower, make_series


def test_the_page_of_a_series_leads_to_where_the_address_is_asked_for(app: Flask) -> None:
    series = db.session.get_one(Series, make_series(make_event()))
    with app.test_request_context():
        assert "/series/regional-forums/follow" in str(next_edition(series))


def test_a_series_of_drafts_says_nothing(app: Flask) -> None:
    series = db.session.get_one(Series, make_series(make_event(published=False)))
    with app.test_request_context():
        assert next_edition(series) is None
        assert stay_in_the_loop(None) is None


@pytest.mark.parametrize("number", [1, 5, 7])
def test_the_home_page_offers_five_series_and_says_that_there_are_more(app: Flask, number: int) -> None:
    team_id = make_team()
    for n in range(number):
        make_series(make_event(team_id=team_id), slug=f"series-{n}", title=f"Series {n}")
    with app.test_request_context():
        shown = str(stay_in_the_loop(None))
    assert shown.count('type="checkbox"') == min(number, 5)
    assert ("All series" in shown) == (number > 5)


def test_the_overview_counts_those_who_have_pressed_the_button(app: Flask) -> None:
    event = make_event()
    series_id = make_series(event)
    for n in range(2):
        make_follower(series_id, f"person{n}@example.org")
    db.session.refresh(event)
    with app.test_request_context():
        assert "follow the series" in str(figures(event))
        assert hear_of_the_next(event) is None
