from datetime import UTC, date, datetime, time
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import select

from convene.sentences import Sentence, says, says_one_or_many
from convene.teams.models import Team
from convene.teams.services import create_team
from convene.web.languages import clock_time, day, duration, is_right_to_left, language_name, say, zone_name
from convene.web.paging import page_asked_for, page_of
from convene.web.panels import Place, answers, fragments, show
from tests.support.visitor import Visitor


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        (says("The room is taken."), "The room is taken."),
        (says("%(room)s is taken.", room="Ballroom"), "Ballroom is taken."),
        (says("%(room)s is 100%% full.", room="Ballroom"), "Ballroom is 100% full."),
        (says("It is 100%% full."), "It is 100% full."),
        (says("%(room)s is taken.", room="%(evil)s {x}"), "%(evil)s {x} is taken."),
        (says_one_or_many("%(count)s mail", "%(count)s mails", 1), "1 mail"),
        (says_one_or_many("%(count)s mail", "%(count)s mails", 0), "0 mails"),
        (says_one_or_many("%(count)s mail of %(name)s", "%(count)s mails of %(name)s", 2, name="A"), "2 mails of A"),
        (says("%(who)s: %(what)s", who="Noor", what=says("%(n)s places", n=3)), "Noor: 3 places"),
        ("as it is %", "as it is %"),
        (None, ""),
    ],
)
def test_a_sentence_is_said_with_its_values(app: Flask, sentence: Sentence | str | None, words: str) -> None:
    assert say(sentence) == words
    if isinstance(sentence, Sentence):
        assert str(sentence) == words


@pytest.mark.parametrize(
    ("minutes", "words"), [(1, "1 minute"), (45, "45 minutes"), (60, "1 hour"), (120, "2 hours"), (90, "1 h 30 min")]
)
def test_a_duration_is_said_as_people_say_it(app: Flask, minutes: int, words: str) -> None:
    assert duration(minutes) == words


def test_dates_and_times_are_said_in_words(app: Flask) -> None:
    assert day(date(2024, 3, 7)) == "Thursday 7 March 2024"
    assert clock_time(time(14, 5)) == "14:05"
    assert clock_time(datetime(2024, 3, 7, 0, 30)) == "00:30"  # noqa: DTZ001, a time on the wall


@pytest.mark.parametrize(
    ("zone", "at", "words"),
    [
        ("Asia/Bangkok", datetime(2024, 3, 7, tzinfo=UTC), "Bangkok time (UTC+7)"),
        ("Asia/Kathmandu", datetime(2024, 3, 7, tzinfo=UTC), "Kathmandu time (UTC+5:45)"),
        ("America/St_Johns", datetime(2024, 1, 7, tzinfo=UTC), "St. John’s time (UTC−3:30)"),
        ("Europe/Berlin", datetime(2024, 7, 7, tzinfo=UTC), "Berlin time (UTC+2)"),
        ("Europe/London", datetime(2024, 1, 7, tzinfo=UTC), "London time (UTC)"),
        ("UTC", None, "UTC"),
    ],
)
def test_a_zone_is_said_as_a_place_with_its_offset_on_that_day(
    app: Flask, zone: str, at: datetime | None, words: str
) -> None:
    assert zone_name(zone, at) == words


def test_a_language_is_called_by_its_own_name(app: Flask) -> None:
    assert (language_name("de"), language_name("en")) == ("Deutsch", "English")
    assert not is_right_to_left()


def test_a_page_in_a_language_that_nobody_offers_is_in_english(app: Flask, visitor: Visitor) -> None:
    visitor.open("/?lang=xx", headers={"Accept-Language": "tlh, *;q=0.1"})
    assert visitor.tree.get("lang") == "en"
    assert visitor.client.get_cookie("lang") is None


@pytest.mark.parametrize("asked", ["0", "-1", "1e9", "9" * 20, "../", "x", "", "１", "1;DROP"])
def test_a_page_number_that_is_none_is_the_first(app: Flask, asked: str) -> None:
    with app.test_request_context("/", query_string={"page": asked}):
        assert page_asked_for() == 1


def test_a_long_list_is_shown_a_page_at_a_time_and_each_row_once(app: Flask) -> None:
    for n in range(7):
        create_team(f"Team {n}", by="test")
    rows = select(Team).order_by(Team.name)
    pages = [page_of(rows, number, per_page=3) for number in (1, 2, 3)]
    assert [team.name for page in pages for team in page.rows] == [f"Team {n}" for n in range(7)]
    assert (pages[0].total, pages[0].pages) == (7, 3)
    assert page_of(rows, 99, per_page=3).page == 3


def test_an_empty_list_is_one_empty_page(app: Flask) -> None:
    listing = page_of(select(Team).order_by(Team.name), 5)
    assert (listing.page, listing.pages, listing.total, listing.first, listing.last) == (1, 1, 0, 0, 0)


def test_panels_stand_in_the_order_in_which_the_app_names_them_and_the_silent_ones_are_left_out(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "panels", {})
    show(app, Place.OVERVIEW, [lambda _: "<p>one</p>", lambda _: None, lambda event: f"<p>{event.title}</p>"])
    assert fragments(Place.OVERVIEW, SimpleNamespace(title="two")) == ["<p>one</p>", "<p>two</p>"]
    assert answers(Place.READINESS, SimpleNamespace()) == []
