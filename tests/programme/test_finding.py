"""Looking for a session in the agenda: words and filters that combine, and what they find said in a number."""

from datetime import date

import pytest
from flask import Flask

from convene.events.models import Event
from convene.programme.catalogue import Format
from convene.programme.queries.draft import draft_of
from convene.programme.services import drafting
from convene.web import serving
from tests.factories import agendas
from tests.factories.events import make_event
from tests.support.visitor import Visitor


@pytest.fixture
def forum(app: Flask) -> Event:
    event = make_event(slug="forum")
    hall, small = agendas.add_room(event, "Ballroom"), agendas.add_room(event, "Mekong Room")
    data = drafting.add_track(event.id, name="Data", by="test")
    welcome = agendas.add_session(event, "Welcome", "09:00", room_id=hall, format=Format.PLENARY, language="th")
    agendas.put_on_stage(event, welcome, "Jane Vũ")
    agendas.add_session(event, "Showcase", "09:45", room_id=hall, track_id=data, abstract="Three **tools**.")
    agendas.add_session(event, "A clinic", "09:45", room_id=small, track_id=data, format=Format.WORKSHOP, language="en")
    agendas.add_session(event, "Coffee", "10:30", minutes=30, format=Format.BREAK)
    agendas.add_session(event, "Farewell", "09:00", day=date(2027, 3, 5), room_id=hall)
    agendas.publish(event)
    return event


def titles(visitor: Visitor, query: str) -> list[str]:
    visitor.open(f"/e/forum/agenda?{query}")
    return [str(each) for each in visitor.tree.xpath("//li[contains(@class, 'session')]//a/text()")]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=showCASE", ["Showcase"]),
        ("q=tools", ["Showcase"]),
        ("q=clinics", ["A clinic"]),
        ("q=welcomes+vus", []),
        ("q=jane+vu", ["Welcome"]),
        ("q=mekong", ["A clinic"]),
        ("q=plenary", ["Welcome"]),
        ("q=data", ["Showcase", "A clinic"]),
        ("q=data+clinic", ["A clinic"]),
        ("format=workshop", ["A clinic"]),
        ("language=th", ["Welcome"]),
        ("track=D&format=workshop", ["A clinic"]),
        ("track=D&q=welcome", []),
        ("format=rubbish&language=xx&room=no", ["Welcome", "Showcase", "A clinic", "Farewell"]),
    ],
)
def test_words_and_filters_find_what_has_all_of_them(
    forum: Event, visitor: Visitor, query: str, found: list[str]
) -> None:
    assert titles(visitor, query) == found


def test_a_session_is_found_by_its_code_and_its_room(forum: Event, visitor: Visitor) -> None:
    clinic = next(one for one in draft_of(forum.id).sessions if one.title == "A clinic")
    assert titles(visitor, f"q={clinic.code.lower()}") == ["A clinic"]
    assert titles(visitor, f"room={clinic.room_id}") == ["A clinic"]


def test_the_number_of_hits_is_said_and_days_keep_their_headings(forum: Event, visitor: Visitor) -> None:
    visitor.open("/e/forum/agenda?q=ballroom")
    assert "3 sessions of 4" in visitor.text
    assert len(visitor.tree.xpath("//section[@class='agenda-day']/h2")) == 2
    visitor.follow_link("Show all sessions")
    assert "sessions of 4" not in visitor.text


def test_nothing_found_says_so_and_offers_everything(forum: Event, visitor: Visitor) -> None:
    visitor.open("/e/forum/agenda?q=nothing+like+it")
    assert "No session has all of this" in visitor.text
    assert "0 sessions of 4" in visitor.text
    assert len(visitor.tree.xpath("//a[contains(., 'Show all sessions')]")) == 1


@pytest.mark.parametrize(
    ("page", "query", "meant"),
    [
        ("agenda", "q=shwocase", "showcase"),
        ("agenda", "q=clinnic+data&track=D&by=room", "clinic data"),
        ("agenda", "q=nothing+like+it", ""),
        ("agenda", "q=welcome+clinic", ""),  # each is there, and no session has both
        ("agenda", "q=shwocase&format=workshop", ""),  # no workshop has it
        ("people", "q=jaen", "Jane"),
        ("people", "q=xyzzy", ""),
    ],
)
def test_a_search_that_finds_nothing_offers_what_was_meant(
    forum: Event, visitor: Visitor, page: str, query: str, meant: str
) -> None:
    visitor.open(f"/e/forum/{page}?{query}")
    offered = visitor.tree.xpath("//*[@role='status']/span[starts-with(normalize-space(), 'Did you mean')]/a")
    assert [one.text_content().casefold() for one in offered] == ([meant.casefold()] if meant else [])
    if meant:
        visitor.follow_link(offered[0].text_content())
        assert "Did you mean" not in visitor.text
        assert visitor.tree.xpath(
            "//li[contains(@class, 'session')]//a" if page == "agenda" else "//ul[@class='people push-l']/li"
        )


def test_the_form_keeps_what_was_asked_for(forum: Event, visitor: Visitor) -> None:
    visitor.open("/e/forum/agenda?track=D&zone=Europe/Paris").fill_in(q="clinic").press("Find")
    assert visitor.tree.xpath("//input[@name='q' or @type='hidden']/@value") == ["Europe/Paris", "D", "clinic"]
    assert "1 session of 4" in visitor.text
    assert "Paris" in visitor.text


def test_what_nobody_else_asks_for_is_not_kept(forum: Event, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[object] = []
    put = serving._Shelf.put
    monkeypatch.setattr(serving._Shelf, "put", lambda shelf, key, page: kept.append(key) or put(shelf, key, page))
    for query in ("q=clinic", "format=workshop", "language=th"):
        visitor.open(f"/e/forum/agenda?{query}")
    assert kept == []
    visitor.open("/e/forum/agenda?track=D")
    assert len(kept) == 1


def test_search_and_filters_are_one_line_until_something_is_filtered(forum: Event, visitor: Visitor) -> None:
    for query, is_open in (("", False), ("by=room", False), ("q=clinic", True), ("track=D", True)):
        visitor.open(f"/e/forum/agenda?{query}")
        (line,) = visitor.tree.xpath("//details[summary[contains(., 'Search and filter')]]")
        assert ("open" in line.attrib) is is_open, query
        assert line.xpath(".//input[@name='q']")


def test_an_answer_is_read_from_its_count_on(forum: Event, visitor: Visitor) -> None:
    visitor.open("/e/forum/agenda?q=clinic")
    assert visitor.tree.xpath("//form[@role='search']/@action") == ["/e/forum/agenda#found"]
    (count,) = visitor.tree.xpath("//*[@id='found']")
    assert "1 session of 4" in count.text_content()


def test_files_for_other_programs_stand_below_the_sessions(forum: Event, visitor: Visitor) -> None:
    page = visitor.open("/e/forum/agenda").response.get_data(as_text=True)
    last_session = page.rindex('class="session__title"')
    for file in ("schedule.json", "schedule.xml", "agenda-a3.pdf"):
        assert page.index(f"/e/forum/{file}") > last_session
