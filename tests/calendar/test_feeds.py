"""Calendars of one's own at secret addresses, and parts of an agenda at open ones."""

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from icalendar import Calendar

from convene.clock import now
from convene.database import db
from convene.events.models import Event
from convene.events.services import changing
from convene.events.services.giving_roles import take_role_away
from convene.permissions.catalogue import Role, Scope
from convene.permissions.queries import grants_on
from convene.programme.catalogue import StageAnswer
from convene.programme.emails import link_to_stage
from convene.programme.queries.answers import invitation_of
from convene.programme.services import answering, drafting
from convene.programme.services.asking import make_stage_link, set_stage_address
from convene.programme.showing.addresses import person_key
from convene.registration.catalogue import ByMail
from convene.registration.emails import link_to
from convene.registration.models import Registration
from convene.registration.services import self_service, signing_up
from tests.factories.agendas import add_room, move, publish, put_on_stage
from tests.factories.events import make_event
from tests.factories.registrations import make_open_event, make_registration
from tests.factories.sessions import make_session
from tests.factories.subscriptions import make_series
from tests.programme.test_telling import _on_stage_id as on_stage_id
from tests.support.calendar_client import CalendarClient
from tests.support.mail import sent_mails, text_of
from tests.support.visitor import Visitor

JANE = "jane@example.org"
MAI = "mai@example.org"
ROOM_ONLINE = "https://meet.example.org/secret"
ADDRESS = re.compile(r"/calendar/[\w-]{22}\.ics")


@pytest.fixture
def forum(app: Flask) -> Event:
    return make_open_event(slug="forum", title="Regional Network Forum", place="Riverside Hotel", join_url=ROOM_ONLINE)


@pytest.fixture
def talk(forum: Event) -> UUID:
    session_id = make_session(forum, "Water and care", "09:20", room_id=add_room(forum))
    make_session(forum, "Forests", "14:00")
    publish(forum)
    return session_id


@pytest.fixture
def jane(forum: Event, talk: UUID) -> UUID:
    registration_id = make_registration(forum.id)
    signing_up.sign_up(registration_id, talk)
    return registration_id


def page_of(registration_id: UUID) -> str:
    return f"/r/{link_to(db.session.get_one(Registration, registration_id))}/calendar"


def made_on(visitor: Visitor, page: str) -> str:
    """The address that the button of a page makes."""
    visitor.open(page).press("Make my calendar address")
    return address_on(visitor)


def address_on(visitor: Visitor) -> str:
    found = ADDRESS.search(visitor.response.get_data(as_text=True))
    assert found is not None, visitor.text
    return found.group()


def entries(visitor: Visitor, path: str) -> dict[str, dict[str, str]]:
    body = visitor.another().open(path).response.data
    return {
        str(each["SUMMARY"]): {name: str(each.get(name, "")) for name in ("UID", "LOCATION", "DESCRIPTION", "STATUS")}
        for each in Calendar.from_ical(body).walk("VEVENT")
    }


# --- of somebody who has a place -----------------------------------------------------------------------------------


def test_my_calendar_holds_my_sessions_with_my_way_in_and_no_address_that_is_for_all(
    forum: Event, talk: UUID, jane: UUID, visitor: Visitor
) -> None:
    mine = entries(visitor, made_on(visitor, page_of(jane)))
    assert list(mine) == ["Water and care"]
    way_in = re.search(r"http://localhost/j/[\w.-]+", mine["Water and care"]["DESCRIPTION"])
    assert way_in is not None
    assert mine["Water and care"]["LOCATION"] == f"Ballroom, Riverside Hotel, {way_in.group()}"
    visitor.another().open(way_in.group().removeprefix("http://localhost"))
    of_all = entries(visitor, "/e/forum/calendar.ics")
    assert of_all["Water and care"]["UID"] == mine["Water and care"]["UID"]
    assert not any("/j/" in str(each) or ROOM_ONLINE in str(each) for each in [of_all])
    assert ROOM_ONLINE not in str(mine), "by the page that asks whether they have a place"


