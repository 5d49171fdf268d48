"""42: the machine's clock jumps; the clocks on the wall change in the night of an event; a zone gives up summer time.
Mail goes out once, doors open when they were said to, and what was typed as 10:00 stays 10:00."""

import functools
import importlib
import json
import zoneinfo
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from importlib import resources
from pathlib import Path
from uuid import UUID

import icalendar
import pytest
import time_machine
from flask import Flask

from convene.accounts.errors import LinkIsSpent
from convene.accounts.services import sign_in_by_link
from convene.database import db, use_case
from convene.events.models import Event
from convene.events.services.changing import show_anew
from convene.outbox import services as outbox
from convene.outbox.sending import send_due
from convene.programme.catalogue import Format
from convene.programme.services.drafting import SessionText, add_session
from convene.programme.structure import Place
from convene.registration.rules.opening import DeskFacts
from convene.registration.services.opening import set_desk
from convene.web.serving import init_shelf
from tests.factories.agendas import add_room, facts, publish
from tests.factories.events import make_event
from tests.factories.registrations import make_open_event, make_registration
from tests.support.calendar_readers import by_icalendar, by_vobject
from tests.support.mail import link_in, sent_mails
from tests.support.smtp import mail_server, sending_through
from tests.support.visitor import Visitor

NOW = datetime(2027, 2, 1, 12, tzinfo=UTC)
DESK = "/organise/forum/people/desk"


# --- the machine's clock jumps --------------------------------------------------------------------------------------


@pytest.mark.parametrize("hours", [-48_000, -5, -1 / 1800, 20_000])
def test_mail_goes_out_once_wherever_the_clock_jumps(app: Flask, hours: float) -> None:
    jump = timedelta(hours=hours)
    with time_machine.travel(NOW, tick=False) as hands, mail_server() as server:
        event = make_open_event(slug="forum")
        make_registration(event.id)
        hands.shift(jump)
        assert send_due() == 1
        hands.shift(-jump)
        assert send_due() == 0
    assert [mail.receivers for mail in server.received] == [["jane@example.org"]]


def test_mail_that_a_fast_clock_put_off_or_leased_does_not_wait_until_then(app: Flask) -> None:
    with time_machine.travel(NOW, tick=False) as hands:
        event = make_open_event(slug="forum")
        hands.shift(timedelta(days=20))  # a clock without a battery
        make_registration(event.id, "tried@example.org")
        with sending_through(1):
            assert send_due() == 0
        make_registration(event.id, "leased@example.org")
        assert outbox.claim_next() is not None  # and the sender dies
        hands.shift(timedelta(days=-20))
        with mail_server() as server:
            assert send_due() == 2
            assert send_due() == 0
    assert len(server.received) == 2


def test_what_waits_for_its_next_try_still_waits(app: Flask) -> None:
    """A mail server that was down is not asked all the time."""
    with time_machine.travel(NOW, tick=False) as hands, sending_through(1):
        make_registration(make_open_event(slug="forum").id)
        send_due()
        hands.shift(timedelta(seconds=30))
        assert outbox.claim_next() is None
        hands.shift(timedelta(seconds=31))
        assert outbox.claim_next() is not None
        assert outbox.claim_next() is None, "it is leased"


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(days=-400)])
def test_a_link_to_sign_in_lets_in_once_though_the_clock_jumps_back(
    app: Flask, visitor: Visitor, jump: timedelta
) -> None:
    make_event(slug="forum")
    with time_machine.travel(NOW, tick=False) as hands:
        visitor.open("/sign-in").fill_in(email="noor@example.org").press("Mail me a link")
        link = link_in(sent_mails("noor@example.org")[-1], "/sign-in/link/")
        hands.shift(jump)
        other = visitor.another()
        other.open(link).press(expect=200)
        assert "Noor Idris" in other.open("/account").text
        hands.shift(jump)  # before it was used, by this clock
        visitor.another().open(link, expect=410)
        with pytest.raises(LinkIsSpent):  # nor does a form that was open all the time let anybody in
            sign_in_by_link(link.rpartition("/")[2])
        hands.move_to(NOW + timedelta(days=40))
        visitor.another().open(link, expect=410)
        other.open("/account", follow=False, expect=303)  # the session has ended, and says so with the way in


def test_who_was_held_up_by_a_limit_is_let_in_again_wherever_the_clock_jumps(app: Flask, visitor: Visitor) -> None:
    def ask() -> int:
        return visitor.open("/sign-in").fill_in(email="noor@example.org").press("Mail me a link").status

    with time_machine.travel(NOW, tick=False) as hands:
        assert [ask() for _ in range(6)] == [200] * 5 + [429]
        hands.shift(timedelta(days=1))
        assert ask() == 200
        hands.shift(timedelta(days=-1, hours=-1))
        assert ask() in {200, 429}
        hands.move_to(NOW + timedelta(days=3))
        assert ask() == 200


