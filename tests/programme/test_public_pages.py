"""What everybody sees of the agenda: true to the version, cheap to serve, and gone when it is withdrawn."""

import json
from collections.abc import Callable
from datetime import date, datetime, time
from functools import partial
from typing import Any

import pytest
import time_machine
from flask import Flask

from convene.events.models import Event
from convene.events.services import changing
from convene.permissions.catalogue import Role
from convene.programme.catalogue import Available, Format, MaterialKind, Reach, StageRole
from convene.programme.pages import public as public_pages
from convene.programme.queries.draft import draft_of
from convene.programme.queries.versions import SessionAt
from convene.programme.services import drafting, materials
from convene.programme.services.drafting import SessionText
from convene.programme.services.materials import MaterialFacts
from convene.programme.services.naming import change_person
from convene.programme.structure import LinkFacts, SessionFacts
from convene.web import serving
from convene.web.panels import Place
from tests.factories import agendas
from tests.factories.events import give, make_event
from tests.support.visitor import Visitor

NIGHT = date(2027, 3, 4)


@pytest.fixture
def forum(app: Flask) -> Event:
    """A published forum with two rooms, three sessions and a break."""
    event = make_event(slug="forum")
    ballroom, mekong = agendas.add_room(event, "Ballroom", 120), agendas.add_room(event, "Mekong Room")
    data = drafting.add_track(event.id, name="Data", by="test")
    welcome = agendas.add_session(event, "Welcome", "09:00", room_id=ballroom, format=Format.PLENARY)
    agendas.put_on_stage(event, welcome, "Jane Vũ", StageRole.MODERATOR)
    agendas.add_session(event, "Showcase", "09:45", room_id=ballroom, track_id=data, abstract="Three **tools**.")
    agendas.add_session(event, "A clinic", "09:45", room_id=mekong)
    agendas.add_session(event, "Coffee", "10:30", minutes=30, format=Format.BREAK)
    agendas.publish(event, note="The first one.")
    return event


def session_called(event: Event, title: str) -> SessionFacts:
    return next(one for one in draft_of(event.id).sessions if one.title == title)


def code_of(event: Event, title: str) -> str:
    return session_called(event, title).code


# --- the agenda ---------------------------------------------------------------------------------------------------


def test_the_agenda_shows_every_session_at_its_time_in_its_room(forum: Event, visitor: Visitor) -> None:
    visitor.open("/e/forum/agenda")
    for words in ("Bangkok time (UTC+7)", "The first one.", "09:45–10:30", "Jane Vũ", "Data"):
        assert words in visitor.text
    assert visitor.tree.xpath("//ul[@class='rooms']/li/text()") == ["Ballroom", "Mekong Room"]
    times = [each.text for each in visitor.tree.xpath("//li[contains(@class, 'slot')]/h3/time")]
    assert times == ["09:00", "09:45", "10:30"]


def test_an_agenda_says_on_which_day_it_was_changed_once_it_was(forum: Event, visitor: Visitor) -> None:
    assert "Version" not in visitor.open("/e/forum/agenda").text
    assert "Changed on" not in visitor.text
    with time_machine.travel("2027-02-01 20:00Z"):
        agendas.add_session(forum, "A late idea", "14:00")
        agendas.publish(forum)
        assert "Changed on Tuesday 2 February 2027." in visitor.open("/e/forum/agenda").text
        assert "Changed on Monday 1 February 2027." in visitor.open("/e/forum/agenda?zone=Europe/Paris").text


def test_a_break_is_quiet_and_leads_nowhere(forum: Event, visitor: Visitor) -> None:
    visitor.open("/e/forum/agenda")
    (rest,) = visitor.tree.xpath("//li[contains(@class, 'session--rest')]")
    assert "Coffee" in rest.text_content()
    assert not rest.xpath(".//a")


@pytest.mark.parametrize(
    ("kind", "lies_across"),
    [
        (Format.PLENARY, True),
        (Format.KEYNOTE, True),
        (Format.SOCIAL, True),
        (Format.BREAK, True),
        (Format.TALK, False),
        (Format.WORKSHOP, False),
    ],
)
def test_what_everybody_comes_to_lies_across_all_rooms(
    forum: Event, visitor: Visitor, kind: Format, lies_across: bool
) -> None:
    room_id = session_called(forum, "A clinic").room_id
    agendas.add_session(forum, "Alone at its time", "12:00", room_id=room_id, format=kind)
    agendas.add_session(forum, "While others meet", "10:00", minutes=15, room_id=room_id, format=kind)
    agendas.publish(forum)
    cards = visitor.open("/e/forum/agenda").tree.xpath("//li[contains(concat(' ', @class, ' '), ' session ')]")
    (alone,) = (one for one in cards if "Alone at its time" in one.text_content())
    (beside,) = (one for one in cards if "While others meet" in one.text_content())
    assert (" in-" not in alone.get("class")) == lies_across
    assert "Mekong Room" in alone.text_content()
    assert " in-" in beside.get("class")