def test_who_has_no_session_has_the_event(forum: Event, talk: UUID, visitor: Visitor) -> None:
    mine = make_registration(forum.id, MAI, name="Mai")
    assert list(entries(visitor, made_on(visitor, page_of(mine)))) == ["Regional Network Forum"]


def test_it_follows_what_i_do_and_what_the_organisers_do_and_is_else_the_same_bytes(
    forum: Event, talk: UUID, jane: UUID, visitor: Visitor
) -> None:
    path = made_on(visitor, page_of(jane))

    def tag() -> str:
        answer = visitor.another().open(path).response
        again = visitor.another().open(path, headers={"If-None-Match": answer.headers["ETag"]}, expect=304).response
        assert again.data == b""
        assert again.headers["ETag"] == answer.headers["ETag"]
        return str(answer.headers["ETag"])

    first = tag()
    with time_machine.travel(now() + timedelta(minutes=3)):
        assert tag() == first
    signing_up.sign_off(jane, talk)
    signed_off = tag()
    signing_up.sign_up(jane, talk)
    assert tag() == first
    assert signed_off != first
    move(forum, talk, "11:00")
    assert tag() == first, "of a draft nobody hears"
    publish(forum)
    moved = tag()
    changing.change_event(
        forum.id, _facts_with(forum, join_url="https://meet.example.org/other"), slug=forum.slug, by="test"
    )
    assert len({first, signed_off, moved, tag()}) == 4


def _facts_with(event: Event, **facts: str):  # type: ignore[no-untyped-def]
    from dataclasses import fields

    from convene.events.services.beginning import EventFacts

    known = {each.name: getattr(event, each.name) for each in fields(EventFacts)}
    return EventFacts(**known | facts)


def test_it_is_read_with_head_and_says_nothing_to_search_engines_or_of_where_it_was(
    forum: Event, jane: UUID, visitor: Visitor
) -> None:
    path = made_on(visitor, page_of(jane))
    answer = visitor.another().open(path).response
    head = visitor.another().client.head(path)
    assert head.status_code == 200
    assert head.data == b""
    assert head.headers["ETag"] == answer.headers["ETag"]
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer.headers
    assert b"ATTENDEE" not in answer.data
    assert b"jane" not in answer.data.lower()


def test_who_cancels_has_nothing_in_it_and_who_is_erased_no_address(
    forum: Event, talk: UUID, jane: UUID, visitor: Visitor
) -> None:
    path = made_on(visitor, page_of(jane))
    self_service.cancel(jane)
    assert entries(visitor, path) == {}


def test_a_new_address_closes_the_old_one_at_once_and_a_stopped_one_opens_nothing(
    forum: Event, jane: UUID, visitor: Visitor
) -> None:
    path = made_on(visitor, page_of(jane))
    tag = visitor.another().open(path).response.headers["ETag"]
    visitor.press("Make a new address")
    for headers in ({}, {"If-None-Match": tag}):
        visitor.another().open(path, headers=headers, expect=404)
    fresh = address_on(visitor)
    visitor.another().open(fresh)
    visitor.press("Stop this address")
    visitor.another().open(fresh, expect=404)
    assert "Make my calendar address" in visitor.text


def test_it_is_offered_to_every_program_and_as_a_code(forum: Event, jane: UUID, visitor: Visitor) -> None:
    path = made_on(visitor, page_of(jane))
    links = [str(each) for each in visitor.tree.xpath("//a/@href")]
    assert f"webcal://localhost{path}" in links
    (google,) = [each for each in links if each.startswith("https://calendar.google.com/")]
    assert parse_qs(urlsplit(google).query)["cid"] == [f"webcal://localhost{path}"]
    outlook = [each for each in links if "/calendar/0/addfromweb?" in each]
    assert {urlsplit(each).hostname for each in outlook} == {"outlook.live.com", "outlook.office.com"}
    for each in outlook:
        assert parse_qs(urlsplit(each).query) == {
            "url": [f"http://localhost{path}"],
            "name": ["My sessions: Regional Network Forum"],
        }
        assert "+" not in each
    assert visitor.tree.xpath("//*[@role='img' and contains(@aria-label, 'phone')]//*[local-name()='svg']")