def test_registration_opens_by_the_clock_as_it_is_now(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum")
    set_desk(event.id, DeskFacts(is_open=True, opens_local=datetime(2027, 2, 1, 20)), capacity=5, by="test")  # noqa: DTZ001
    opens = datetime(2027, 2, 1, 13, tzinfo=UTC)
    with time_machine.travel(opens, tick=False) as hands:
        assert "5 of 5 places are free." in visitor.open("/e/forum/register").text
        hands.shift(timedelta(minutes=-10))
        assert "Registration opens on Monday 1 February 2027 at 20:00." in visitor.open("/e/forum/register").text
        hands.shift(timedelta(minutes=20))
        visitor.open("/e/forum/register").fill_in(name="Jane", email="jane@example.org").press("Register", expect=200)


# --- the nights on which clocks change ------------------------------------------------------------------------------


def session(event: Event, title: str, day: date, starts: str, minutes: int, room: UUID | None, fold: int = 0) -> UUID:
    text = SessionText(title=title, format=Format.TALK, minutes=minutes)
    return add_session(event.id, text, Place(day, time.fromisoformat(starts), room, fold), by="test")


def hours_of(visitor: Visitor) -> dict[str, tuple[datetime, datetime]]:
    """When each session is, as two readers that know nothing of us understand the feed."""
    feed = visitor.open("/e/forum/calendar.ics").response.get_data()
    found = [{one.summary: (one.starts, one.ends) for one in read(feed)} for read in (by_icalendar, by_vobject)]
    assert found[0] == found[1]
    return {name: hours for name, hours in found[0].items() if isinstance(hours[0], datetime)}  # type: ignore[misc]


def in_json(visitor: Visitor) -> dict[str, str]:
    schedule = json.loads(visitor.open("/e/forum/schedule.json").response.get_data())["schedule"]
    sessions = [one for day in schedule["conference"]["days"] for room in day["rooms"].values() for one in room]
    return {one["title"]: one["date"] for one in sessions}


def test_the_night_that_has_no_half_past_two(app: Flask, visitor: Visitor) -> None:
    night = date(2027, 3, 28)
    event = make_event(slug="forum", zone="Europe/Berlin", starts_on=date(2027, 3, 27), ends_on=night, place="")
    hall = add_room(event, "Hall")
    session(event, "Across the gap", night - timedelta(days=1), "01:30", 90, hall)  # belongs to the evening before
    morning = session(event, "Morning", night, "09:00", 60, hall)
    publish(event)
    hours = hours_of(visitor)
    begins = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
    assert hours["Across the gap"] == (begins, begins + timedelta(minutes=90))
    assert hours["Morning"][0] == datetime(2027, 3, 28, 7, tzinfo=UTC)
    assert in_json(visitor)["Across the gap"] == "2027-03-28T01:30:00+01:00"
    assert in_json(visitor)["Morning"] == "2027-03-28T09:00:00+02:00"
    assert "01:30–04:00" in visitor.open("/e/forum/agenda").text.replace(" ", "")
    organiser = visitor.another().signed_in_as("noor@example.org")
    organiser.open(f"/organise/forum/agenda/sessions/{facts(event, morning).code}").fill_in(
        day="2027-03-27", starts="02:30"
    )
    organiser.press("Save", expect=422)
    assert "that night the clocks go from 02:00 to 03:00" in organiser.text
    assert hours_of(visitor) == hours


def test_the_night_that_has_two_half_past_twos(app: Flask, visitor: Visitor) -> None:
    evening = date(2027, 10, 30)
    event = make_event(slug="forum", zone="Europe/Berlin", starts_on=evening, ends_on=date(2027, 10, 31), place="")
    hall = add_room(event, "Hall")
    session(event, "The second time", evening, "02:15", 30, hall, fold=1)
    session(event, "The first time", evening, "02:15", 30, hall)
    session(event, "Through both", evening, "01:30", 150, None)
    publish(event)
    hours = hours_of(visitor)
    first = datetime(2027, 10, 31, 0, 15, tzinfo=UTC)
    assert hours["The first time"] == (first, first + timedelta(minutes=30))
    assert hours["The second time"] == (first + timedelta(hours=1), first + timedelta(minutes=90))
    assert hours["Through both"] == (first - timedelta(minutes=45), first + timedelta(minutes=105))
    assert in_json(visitor)["The first time"] == "2027-10-31T02:15:00+02:00"
    assert in_json(visitor)["The second time"] == "2027-10-31T02:15:00+01:00"
    agenda = visitor.open("/e/forum/agenda").text
    assert agenda.index("The first time") < agenda.index("The second time")
    organiser = visitor.another().signed_in_as("noor@example.org").open("/organise/forum/agenda/")
    assert "at the same time" not in organiser.text, "they do not meet in the hall"


@pytest.mark.parametrize(
    ("wall", "opens"),
    [
        (datetime(2027, 10, 31, 2, 30), datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),  # noqa: DTZ001, the first of the two
        (datetime(2027, 3, 28, 2, 30), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),  # noqa: DTZ001, there is none
    ],
)
def test_registration_that_opens_in_such_a_night_opens_once_and_stays_open(
    app: Flask, visitor: Visitor, wall: datetime, opens: datetime
) -> None:
    """The second of them is refused where it is typed; an event that moves to another zone may come to have it."""
    event = make_event(slug="forum", starts_on=date(2027, 11, 4), ends_on=date(2027, 11, 4))
    set_desk(event.id, DeskFacts(is_open=True, opens_local=wall), capacity=5, by="test")
    move_to_berlin(event.id)
    for minutes, is_open in ((-61, False), (-1, False), (0, True), (45, True), (75, True)):
        with time_machine.travel(opens + timedelta(minutes=minutes), tick=False):
            visitor.open("/e/forum/register")
            assert ("5 of 5 places are free." in visitor.text) is is_open, minutes
            assert ("Registration opens on" in visitor.text) is not is_open, minutes


@use_case
def move_to_berlin(event_id: UUID) -> None:
    db.session.get_one(Event, event_id).zone = "Europe/Berlin"
    show_anew(event_id)


# --- the rules of a zone change -------------------------------------------------------------------------------------


@pytest.fixture
def no_more_summer_time(app: Flask, tmp_path: Path) -> Iterator[Callable[[], None]]:
    """Call it, and Berlin has winter time for ever: a new edition of the time zone database, and a restart."""
    before = zoneinfo.TZPATH
    winter_for_ever = resources.files("tzdata").joinpath("zoneinfo/Africa/Lagos").read_bytes()

    def restart() -> None:
        zoneinfo.ZoneInfo.clear_cache()
        for name in ("convene.engines.ics.timezones", "convene.engines.ics.build", "convene.web.languages",
                     "convene.engines.schedule_files.times", "convene.programme.pages.public"):  # fmt: skip
            for each in vars(importlib.import_module(name)).values():
                if isinstance(each, functools._lru_cache_wrapper):
                    each.cache_clear()
        app.extensions["served_pages"] = init_shelf()
        icalendar.use_zoneinfo()  # the reader of the feed begins anew as well

    def decide() -> None:
        (tmp_path / "Europe").mkdir()
        (tmp_path / "Europe" / "Berlin").write_bytes(winter_for_ever)
        zoneinfo.reset_tzpath([str(tmp_path), *before])
        restart()

    yield decide
    zoneinfo.reset_tzpath(before)
    restart()


def test_what_was_typed_as_ten_stays_ten_when_a_zone_gives_up_summer_time(
    app: Flask, visitor: Visitor, no_more_summer_time: Callable[[], None]
) -> None:
    day = date(2027, 7, 1)
    event = make_event(slug="forum", zone="Europe/Berlin", starts_on=day, ends_on=day, place="")
    set_desk(event.id, DeskFacts(is_open=True, opens_local=datetime(2027, 6, 1, 9)), capacity=5, by="test")  # noqa: DTZ001
    session(event, "Opening", day, "10:00", 60, add_room(event, "Hall"))
    publish(event)
    at = datetime(2027, 7, 1, 8, tzinfo=UTC)
    opens = datetime(2027, 6, 1, 7, tzinfo=UTC)
    assert hours_of(visitor)["Opening"][0] == at
    assert in_json(visitor)["Opening"] == "2027-07-01T10:00:00+02:00"
    no_more_summer_time()
    assert hours_of(visitor)["Opening"][0] == at + timedelta(hours=1)
    assert in_json(visitor)["Opening"] == "2027-07-01T10:00:00+01:00"
    assert "10:00–11:00" in visitor.open("/e/forum/agenda").text.replace(" ", "")
    with time_machine.travel(opens, tick=False) as hands:
        assert "Registration opens on Tuesday 1 June 2027 at 09:00." in visitor.open("/e/forum/register").text
        hands.shift(timedelta(hours=1))
        assert "5 of 5 places are free." in visitor.open("/e/forum/register").text