def test_before_anything_is_published_the_pages_say_so(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum")
    agendas.add_session(event, "A secret", "09:00")
    for path, words in (("agenda", "The agenda is being made"), ("people", "Nobody is named yet")):
        visitor.open(f"/e/forum/{path}")
        assert words in visitor.text
        assert "A secret" not in visitor.text
    visitor.open("/e/forum/schedule.json", expect=404)
    visitor.open("/e/forum/calendar.ics")


def test_what_is_only_in_the_draft_is_not_shown(forum: Event, visitor: Visitor) -> None:
    agendas.add_session(forum, "A late idea", "14:00")
    agendas.retitle(forum, agendas.add_session(forum, "Another", "15:00"), "Renamed")
    visitor.open("/e/forum/agenda")
    assert "A late idea" not in visitor.text
    visitor.open(f"/e/forum/sessions/{code_of(forum, 'A late idea')}", expect=404)


def test_a_night_past_midnight_stays_with_its_day(forum: Event, visitor: Visitor) -> None:
    agendas.add_session(forum, "Songs by the river", "00:30", day=NIGHT)
    agendas.add_session(forum, "Breakfast", "08:00", day=date(2027, 3, 5))
    agendas.publish(forum)
    visitor.open("/e/forum/agenda")
    thursday, friday = visitor.tree.xpath("//section[contains(@class, 'agenda-day')]")
    assert thursday.xpath("string(h2)") == "Thursday 4 March 2027"
    assert "Songs by the river" in thursday.text_content()
    assert "Fri 00:30–01:15" in thursday.text_content()
    assert "Breakfast" in friday.text_content()
    visitor.open(f"/e/forum/sessions/{code_of(forum, 'Songs by the river')}")
    assert "Friday 5 March 2027" in visitor.text
    assert "In the night of Thursday 4 March" in visitor.text


def test_a_day_of_one_thing_after_the_other_is_a_list_where_each_says_its_room(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum")
    ballroom, foyer = agendas.add_room(event), agendas.add_room(event, "Foyer")
    agendas.add_session(event, "Welcome", "09:00", room_id=ballroom)
    agendas.add_session(event, "Coffee", "10:00", room_id=foyer, format=Format.BREAK)
    given_up = agendas.add_session(event, "Given up", "09:00", room_id=foyer)
    agendas.publish(event)
    columns = "//ul[@class='rooms']"
    visitor.open("/e/forum/agenda")
    assert len(visitor.tree.xpath(f"{columns}/li")) == 3, "the corner, and two rooms side by side"
    drafting.withdraw_session(event.id, given_up, by="test")
    agendas.publish(event)
    visitor.open("/e/forum/agenda")
    assert not visitor.tree.xpath(columns)
    rooms = visitor.tree.xpath("//span[@class='session__room']/text()")
    assert rooms == [" · Ballroom", " · Foyer", " · Foyer"]


def test_a_withdrawn_session_stays_where_it_was_and_is_struck(forum: Event, visitor: Visitor) -> None:
    session_id = agendas.add_session(forum, "Generated images", "14:00")
    agendas.publish(forum)
    drafting.withdraw_session(forum.id, session_id, by="test")
    agendas.publish(forum)
    visitor.open("/e/forum/agenda")
    (off,) = visitor.tree.xpath("//li[contains(@class, 'session--off')]")
    assert "Generated images" in off.text_content()
    assert "Cancelled" in off.text_content()
    visitor.open(f"/e/forum/sessions/{code_of(forum, 'Generated images')}")
    assert "This session is cancelled." in visitor.text


def test_one_track_can_be_shown_alone(forum: Event, visitor: Visitor) -> None:
    visitor.open("/e/forum/agenda?track=D")
    assert "Showcase" in visitor.text
    assert "A clinic" not in visitor.text
    visitor.follow_link("All tracks")
    assert "A clinic" in visitor.text
    visitor.open("/e/forum/agenda?track=nonsense")
    assert "A clinic" in visitor.text


# --- the reader's own zone ----------------------------------------------------------------------------------------


def test_a_reader_elsewhere_sees_her_times_is_told_so_and_finds_back(forum: Event, visitor: Visitor) -> None:
    visitor.open("/e/forum/agenda?zone=America/New_York")
    assert "You see New York time (UTC−5)." in visitor.text
    assert "Wed 21:00–21:45" in visitor.text
    (day,) = visitor.tree.xpath("//section[contains(@class, 'agenda-day')]")
    assert day.xpath("string(h2)") == "Thursday 4 March 2027"
    visitor.follow_link("Welcome")
    assert "Wednesday 3 March 2027, 21:00–21:45" in visitor.text
    visitor.follow_link("Back to Bangkok time")
    assert "Thursday 4 March 2027, 09:00–09:45" in visitor.text


def test_without_scripts_a_zone_is_chosen_from_a_list(forum: Event, visitor: Visitor) -> None:
    visitor.open("/e/forum/agenda").follow_link("Times in my zone")
    visitor.fill_in(zone="Europe/Berlin").press("Show these times")
    assert "You see Berlin time (UTC+1)." in visitor.text
    assert "03:00–03:45" in visitor.text


@pytest.mark.parametrize("zone", ["Nowhere/Atlantis", "../../etc/passwd", "", "Europe/Berlin\x00", "%F0%9F%98%80"])
def test_a_zone_that_is_none_is_the_event_s(forum: Event, visitor: Visitor, zone: str) -> None:
    visitor.open("/e/forum/agenda", query_string={"zone": zone})
    assert "09:45–10:30" in visitor.text
    assert "You see" not in visitor.text


def test_arguments_in_the_address_that_no_page_reads_make_no_pages(
    forum: Event, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: set[object] = set()
    put = serving._Shelf.put
    monkeypatch.setattr(serving._Shelf, "put", lambda shelf, key, page: kept.add(key) or put(shelf, key, page))
    for path in ("agenda", "people", "calendar.ics", "schedule.json", "schedule.xml"):
        for n in range(3):
            visitor.open(f"/e/forum/{path}?fbclid={n}&zone=Nowhere/{n}&track=x{n}&lang=x{n}")
    visitor.open("/e/forum/people?q=jane")
    assert len(kept) == 5
    visitor.open("/e/forum/agenda?track=D")
    assert len(kept) == 6


# --- a session ----------------------------------------------------------------------------------------------------


def test_a_session_page_says_everything_about_it(forum: Event, visitor: Visitor) -> None:
    room = agendas.add_room(forum, "Andaman Room", 24)
    session_id = agendas.add_session(
        forum,
        "Looking after those who look",
        "14:00",
        room_id=room,
        format=Format.WORKSHOP,
        subtitle="For moderators",
        abstract="What helps.",
        description="- breaks\n- peers",
        language="th",
        links=(LinkFacts("The paper", "https://example.org/paper"), LinkFacts("Bad", "javascript:alert(1)")),
        do_not_record=True,
    )
    talk = drafting.add_contribution(forum.id, session_id, title="A helpline at night", minutes=20, by="test")
    drafting.put_on_stage(
        forum.id, session_id, role=StageRole.FACILITATOR, name="Elizabeth Morris", affiliation="University 3", by="test"
    )
    drafting.put_on_stage(
        forum.id, session_id, role=StageRole.SPEAKER, name="Tari Sinaga", contribution_id=talk, by="test"
    )
    agendas.publish(forum)
    visitor.open(f"/e/forum/sessions/{code_of(forum, 'Looking after those who look')}")
    for words in (
        "Workshop", "For moderators", "Thursday 4 March 2027, 14:00–14:45", "Bangkok time (UTC+7)", "45 minutes",
        "Andaman Room", "24 seats", "What helps.", "breaks", "Thai", "not recorded", "A helpline at night",
        "20 minutes", "Tari Sinaga", "Facilitator · University 3", "The paper",
    ):  # fmt: skip
        assert words in visitor.text, words
    assert visitor.tree.xpath("//div[contains(@class, 'prose')]//li")
    assert not visitor.tree.xpath("//a[starts-with(@href, 'javascript')]")
    visitor.follow_link("Elizabeth Morris")
    assert visitor.path.startswith("/e/forum/people")


def test_a_session_leads_to_what_is_before_and_after_it_in_its_room(forum: Event, visitor: Visitor) -> None:
    visitor.open(f"/e/forum/sessions/{code_of(forum, 'Showcase')}")
    assert "Before, in Ballroom · 09:00–09:45" in visitor.text
    visitor.follow_link("Before, in Ballroom")
    assert visitor.tree.xpath("string(//h1)") == "Welcome"


def test_a_session_says_what_else_is_on_at_its_time(forum: Event, visitor: Visitor) -> None:
    track_id = session_called(forum, "Showcase").track_id
    for title, at, more in (
        ("A longer one", "09:30", {"track_id": track_id}),
        ("Given up", "09:45", {}),
        ("Tea", "09:45", {"format": Format.BREAK}),
        ("The next one", "10:30", {"track_id": track_id}),
    ):
        session_id = agendas.add_session(forum, title, at, **more)
        if title == "Given up":
            drafting.withdraw_session(forum.id, session_id, by="test")
    agendas.publish(forum)
    visitor.open(f"/e/forum/sessions/{code_of(forum, 'Showcase')}")
    lists = {
        section.xpath("string(h2)"): [" ".join(line.text_content().split()) for line in section.xpath(".//li")]
        for section in visitor.tree.xpath("//section[h2]")
    }
    assert lists["At the same time"] == ["A longer one09:30–10:15", "A clinicMekong Room"]
    assert lists["More in this track"] == ["The next oneThursday 4 March, 10:30–11:15"], (
        "what is beside it is listed once"
    )
    visitor.follow_link("A clinic")
    assert "At the same time" in visitor.text
    visitor.open(f"/e/forum/sessions/{code_of(forum, 'Welcome')}")
    assert "At the same time" in visitor.text, "the longer one begins before it ends"
    visitor.open(f"/e/forum/sessions/{code_of(forum, 'The next one')}")
    assert "At the same time" not in visitor.text, "coffee is no other session"


def test_what_is_over_is_put_into_no_calendar(forum: Event, visitor: Visitor) -> None:
    path = f"/e/forum/sessions/{code_of(forum, 'Showcase')}"
    assert "Add to calendar" in visitor.open(path).text
    with time_machine.travel("2027-03-20 12:00Z"):
        assert "Add to calendar" not in visitor.open(path).text


@pytest.mark.parametrize("code", ["NOPE22", "nope", "%00", "a" * 300, "..%2f", "'"])
def test_a_code_that_is_none_is_not_found(forum: Event, visitor: Visitor, code: str) -> None:
    visitor.open(f"/e/forum/sessions/{code}", expect=404)
    visitor.open(f"/e/forum/sessions/{code}.ics", expect=404)


def test_titles_and_names_in_other_scripts_are_marked_with_their_language(forum: Event, visitor: Visitor) -> None:
    arabic = agendas.add_session(forum, "حماية الأطفال على الإنترنت", "14:00")
    agendas.add_session(forum, "ถ้อยคำของเยาวชน", "15:00", language="en")
    agendas.put_on_stage(forum, arabic, "วรนาฏ เจริญรัมย์")
    agendas.publish(forum)
    visitor.open("/e/forum/agenda")
    (in_arabic,) = visitor.tree.xpath("//*[@lang='ar']")
    assert in_arabic.get("dir") == "auto"
    assert visitor.tree.xpath("//*[@lang='th']")[0].text_content() == "ถ้อยคำของเยาวชน"
    visitor.open("/e/forum/people")
    assert "วรนาฏ" in visitor.tree.xpath("//*[@lang='th']")[0].text_content()


# --- people -------------------------------------------------------------------------------------------------------


def test_people_stand_in_the_order_of_their_names_with_what_they_do(forum: Event, visitor: Visitor) -> None:
    session_id = agendas.add_session(forum, "Panel", "14:00", format=Format.PANEL)
    for name in ("Émile Roux", "Eva Lind", "Adam Weiß"):
        agendas.put_on_stage(forum, session_id, name, StageRole.PANELLIST)
    agendas.publish(forum)
    visitor.open("/e/forum/people")
    names = [each.text_content() for each in visitor.tree.xpath("//ul[contains(@class, 'people')]/li//h2")]
    assert names == ["Adam Weiß", "Émile Roux", "Eva Lind", "Jane Vũ"]
    assert "Panellist · Thursday 4 March, 14:00–14:45" in visitor.text


def test_many_people_stand_on_several_pages_and_a_kept_page_names_no_reader(
    forum: Event, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_pages, "PEOPLE_ON_A_PAGE", 2)
    session_id = agendas.add_session(forum, "Panel", "14:00", format=Format.PANEL)
    for name in ("Adam Weiß", "Eva Lind"):
        agendas.put_on_stage(forum, session_id, name, StageRole.PANELLIST)
    agendas.publish(forum)
    visitor.open("/e/forum/people?from=jane@example.org")
    assert "example.org" not in visitor.text
    assert "1 to 2 of 3" in visitor.text
    assert "Jane Vũ" not in visitor.text
    visitor.follow_link("Next page")
    assert "Jane Vũ" in visitor.text
    assert "Adam Weiß" not in visitor.text
    visitor.follow_link("Previous page")
    assert "Adam Weiß" in visitor.text


def test_people_are_found_by_a_part_of_name_or_affiliation_marks_aside(forum: Event, visitor: Visitor) -> None:
    session_id = agendas.add_session(forum, "Panel", "14:00")
    drafting.put_on_stage(
        forum.id, session_id, role=StageRole.SPEAKER, name="Émile Roux", affiliation="City of Lyon", by="test"
    )
    agendas.publish(forum)
    for wanted in ("emile", "LYON", "roux emi"):
        visitor.open("/e/forum/people").fill_in(q=wanted).press("Find")
        assert "1 person of 2" in visitor.text
        assert "Jane" not in visitor.tree.xpath("string(//main)")
    visitor.open("/e/forum/people?q=zzz")
    assert "Nobody here has this name" in visitor.text


def test_a_corrected_name_shows_at_once_without_a_new_version(forum: Event, visitor: Visitor) -> None:
    visitor.open("/e/forum/people")
    tag = visitor.response.headers["ETag"]
    person_id = agendas.facts(forum, session_called(forum, "Welcome").id).people[0].person_id
    change_person(forum.id, person_id, name="Jane Trần", affiliation="NGO 8", biography="", by="test")
    visitor.open("/e/forum/people", headers={"If-None-Match": tag})
    assert "Jane Trần" in visitor.text
    assert "Jane Vũ" not in visitor.text


# --- served cheaply, and truly ------------------------------------------------------------------------------------


def pages_of(event: Event) -> list[str]:
    code = code_of(event, "Showcase")
    return [
        "agenda", f"sessions/{code}", "people", "calendar.ics", f"sessions/{code}.ics", "schedule.json", "schedule.xml",
    ]  # fmt: skip


def test_a_page_that_the_reader_has_is_answered_after_one_statement(
    forum: Event, visitor: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    for page in pages_of(forum):
        path = f"/e/forum/{page}"
        ask = {"If-None-Match": visitor.open(path).response.headers["ETag"]}
        assert count_statements(partial(visitor.open, path)) == 1, page
        assert count_statements(partial(visitor.open, path, expect=304, headers=ask)) == 1, page


def test_a_publish_counts_for_the_very_next_request(forum: Event, visitor: Visitor) -> None:
    tags = {page: visitor.open(f"/e/forum/{page}").response.headers["ETag"] for page in pages_of(forum)}
    session_id = session_called(forum, "Showcase").id
    agendas.move(forum, session_id, "16:00")
    agendas.put_on_stage(forum, session_id, "Tari Sinaga")
    for page, tag in tags.items():
        visitor.open(f"/e/forum/{page}", expect=304, headers={"If-None-Match": tag})
    agendas.publish(forum)
    for page, tag in tags.items():
        visitor.open(f"/e/forum/{page}", headers={"If-None-Match": tag})
        assert visitor.response.headers["ETag"] != tag, page


def test_withdrawing_the_event_closes_every_page_at_the_next_request(forum: Event, visitor: Visitor) -> None:
    tags = {page: visitor.open(f"/e/forum/{page}").response.headers["ETag"] for page in pages_of(forum)}
    changing.withdraw_event(forum.id, by="test")
    for page, tag in tags.items():
        visitor.open(f"/e/forum/{page}", expect=404, headers={"If-None-Match": tag})


def test_organisers_see_the_pages_before_they_are_public_and_nobody_else_is_served_theirs(
    forum: Event, visitor: Visitor
) -> None:
    changing.withdraw_event(forum.id, by="test")
    give(forum, "viewer@example.org", Role.VIEWER)
    organiser = visitor.another().signed_in_as("viewer@example.org")
    stranger = visitor.another().signed_in_as("somebody@example.org")
    for page in pages_of(forum):
        organiser.open(f"/e/forum/{page}")
        assert organiser.response.headers["Cache-Control"] == "private, no-store"
        stranger.open(f"/e/forum/{page}", expect=404)
        visitor.open(f"/e/forum/{page}", expect=404)


def test_head_is_answered_like_get_without_the_body(forum: Event, visitor: Visitor) -> None:
    for page in pages_of(forum):
        got, head = visitor.client.get(f"/e/forum/{page}"), visitor.client.head(f"/e/forum/{page}")
        assert head.status_code == 200
        assert head.data == b""
        for name in ("Content-Type", "Content-Length", "ETag"):
            assert head.headers[name] == got.headers[name], page


@pytest.mark.parametrize("sessions", [1, 3, 30])
def test_an_agenda_is_made_in_the_same_number_of_statements_whatever_its_size(
    app: Flask, visitor: Visitor, sessions: int, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    event = make_event(slug="sized")
    for number in range(sessions):
        agendas.put_on_stage(
            event, agendas.add_session(event, f"Session {number}", f"{8 + number // 6:02}:{number % 6}0"), f"P{number}"
        )
    agendas.publish(event)
    for page, most in (("agenda", 6), ("people", 6), (f"sessions/{code_of(event, 'Session 0')}", 10)):
        assert count_statements(partial(visitor.open, f"/e/sized/{page}?made=anew")) == most, page


# --- files --------------------------------------------------------------------------------------------------------


def test_the_feed_and_the_download_have_the_headers_that_calendars_want(forum: Event, visitor: Visitor) -> None:
    feed = visitor.open("/e/forum/calendar.ics").response
    assert feed.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert feed.headers["Content-Disposition"] == "inline; filename=\"forum.ics\"; filename*=UTF-8''forum.ics"
    assert feed.headers["X-Robots-Tag"] == "noindex"
    assert feed.headers["Cache-Control"] == "private, no-cache"
    assert feed.headers["Access-Control-Allow-Origin"] == "*"
    assert feed.data.count(b"BEGIN:VEVENT") == 3
    code = code_of(forum, "Welcome")
    download = visitor.open(f"/e/forum/sessions/{code}.ics").response
    name = f"forum-{code.lower()}.ics"
    assert download.headers["Content-Disposition"] == f"attachment; filename=\"{name}\"; filename*=UTF-8''{name}"
    assert download.data.count(b"BEGIN:VEVENT") == 1
    assert b"X-WR-CALNAME" not in download.data
    assert b"SUMMARY:Welcome" in download.data


def test_nobody_has_the_coffee_in_their_calendar(forum: Event, visitor: Visitor) -> None:
    assert b"Coffee" not in visitor.open("/e/forum/calendar.ics").response.data
    code = code_of(forum, "Coffee")
    visitor.open(f"/e/forum/sessions/{code}.ics", expect=404)
    assert "Add to calendar" not in visitor.open(f"/e/forum/sessions/{code}").text
    assert "Add to calendar" in visitor.open(f"/e/forum/sessions/{code_of(forum, 'Welcome')}").text


def test_a_session_that_becomes_a_break_is_cancelled_in_calendars_and_comes_back(
    forum: Event, visitor: Visitor
) -> None:
    clinic = session_called(forum, "A clinic")

    def entry_as(kind: Format) -> list[str]:
        text = SessionText(title="A clinic", format=kind, minutes=45)
        drafting.change_session(forum.id, clinic.id, text, by="test")
        agendas.publish(forum)
        assert b"A clinic" in visitor.open("/e/forum/calendar.ics").response.data
        lines = visitor.open(f"/e/forum/sessions/{clinic.code}.ics").text.split("\r\n")
        return [line for line in lines if line.startswith(("STATUS", "SEQUENCE"))]

    assert sorted(entry_as(Format.BREAK)) == ["SEQUENCE:1", "STATUS:CANCELLED"]
    assert sorted(entry_as(Format.WORKSHOP)) == ["SEQUENCE:2", "STATUS:CONFIRMED"]


def test_the_schedule_can_be_read_by_programs_of_other_sites(forum: Event, visitor: Visitor) -> None:
    response = visitor.open("/e/forum/schedule.json").response
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in response.headers
    conference = json.loads(response.data)["schedule"]["conference"]
    titles = {one["title"] for room in conference["days"][0]["rooms"].values() for one in room}
    assert {"Welcome", "Showcase"} <= titles
    assert b"<title>Welcome</title>" in visitor.open("/e/forum/schedule.xml").response.data


def test_a_feed_forgets_cancelled_sessions_after_some_weeks_without_a_publish(forum: Event, visitor: Visitor) -> None:
    drafting.withdraw_session(forum.id, session_called(forum, "Welcome").id, by="test")
    agendas.publish(forum)
    assert b"STATUS:CANCELLED" in visitor.open("/e/forum/calendar.ics").response.data
    with time_machine.travel(datetime.combine(date(2027, 8, 1), time(12))):
        assert b"STATUS:CANCELLED" not in visitor.open("/e/forum/calendar.ics").response.data


@pytest.mark.slow
def test_three_hundred_sessions_are_one_page(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="large", ends_on=date(2027, 3, 6))
    rooms = [agendas.add_room(event, f"Room {number}") for number in range(8)]
    for number in range(300):
        day, slot, room = number // 100, number // 8 % 13, rooms[number % 8]
        agendas.add_session(event, f"Session {number}", f"{8 + slot:02}:00", day=date(2027, 3, 4 + day), room_id=room)
    agendas.publish(event)
    visitor.open("/e/large/agenda")
    assert len(visitor.tree.xpath("//li[starts-with(@class, 'session')]")) == 300
    assert [link.get("href") for link in visitor.tree.xpath("//nav[@class='days']/a")] == [
        "#d2027-03-04", "#d2027-03-05", "#d2027-03-06",
    ]  # fmt: skip


# --- by room ------------------------------------------------------------------------------------------------------


def test_the_agenda_can_be_read_by_room(forum: Event, visitor: Visitor) -> None:
    agendas.add_session(
        forum, "Breakfast", "08:00", day=date(2027, 3, 5), room_id=session_called(forum, "Welcome").room_id
    )
    agendas.publish(forum)
    visitor.open("/e/forum/agenda").follow_link("By room")
    rooms = {each.xpath("string(h2)"): each for each in visitor.tree.xpath("//section[contains(@class, 'room-list')]")}
    assert list(rooms) == ["Ballroom", "Mekong Room", "Without a room"]
    assert rooms["Ballroom"].xpath(".//h3/text()") == ["Thursday 4 March 2027", "Friday 5 March 2027"]
    assert rooms["Ballroom"].xpath(".//li//a/text()") == ["Welcome", "Showcase", "Breakfast"]
    assert "120 seats" in rooms["Ballroom"].text_content()
    assert rooms["Mekong Room"].xpath(".//li//a/text()") == ["A clinic"]
    assert "Coffee" in rooms["Without a room"].text_content()


def test_by_room_stays_with_filters_and_is_kept(
    forum: Event, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.open("/e/forum/agenda?by=room").follow_link("Data")
    assert visitor.tree.xpath("//section[contains(@class, 'room-list')]/h2/bdi/text()") == ["Ballroom"]
    assert visitor.tree.xpath("//input[@type='hidden'][@name='by']/@value") == ["room"]
    made: list[object] = []
    finish = serving._finish
    monkeypatch.setattr(serving, "_finish", lambda body: made.append(body) or finish(body))
    for by in ("room", "nonsense", ""):
        visitor.open(f"/e/forum/agenda?by={by}")
    assert len(made) == 1  # by time, once; by room it was made above without a track


def test_one_room_offers_no_choice(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="small")
    agendas.add_session(event, "Alone", "09:00", room_id=agendas.add_room(event))
    agendas.publish(event)
    assert "By room" not in visitor.open("/e/small/agenda").text


# --- into calendars, and afterwards -------------------------------------------------------------------------------


def test_subscribing_is_told_step_by_step(forum: Event, visitor: Visitor) -> None:
    visitor.open("/e/forum/agenda").follow_link("Subscribe")
    assert visitor.path == "/e/forum/calendar"
    assert visitor.tree.xpath("//input[@readonly]/@value") == ["http://localhost/e/forum/calendar.ics"]
    assert visitor.tree.xpath("//a[starts-with(@href, 'webcal:')]/@href") == ["webcal://localhost/e/forum/calendar.ics"]
    (google,) = visitor.tree.xpath("//a[contains(@href, 'calendar.google.com')]/@href")
    assert google.endswith("cid=webcal%3A%2F%2Flocalhost%2Fe%2Fforum%2Fcalendar.ics")
    for words in ("iPhone and iPad", "Outlook", "Thunderbird", "every 8 to 24 hours", "Cancelled"):
        assert words in visitor.text


def give_link(event: Event, title: str, **more: Any) -> None:
    facts = MaterialFacts(title=f"Slides of {title}", **more)
    url = "https://example.org/slides"
    materials.add_link(event.id, session_called(event, title).id, facts, url=url, by="test")


def test_what_is_over_says_when_it_was_and_what_is_left_of_it(forum: Event, visitor: Visitor) -> None:
    give_link(forum, "Showcase")
    give_link(
        forum, "Welcome", available=Available.AT_A_TIME, available_local=datetime.fromisoformat("2027-04-01T09:00")
    )
    give_link(forum, "A clinic", reach=Reach.REGISTERED)
    for path in ("/e/forum/agenda", "/e/forum/"):
        assert "This was on" not in visitor.open(path).text
    for moment, left, titles in (
        ("2027-03-20 12:00Z", "Materials of 1 session", ["Showcase"]),
        ("2027-04-02 12:00Z", "Materials of 2 sessions", ["Welcome", "Showcase"]),
    ):
        with time_machine.travel(moment):
            for path in ("/e/forum/", "/e/forum/agenda"):
                visitor.open(path)
                assert "This was on 4–5 March 2027." in visitor.text
                assert "Register" not in visitor.tree.xpath("string(//header)")
                visitor.follow_link(left)
                assert visitor.path == "/e/forum/materials"
                assert visitor.tree.xpath("//main//h2/a/text()") == titles


def test_the_navigation_of_what_is_over_leads_to_materials_once_there_are_some(forum: Event, visitor: Visitor) -> None:
    in_spring = datetime.fromisoformat("2027-04-01T09:00")
    give_link(forum, "Showcase", available=Available.AT_A_TIME, available_local=in_spring)
    links = "//header//nav//a/text()"
    for moment, leads in (("2027-02-01", False), ("2027-03-20", False), ("2027-04-02", True)):
        with time_machine.travel(f"{moment} 12:00Z"):
            for page in ("", "agenda", "people", f"sessions/{code_of(forum, 'Showcase')}"):
                assert ("Materials" in visitor.open(f"/e/forum/{page}").tree.xpath(links)) == leads, (moment, page)


def test_the_cards_of_what_is_over_say_what_is_left_without_another_statement(
    forum: Event, visitor: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    counts = []
    with time_machine.travel("2027-03-20 12:00Z"):
        for title, kinds in (
            ("Welcome", [MaterialKind.SLIDES, MaterialKind.NOTES]),
            ("Showcase", [MaterialKind.SLIDES, MaterialKind.NOTES, MaterialKind.RECORDING]),
        ):
            for kind in kinds:
                give_link(forum, title, kind=kind)
            counts.append(count_statements(partial(visitor.open, "/e/forum/agenda")))
        cards = {
            card.xpath("string(.//a)"): card.xpath("string(.//p[@class='session__foot'])").split("D Data")[-1].strip()
            for card in visitor.tree.xpath("//li[contains(@class, 'session')][.//a]")
        }
    assert cards == {"Welcome": "Slides, Notes", "Showcase": "3 materials", "A clinic": ""}
    assert counts[0] == counts[1]


def test_what_is_over_offers_the_link_to_a_registration_only_where_it_leads_to_something(
    forum: Event, visitor: Visitor
) -> None:
    with time_machine.travel("2027-03-20 12:00Z"):
        for path in ("/e/forum/", "/e/forum/register"):
            assert "mailed again" not in visitor.open(path).text
        assert "Taking part" not in visitor.open("/e/forum/").text
        give_link(forum, "A clinic", reach=Reach.REGISTERED)
        visitor.open("/e/forum/").follow_link("Have your link mailed again")


def test_the_way_to_the_agenda_promises_what_it_has(forum: Event, visitor: Visitor) -> None:
    assert "Rooms, speakers and parallel sessions" in visitor.open("/e/forum/").text
    small = make_event(slug="small", team_id=forum.team_id)
    agendas.add_session(small, "Welcome", "09:00")
    agendas.publish(small)
    assert "Rooms, speakers and parallel sessions" not in visitor.open("/e/small/").text
    visitor.follow_link("The whole agenda")


def test_materials_take_the_same_number_of_statements_for_one_session_and_for_three(
    forum: Event, visitor: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    counts = []
    for title in ("Showcase", "Welcome", "A clinic"):
        give_link(forum, title)
        counts.append(count_statements(partial(visitor.open, "/e/forum/materials")))
    assert counts[0] == counts[-1]


def test_without_materials_the_page_says_what_will_stand_there(forum: Event, visitor: Visitor) -> None:
    assert "No materials yet" in visitor.open("/e/forum/materials").text


def test_features_above_show_something_below_the_materials_of_a_session(
    forum: Event, visitor: Visitor, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[SessionAt] = []
    panels = {**app.extensions["panels"], Place.SESSION: (lambda about: asked.append(about) or "<p>A report</p>",)}
    monkeypatch.setitem(app.extensions, "panels", panels)
    assert "A report" in visitor.open(f"/e/forum/sessions/{code_of(forum, 'Showcase')}").text
    showcase = session_called(forum, "Showcase")
    assert [(one.event.slug, one.session_id, one.code) for one in asked] == [("forum", showcase.id, showcase.code)]