def test_it_closes_with_the_event_and_takes_a_constant_number_of_statements(
    forum: Event, talk: UUID, jane: UUID, visitor: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    path = made_on(visitor, page_of(jane))
    reader = visitor.another()
    for_one = count_statements(lambda: reader.open(path))
    tag = reader.response.headers["ETag"]
    assert count_statements(lambda: reader.open(path, headers={"If-None-Match": tag}, expect=304)) == 1
    more = [make_session(forum, f"At {hour}", hour) for hour in ("15:00", "16:00")]
    publish(forum)
    for each in more:
        signing_up.sign_up(jane, each)
    assert count_statements(lambda: reader.open(path)) == for_one
    assert len(entries(visitor, path)) == 3
    changing.withdraw_event(forum.id, by="test")
    visitor.another().open(path, expect=404)


# --- by mail: the way in -------------------------------------------------------------------------------------------


def test_an_invitation_has_the_way_in_and_another_one_is_sent_on(
    forum: Event, talk: UUID, jane: UUID, visitor: Visitor
) -> None:
    self_service.choose_calendar(jane, ByMail.SESSIONS)
    calendar = CalendarClient(JANE).receive_all(sent_mails(JANE))
    (entry,) = calendar.entries.values()
    assert "/j/" in entry.location
    assert ROOM_ONLINE not in entry.location
    before = len(sent_mails(JANE))
    changing.change_event(
        forum.id, _facts_with(forum, join_url="https://meet.example.org/other"), slug=forum.slug, by="test"
    )
    assert len(sent_mails(JANE)) == before + 1
    changing.change_event(forum.id, _facts_with(forum, join_url=""), slug=forum.slug, by="test")
    (entry,) = CalendarClient(JANE).receive_all(sent_mails(JANE)).entries.values()
    assert "/j/" not in entry.location
    assert entry.location == "Ballroom, Riverside Hotel"


# --- of those on stage ---------------------------------------------------------------------------------------------


@pytest.fixture
def mai(forum: Event, talk: UUID) -> UUID:
    """Somebody on stage, with an address, before the agenda with her is public."""
    person_id = put_on_stage(forum, talk, "Mai Trần")
    set_stage_address(forum.id, person_id, MAI, by="test")
    return person_id


def stage_page(forum: Event, person_id: UUID) -> str:
    invitation = invitation_of(forum.id, person_id)
    assert invitation is not None
    return f"/speak/{link_to_stage(invitation)}/calendar"


def of_mai() -> dict[str, str]:
    calendar = CalendarClient(MAI).receive_all(sent_mails(MAI))
    return {one.summary: f"{one.starts:%H:%M}" for one in calendar.entries.values()}


def test_who_is_on_stage_has_it_in_their_calendar_with_the_publish_and_what_changes(
    forum: Event, talk: UUID, mai: UUID
) -> None:
    assert sent_mails(MAI) == [], "to type an address is to write to nobody"
    publish(forum)
    assert of_mai() == {"Water and care": "09:20"}
    move(forum, talk, "11:00")
    publish(forum)
    assert of_mai() == {"Water and care": "11:00"}
    drafting.take_off_stage(forum.id, on_stage_id(talk, "Mai Trần"), by="test")
    publish(forum)
    assert of_mai() == {}, "somebody else speaks now"


def test_who_cannot_be_there_has_it_no_more_and_who_can_again_has(forum: Event, talk: UUID, mai: UUID) -> None:
    publish(forum)
    invitation = invitation_of(forum.id, mai)
    assert invitation is not None
    answering.answer_for_stage(invitation.id, StageAnswer.DECLINED)
    assert of_mai() == {}
    publish(forum)
    assert of_mai() == {}
    answering.answer_for_stage(invitation.id, StageAnswer.CONFIRMED)
    assert of_mai() == {"Water and care": "09:20"}


def test_who_wants_no_mail_says_so_on_a_page_that_the_mail_leads_to(
    forum: Event, talk: UUID, mai: UUID, visitor: Visitor
) -> None:
    publish(forum)
    (mail,) = sent_mails(MAI)
    assert "/speak/" not in text_of(mail), "what stands in a calendar is passed on"
    link = re.search(r"http://localhost(/stage/calendar/[\w.-]+)", text_of(mail))
    assert link is not None
    visitor.open(link.group(1)).fill_in(wants_calendar=False).press("Save")
    assert "Saved." in visitor.text
    assert of_mai() == {}
    move(forum, talk, "12:00")
    publish(forum)
    assert of_mai() == {}
    visitor.open(link.group(1)).fill_in(wants_calendar=True).press("Save")
    assert of_mai() == {}, "with the next publish, or once she says that she will be there"
    move(forum, talk, "13:00")
    publish(forum)
    assert of_mai() == {"Water and care": "13:00"}


def test_a_wrong_address_opens_nothing_once_it_is_mended_and_is_told_no_link(
    forum: Event, talk: UUID, mai: UUID, visitor: Visitor
) -> None:
    publish(forum)
    (mail,) = sent_mails(MAI)
    links = re.findall(r"http://localhost(/stage/[\w/.-]+)", text_of(mail))
    assert len(links) >= 2
    set_stage_address(forum.id, mai, "mai@right.example", by="test")
    (taken_off,) = sent_mails(MAI)[1:]
    assert taken_off["Subject"] == "No more in your calendar: Water and care"
    assert "/stage/" not in text_of(taken_off)
    for link in links:
        visitor.open(link, expect=404)
    assert CalendarClient("mai@right.example").receive_all(sent_mails("mai@right.example")).entries


def test_who_has_no_address_subscribes_all_the_same(forum: Event, talk: UUID, visitor: Visitor) -> None:
    person_id = put_on_stage(forum, talk, "Anom")
    make_stage_link(forum.id, person_id, by="test")
    publish(forum)
    assert list(entries(visitor, made_on(visitor, stage_page(forum, person_id)))) == ["Water and care"]


def test_an_address_that_was_made_before_there_was_anything_in_it_has_it_at_once(
    forum: Event, talk: UUID, mai: UUID, visitor: Visitor
) -> None:
    path = made_on(visitor, stage_page(forum, mai))
    tag = visitor.another().open(path).response.headers["ETag"]
    publish(forum)
    assert b"Water and care" in visitor.another().open(path, headers={"If-None-Match": tag}).response.data


def test_who_says_on_the_page_of_an_invitation_that_they_do_not_come_is_told_what_else_to_say(
    forum: Event, talk: UUID, mai: UUID, visitor: Visitor
) -> None:
    publish(forum)
    (mail,) = sent_mails(MAI)
    link = re.search(r"http://localhost(/calendar/answer/[\w.-]+)", text_of(mail))
    assert link is not None
    visitor.open(link.group(1)).fill_in(answer="DECLINED").press("Send the answer")
    assert "You are still on stage in the agenda." in visitor.text


def test_the_mail_to_the_stage_counts_none_of_them_as_signed_up(forum: Event, talk: UUID, mai: UUID) -> None:
    from convene.calendar.queries.following import count_followers
    from convene.programme.catalogue import STAGE_FOLLOWERS

    publish(forum)
    assert count_followers(forum.id, "session", but=STAGE_FOLLOWERS) == {}


def test_the_stage_has_an_address_too_and_a_way_in(forum: Event, talk: UUID, mai: UUID, visitor: Visitor) -> None:
    publish(forum)
    mine = entries(visitor, made_on(visitor, stage_page(forum, mai)))
    assert list(mine) == ["Water and care"]
    assert "/speak/" not in str(mine), "it is shared more easily than a page"
    way_in = re.search(r"http://localhost(/stage/join/[\w.-]+)", mine["Water and care"]["LOCATION"])
    assert way_in is not None
    visitor.another().open(way_in.group(1).replace("/stage/join/", "/speak/") + "/", expect=404)
    feed = address_on(visitor)
    visitor.open(way_in.group(1))
    assert ROOM_ONLINE in visitor.tree.xpath("//main//a/@href")
    make_stage_link(forum.id, mai, by="test")
    visitor.another().open(way_in.group(1), expect=404)
    visitor.another().open(feed, expect=404)
    fresh = CalendarClient(MAI).receive_all(sent_mails(MAI))
    (entry,) = fresh.entries.values()
    assert way_in.group(1) not in entry.location, "the way in that works is sent on"


# --- everybody's: parts, series, and teams -------------------------------------------------------------------------


def test_one_track_one_room_one_person_can_be_followed_alone(
    forum: Event, talk: UUID, visitor: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    hall = add_room(forum, "Hall B")
    track = drafting.add_track(forum.id, name="Rivers", by="test")
    make_session(forum, "Rivers and people", "15:00", room_id=hall, track_id=track)
    person_id = put_on_stage(forum, talk, "Mai Trần")
    publish(forum)
    visitor.open("/e/forum/calendar")
    assert "Only one track" not in visitor.text, "one alone is no choice"
    visitor.follow_link("Hall B")
    assert "Only: Hall B." in visitor.text
    path = urlsplit(visitor.tree.xpath("//input[@readonly]/@value")[0]).path
    assert list(entries(visitor, path)) == ["Rivers and people"]
    assert list(entries(visitor, f"/e/forum/calendar/track/{track}.ics")) == ["Rivers and people"]
    key = person_key(forum.id, person_id)
    assert list(entries(visitor, f"/e/forum/people/{key}.ics")) == ["Water and care"]
    body = visitor.open(f"/e/forum/people/{key}.ics").response
    assert "X-WR-CALNAME:Regional Network Forum: Mai" in body.get_data(as_text=True)
    tag = body.headers["ETag"]
    again = lambda: visitor.open(f"/e/forum/people/{key}.ics", headers={"If-None-Match": tag}, expect=304)  # noqa: E731
    assert count_statements(again) == 1
    for path in (f"/e/forum/calendar/track/{hall}.ics", f"/e/forum/calendar/room/{track}.ics"):
        visitor.open(path, expect=404)
    visitor.open("/e/forum/people/aaaaaaaaaa.ics", expect=404)


def test_a_series_has_each_public_edition_as_one_entry(forum: Event, talk: UUID, visitor: Visitor) -> None:
    draft = make_event(team_id=forum.team_id, slug="next", title="The next one", published=False)
    make_series(forum, draft)
    assert list(entries(visitor, "/series/regional-forums/calendar.ics")) == ["Regional Network Forum"]
    changing.publish_event(draft.id, by="test")
    assert set(entries(visitor, "/series/regional-forums/calendar.ics")) == {"Regional Network Forum", "The next one"}
    visitor.open("/series/regional-forums/")
    assert any("calendar.ics" in str(each) for each in visitor.tree.xpath("//a/@href"))


def test_the_calendar_of_a_team_closes_to_who_has_left_it(forum: Event, visitor: Visitor) -> None:
    from convene.events.services.giving_roles import invite

    invite(Scope.TEAM, forum.team_id, "colleague@example.org", Role.ORGANISER, by="test")
    visitor.signed_in_as("colleague@example.org")
    path = made_on(visitor, f"/organise/teams/{forum.team_id}")
    assert list(entries(visitor, path)) == ["Regional Network Forum"]
    grant = next(one for one in grants_on(Scope.TEAM, forum.team_id) if one.role is Role.ORGANISER)
    take_role_away(Scope.TEAM, forum.team_id, grant.id, by="test")
    visitor.another().open(path, expect=404)


def test_organisers_see_beside_somebody_on_stage_what_they_answered(
    forum: Event, talk: UUID, mai: UUID, visitor: Visitor
) -> None:
    publish(forum)
    link = re.search(r"http://localhost(/calendar/answer/[\w.-]+)", text_of(sent_mails(MAI)[0]))
    assert link is not None
    visitor.open(link.group(1)).fill_in(answer="DECLINED", comment="My train is late").press("Send the answer")
    visitor.signed_in_as("noor@example.org").open(f"/organise/forum/agenda/people/{mai}")
    assert "Declined" in visitor.text
    assert "My train is late" in visitor.text
