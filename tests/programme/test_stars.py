"""Stars without an account: given with and without scripts, kept to one browser, and one calendar of them."""

import gzip
import re
from collections.abc import Callable
from datetime import date
from functools import partial
from urllib.parse import urlsplit

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from convene.database import db
from convene.events.models import Event
from convene.permissions.catalogue import Role
from convene.programme.catalogue import Format
from convene.programme.errors import TooManyStars
from convene.programme.models import AgendaReader, Interest
from convene.programme.pages import reader as reader_page
from convene.programme.queries.stars import is_reader, star_counts, stars_of
from convene.programme.services import drafting, starring
from convene.programme.structure import Structure
from convene.programme.tasks import forget_stars
from convene.registration.rules.opening import DeskFacts
from convene.registration.services.opening import set_desk
from convene.web import serving
from tests.factories import agendas
from tests.factories.events import give, make_event
from tests.support.at_once import at_once
from tests.support.visitor import Visitor

HERE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def forum(app: Flask) -> Event:
    """Three sessions, two of them at one time, and a break."""
    event = make_event(slug="forum")
    ballroom, mekong = agendas.add_room(event, "Ballroom"), agendas.add_room(event, "Mekong Room")
    agendas.add_session(event, "Welcome", "09:00", room_id=ballroom)
    agendas.add_session(event, "Showcase", "10:45", room_id=ballroom)
    agendas.add_session(event, "A clinic", "11:00", room_id=mekong)
    agendas.add_session(event, "Coffee", "10:15", minutes=30, format=Format.BREAK)
    agendas.publish(event)
    return event


@pytest.fixture
def reader(visitor: Visitor) -> Visitor:
    """A browser that says where its requests come from, as all of today do."""
    visitor.headers |= HERE
    return visitor


def code_of(visitor: Visitor, title: str) -> str:
    visitor.open("/e/forum/agenda")
    return str(visitor.tree.xpath(f"//a[text()='{title}']/@href")[0]).rsplit("/", 1)[1]


def pressed_on(visitor: Visitor, path: str = "/e/forum/agenda") -> list[str]:
    visitor.open(path)
    return [each.split(": ")[1] for each in visitor.tree.xpath("//button[@aria-pressed='true']/@aria-label")]


def star(visitor: Visitor, *titles: str) -> None:
    for title in titles:
        visitor.open("/e/forum/agenda")
        (button,) = visitor.tree.xpath(f"//button[@aria-label='In my agenda: {title}']")
        (form,) = button.xpath("ancestor::form")
        visitor.post(form.get("action"), {button.get("name"): button.get("value")}, expect=200)


# --- giving them ---------------------------------------------------------------------------------------------------


def test_a_star_is_given_and_taken_by_a_plain_form(forum: Event, reader: Visitor) -> None:
    assert pressed_on(reader) == []
    star(reader, "Showcase", "Welcome")
    assert pressed_on(reader) == ["Welcome", "Showcase"]
    star(reader, "Welcome")
    assert pressed_on(reader) == ["Showcase"]


def test_after_a_star_the_reader_stands_where_they_were(forum: Event, reader: Visitor) -> None:
    code = code_of(reader, "Showcase")
    reader.post("/e/forum/stars?q=show&zone=Europe/Paris", {"star": code}, follow=False, expect=303)
    to = urlsplit(reader.response.headers["Location"])
    assert (to.path, to.fragment) == ("/e/forum/agenda", f"s-{code}")
    assert "q=show" in to.query
    reader.post("/e/forum/stars?back=session", {"unstar": code}, follow=False, expect=303)
    assert reader.response.headers["Location"] == f"/e/forum/sessions/{code}"


def test_scripts_are_answered_in_json(forum: Event, reader: Visitor) -> None:
    code = code_of(reader, "Showcase")
    reader.headers["Accept"] = "application/json"
    assert reader.post("/e/forum/stars", {"star": code}, expect=200).response.json == {"starred": True, "count": 1}
    assert reader.post("/e/forum/stars", {"unstar": code}, expect=200).response.json == {"starred": False, "count": 0}


def test_starring_twice_counts_once(forum: Event, reader: Visitor) -> None:
    code = code_of(reader, "Showcase")
    for _ in range(2):
        reader.post("/e/forum/stars", {"star": code}, expect=200)
    assert db.session.scalar(select(func.count(Interest.id))) == 1


def test_nobody_has_a_cookie_before_the_first_star(forum: Event, reader: Visitor) -> None:
    for path in ("agenda", "my-agenda", f"sessions/{code_of(reader, 'Showcase')}"):
        reader.open(f"/e/forum/{path}")
        assert reader.client.get_cookie("my_agenda", path="/e/forum/") is None
    star(reader, "Showcase")
    cookie = reader.client.get_cookie("my_agenda", path="/e/forum/")
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    assert cookie.max_age == 365 * 24 * 60 * 60


def test_stars_are_of_one_browser_and_the_kept_page_has_none(
    forum: Event, reader: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    star(reader, "Showcase")
    made: list[object] = []
    finish = serving._finish
    monkeypatch.setattr(serving, "_finish", lambda body: made.append(body) or finish(body))
    stranger = reader.another()
    assert pressed_on(stranger) == []
    tag = stranger.response.headers["ETag"]
    before = len(made)
    stranger.open("/e/forum/agenda", headers={"If-None-Match": tag}, expect=304)
    assert len(made) == before
    assert pressed_on(reader) == ["Showcase"]
    assert reader.response.headers["ETag"] != tag
    mine = reader.response.headers["ETag"]
    with monkeypatch.context() as no_work:
        no_work.setattr(reader_page, "_pressed", lambda *_: pytest.fail("nothing has changed"))
        reader.open("/e/forum/agenda", headers={"If-None-Match": mine}, expect=304)
    star(reader, "Welcome")
    reader.open("/e/forum/agenda", headers={"If-None-Match": mine}, expect=200)
    plain = reader.response.data
    pressed = reader.client.get("/e/forum/agenda", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(pressed.data) == plain


def test_the_page_of_a_session_has_its_star(forum: Event, reader: Visitor) -> None:
    code = code_of(reader, "Showcase")
    reader.open(f"/e/forum/sessions/{code}").press("In my agenda")
    assert reader.tree.xpath("//button[@aria-pressed='true']")
    assert reader.path == f"/e/forum/sessions/{code}"


def test_a_star_reads_nothing_of_the_version(forum: Event, reader: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    code, other = code_of(reader, "Showcase"), code_of(reader, "Welcome")
    monkeypatch.setattr(Structure, "from_json", lambda _: pytest.fail("others wait while it is read"))
    reader_id = starring.star(forum.id, code, None)
    assert starring.star(forum.id, other, reader_id) == reader_id
    starring.unstar(forum.id, code, reader_id)
    assert set(stars_of(forum.id, reader_id)) == {other}


def test_who_was_forgotten_begins_anew_with_the_next_star(forum: Event, reader: Visitor) -> None:
    code = code_of(reader, "Showcase")
    before = starring.star(forum.id, code, None)
    starring.forget_reader(before)
    after = starring.star(forum.id, code, before)
    assert after != before
    assert set(stars_of(forum.id, after)) == {code}


@pytest.mark.parametrize("what", ["break", "draft", "nonsense"])
def test_what_is_not_published_takes_no_star(forum: Event, reader: Visitor, what: str) -> None:
    late = agendas.add_session(forum, "A late idea", "15:00")
    code = {"break": "", "draft": agendas.facts(forum, late).code, "nonsense": "<b>"}[what]
    reader.post("/e/forum/stars", {"star": code}, expect=404)
    assert db.session.scalar(select(func.count(AgendaReader.id))) == 0


def test_a_past_event_asks_for_no_stars(app: Flask, reader: Visitor) -> None:
    event = make_event(slug="past", starts_on=date(2020, 3, 4), ends_on=date(2020, 3, 4))
    agendas.add_session(event, "Long ago", "09:00", day=date(2020, 3, 4))
    agendas.publish(event)
    reader.open("/e/past/agenda")
    assert "Long ago" in reader.text
    assert not reader.tree.xpath("//button[contains(@class, 'star')]")
    assert "Add to calendar" not in reader.open("/e/past/").text


def test_there_is_a_most_of_stars(forum: Event, reader: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starring, "MOST_STARS", 1)
    reader_id = starring.star(forum.id, code_of(reader, "Showcase"), None)
    starring.star(forum.id, code_of(reader, "Showcase"), reader_id)
    with pytest.raises(TooManyStars):
        starring.star(forum.id, code_of(reader, "Welcome"), reader_id)


def test_organisers_can_count_stars_and_see_no_readers(forum: Event, reader: Visitor) -> None:
    first = starring.star(forum.id, code_of(reader, "Showcase"), None)
    starring.star(forum.id, code_of(reader, "Welcome"), first)
    starring.star(forum.id, code_of(reader, "Showcase"), None)
    assert sorted(star_counts(forum.id).values()) == [1, 2]


# --- my agenda -----------------------------------------------------------------------------------------------------


def test_my_agenda_is_empty_before_the_first_star(forum: Event, reader: Visitor) -> None:
    assert "Nothing is starred yet" in reader.open("/e/forum/my-agenda").text


def test_my_agenda_says_what_clashes_and_where_there_is_time(forum: Event, reader: Visitor) -> None:
    star(reader, "Welcome", "Showcase", "A clinic")
    reader.open("/e/forum/my-agenda")
    assert "3 sessions that you starred" in reader.text
    assert "Two of your sessions overlap." in reader.text
    assert "Free until 10:45" in reader.text
    assert "These two are at the same time: this one, and “Showcase”." in reader.text
    assert "Coffee" not in reader.text
    agendas.add_session(forum, "A round", "11:15", minutes=120)
    agendas.publish(forum)
    star(reader, "A round")
    assert "3 of your sessions overlap." in reader.open("/e/forum/my-agenda").text


def test_a_cancelled_session_stays_in_my_agenda_and_clashes_with_nothing(forum: Event, reader: Visitor) -> None:
    star(reader, "Showcase", "A clinic")
    (clinic,) = [one for one in agendas.draft_of(forum.id).sessions if one.title == "A clinic"]
    drafting.withdraw_session(forum.id, clinic.id, by="test")
    agendas.publish(forum)
    reader.open("/e/forum/my-agenda")
    assert "Cancelled" in reader.text
    assert "A clinic" in reader.text
    assert "same time" not in reader.text
    assert "overlap" not in reader.text


def test_my_agenda_takes_the_same_number_of_statements_for_one_star_and_for_three(
    forum: Event, reader: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    star(reader, "Welcome")
    for_one = count_statements(lambda: reader.open("/e/forum/my-agenda"))
    star(reader, "Showcase", "A clinic")
    assert count_statements(lambda: reader.open("/e/forum/my-agenda")) == for_one


# --- its calendar --------------------------------------------------------------------------------------------------


def calendar_of(visitor: Visitor) -> str:
    if "Make my calendar address" in visitor.open("/e/forum/my-agenda").text:
        visitor.press("Make my calendar address")
    found = re.search(r"/calendar/[\w.-]+\.ics", visitor.response.text)
    assert found
    return found.group()


def test_my_calendar_has_what_i_starred_under_the_uids_of_the_feed(forum: Event, reader: Visitor) -> None:
    star(reader, "Showcase")
    feed = reader.open(calendar_of(reader)).text
    of_all = reader.open("/e/forum/calendar.ics").text
    (uid,) = re.findall(r"UID:(\S+)", feed)
    assert f"UID:{uid}" in of_all
    assert "X-WR-CALNAME:My agenda: Regional Network Forum" in feed
    assert "My agenda" not in of_all
    assert "Welcome" not in feed


def test_my_calendar_is_the_same_bytes_until_something_changes(forum: Event, reader: Visitor) -> None:
    star(reader, "Showcase")
    path = calendar_of(reader)
    first = reader.open(path).response
    with time_machine.travel("2027-01-05 12:00Z"):
        again = reader.another().open(path, headers={"If-None-Match": first.headers["ETag"]}, expect=304)
    assert again.response.data == b""
    star(reader, "Welcome")
    assert reader.open(path).response.headers["ETag"] != first.headers["ETag"]


def test_my_agenda_tells_step_by_step_how_to_have_its_own_calendar(forum: Event, reader: Visitor) -> None:
    star(reader, "Showcase")
    path = calendar_of(reader)
    calendar, device = reader.tree.xpath("//input[@readonly]/@value")
    assert calendar == f"http://localhost{path}"
    assert "/my-agenda/here/" in device
    assert len(reader.tree.xpath("//button[@data-copy]")) == 2
    assert reader.tree.xpath("//a[starts-with(@href, 'webcal:')]/@href") == [f"webcal://localhost{path}"]
    for words in ("iPhone and iPad", "Outlook", "Thunderbird"):
        assert words in reader.text
    assert not reader.tree.xpath("//main//a[contains(@href, '/e/forum/calendar')]"), "that is everybody's, not mine"


def test_my_agenda_is_kept_by_no_cache_and_listed_nowhere(forum: Event, reader: Visitor) -> None:
    star(reader, "Showcase")
    reader.open("/e/forum/my-agenda")
    assert reader.response.headers["Cache-Control"] == "private, no-store"
    assert reader.response.headers["X-Robots-Tag"] == "noindex"


def test_what_is_starred_can_be_downloaded(forum: Event, reader: Visitor) -> None:
    assert "Nothing is starred yet" in reader.open("/e/forum/my-agenda.ics").text
    star(reader, "Showcase")
    assert "SUMMARY:Showcase" in reader.open("/e/forum/my-agenda.ics").text
    assert "attachment" in reader.response.headers["Content-Disposition"]


# --- other devices, and the end ------------------------------------------------------------------------------------


def test_a_link_brings_the_stars_to_another_device_when_its_button_is_pressed(forum: Event, reader: Visitor) -> None:
    star(reader, "Showcase")
    link = re.search(r"/e/forum/my-agenda/here/[\w.-]+", reader.open("/e/forum/my-agenda").response.text)
    assert link
    phone = reader.another()
    phone.open(link.group())
    assert pressed_on(phone) == []
    phone.open(link.group())
    for name, value in (("Referrer-Policy", "no-referrer"), ("Cache-Control", "private, no-store")):
        assert phone.response.headers[name] == value, "whoever has the address has the stars"
    phone.press("Use it here")
    assert pressed_on(phone) == ["Showcase"]
    assert phone.open(link.group().replace("/forum/", "/nothing/"), expect=404)


def test_forgetting_takes_every_star_the_calendar_and_the_cookie(forum: Event, reader: Visitor) -> None:
    star(reader, "Showcase")
    path = calendar_of(reader)
    reader.press("Forget all of them")
    assert "Nothing is starred yet" in reader.text
    assert reader.client.get_cookie("my_agenda", path="/e/forum/") is None
    reader.open(path, expect=404)
    assert db.session.scalar(select(func.count(Interest.id))) == 0


def test_a_star_that_nobody_came_back_to_is_forgotten_after_thirteen_months(forum: Event, reader: Visitor) -> None:
    code = code_of(reader, "Showcase")
    with time_machine.travel("2026-06-01 12:00Z"):
        left = starring.star(forum.id, code, None)
        came_back = starring.star(forum.id, code, None)
    with time_machine.travel("2027-03-01 12:00Z"):
        starring.star(forum.id, code_of(reader, "Welcome"), came_back)
    with time_machine.travel("2027-06-20 12:00Z"):
        forget_stars()
        assert is_reader(forum.id, left)
    with time_machine.travel("2027-07-10 12:00Z"):
        forget_stars()
        assert not is_reader(forum.id, left)
        assert set(stars_of(forum.id, came_back)) == {code, code_of(reader, "Welcome")}
    assert db.session.scalar(select(func.count(Interest.id))) == 2


def test_stars_for_an_event_that_is_far_away_are_kept_until_it_is_over(app: Flask, reader: Visitor) -> None:
    event = make_event(slug="forum", starts_on=date(2029, 3, 4), ends_on=date(2029, 3, 4))
    agendas.add_session(event, "Far away", "09:00", day=date(2029, 3, 4))
    agendas.publish(event)
    with time_machine.travel("2026-12-01 12:00Z"):
        reader_id = starring.star(event.id, code_of(reader, "Far away"), None)
    with time_machine.travel("2028-12-01 12:00Z"):
        forget_stars()
        assert is_reader(event.id, reader_id)
    with time_machine.travel("2029-03-06 12:00Z"):
        forget_stars()
        assert not is_reader(event.id, reader_id)


# --- where many sessions are folded into a line --------------------------------------------------------------------


@pytest.fixture
def parallel(forum: Event) -> Event:
    """The same with four sessions at 14:00, in rooms of their own."""
    for number in range(4):
        room = agendas.add_room(forum, f"Room {number}")
        agendas.add_session(forum, f"Parallel {number}", "14:00", room_id=room)
    agendas.publish(forum)
    return forum


def named_in_folds(visitor: Visitor) -> list[str]:
    return [each.text_content() for each in visitor.tree.xpath("//summary//*[@data-mine and not(@hidden)]")]


def test_many_sessions_at_one_time_fold_into_a_line_that_names_what_is_starred(
    parallel: Event, reader: Visitor
) -> None:
    reader.open("/e/forum/agenda")
    (fold,) = reader.tree.xpath("//details[@class='fold']")
    assert fold.get("open") is None
    assert "14:00" in fold.xpath("string(summary)")
    assert "4 sessions in 4 rooms" in fold.xpath("string(summary)")
    assert named_in_folds(reader) == []
    star(reader, "Parallel 2")
    reader.open("/e/forum/agenda")
    assert named_in_folds(reader) == ["Starred: Parallel 2, Room 2"]
    assert named_in_folds(reader.another().open("/e/forum/agenda")) == []


def test_few_sessions_at_one_time_are_not_folded(forum: Event, reader: Visitor) -> None:
    assert not reader.open("/e/forum/agenda").tree.xpath("//details[@class='fold']")


def test_what_was_looked_for_is_not_folded_away(parallel: Event, reader: Visitor) -> None:
    reader.open("/e/forum/agenda?q=parallel")
    (fold,) = reader.tree.xpath("//details[@class='fold']")
    assert fold.get("open") is not None


# --- once it is over -----------------------------------------------------------------------------------------------


def labels_of_navigation(visitor: Visitor) -> list[str]:
    return [each.text_content().strip() for each in visitor.tree.xpath("//header//nav//li[not(@hidden)]")]


def test_the_moment_an_event_is_over_its_kept_agenda_asks_for_no_more_stars(forum: Event, reader: Visitor) -> None:
    star(reader, "Showcase")
    set_desk(forum.id, DeskFacts(is_open=True), capacity=None, by="test")
    stranger = reader.another()
    with time_machine.travel("2027-03-05 20:59Z"):  # 03:59 in Bangkok, of the night of the last day
        assert "Register" in labels_of_navigation(stranger.open("/e/forum/agenda"))
        assert "My agenda" in labels_of_navigation(stranger)
        assert stranger.tree.xpath("//button[contains(@class, 'star')]")
    with time_machine.travel("2027-03-05 21:00Z"):
        assert labels_of_navigation(stranger.open("/e/forum/agenda")) == ["Event", "Agenda", "People"]
        assert not stranger.tree.xpath("//button[contains(@class, 'star')]")
        for path in ("agenda", "people", "materials", "calendar", f"sessions/{code_of(reader, 'Showcase')}"):
            assert "My agenda" in labels_of_navigation(reader.open(f"/e/forum/{path}")), path
        assert "My agenda" in labels_of_navigation(stranger.open("/e/forum/my-agenda"))


# --- for organisers ------------------------------------------------------------------------------------------------


def organiser_of(event: Event, app: Flask) -> Visitor:
    give(event, "pim@example.org", Role.PROGRAMME)
    return Visitor(app).signed_in_as("pim@example.org")


def test_organisers_read_how_many_starred_and_where_they_do_not_fit(forum: Event, reader: Visitor, app: Flask) -> None:
    small = agendas.add_room(forum, "Small", 1)
    agendas.add_session(forum, "Wanted", "14:00", room_id=small)
    agendas.publish(forum)
    wanted = code_of(reader, "Wanted")
    for _ in range(2):
        starring.star(forum.id, wanted, None)
    starring.star(forum.id, code_of(reader, "Showcase"), None)
    organiser = organiser_of(forum, app)
    organiser.open("/organise/forum/agenda/")
    assert "2 starred, 1 seat" in organiser.text
    assert "1 starred" in organiser.text
    assert not organiser.tree.xpath("//*[contains(@class, 'is-warn') and contains(., 'starred')]")
    assert "2 starred" in organiser.open(f"/organise/forum/agenda/sessions/{wanted}").text


def test_the_draft_takes_the_same_number_of_statements_for_one_star_and_for_three(
    forum: Event, reader: Visitor, app: Flask, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    organiser = organiser_of(forum, app)
    first = starring.star(forum.id, code_of(reader, "Showcase"), None)
    for_one = count_statements(lambda: organiser.open("/organise/forum/agenda/"))
    for title in ("Welcome", "A clinic"):
        starring.star(forum.id, code_of(reader, title), first)
    assert count_statements(lambda: organiser.open("/organise/forum/agenda/")) == for_one


def test_who_stars_and_forgets_at_the_same_moment_is_answered_both_times(
    app: Flask, forum: Event, reader: Visitor
) -> None:
    event_id = forum.id
    codes = [code_of(reader, title) for title in ("Welcome", "Showcase", "A clinic")]
    for code in codes:
        known = starring.star(event_id, code, None)
        acts: list[Callable[[], object]] = [partial(starring.forget_reader, known)]
        acts += [partial(starring.star, event_id, each, known) for each in codes]
        at_once(app, acts * 3)
        assert not is_reader(event_id, known), "whoever stars afterwards is somebody new"


def test_the_page_of_a_session_offers_its_star_and_calendars_before_its_words(forum: Event, reader: Visitor) -> None:
    reader.open(f"/e/forum/sessions/{code_of(reader, 'Showcase')}")
    (head,) = reader.tree.xpath("//article//header[h1]")
    assert head.xpath(".//form[@data-stars]//button[@name='star']")
    assert head.xpath(".//details//a[contains(@href, '.ics')]")
    assert len(reader.tree.xpath("//form[@data-stars]")) == 1
