"""The page "New event": from a template, an earlier event, a spreadsheet, or nothing."""

from datetime import date, time

import pytest
from flask import Flask
from sqlalchemy import select

from convene.database import db
from convene.events.catalogue import Kind, State
from convene.events.models import Event
from convene.programme.models import Session
from convene.stewardship.catalogue import TEMPLATES
from convene.teams.models import Team
from tests.factories.events import make_event, make_team
from tests.support.visitor import Visitor


@pytest.fixture
def noor(visitor: Visitor) -> Visitor:
    """The owner of the team that events of the factory belong to, signed in."""
    return visitor.signed_in_as("noor@example.org")


def event_now() -> Event:
    db.session.expire_all()
    return db.session.scalars(select(Event)).one()


def test_a_newcomer_begins_an_event_and_a_team(visitor: Visitor) -> None:
    visitor.signed_in_as("new@example.org").open("/organise/new").fill_in(
        title="First gathering",
        kind="workshop",
        starts_on="2027-05-06",
        zone="Asia/Ho_Chi_Minh",
        place="Hà Nội",
        join_url="meet.example.org/room",
        team_name="Helplines",
    ).press("Begin the event")
    assert "First gathering" in visitor.text
    event = event_now()
    assert (event.slug, event.state, event.kind) == ("first-gathering", State.DRAFT, Kind.WORKSHOP)
    assert (event.starts_on, event.ends_on, event.zone) == (date(2027, 5, 6), date(2027, 5, 6), "Asia/Ho_Chi_Minh")
    assert event.join_url == "https://meet.example.org/room"
    assert db.session.scalars(select(Team.name)).all() == ["Helplines"]
    # The next one is proposed in the same zone, and its team is known.
    visitor.open("/organise/new")
    assert visitor.tree.xpath("//select[@name='zone']//option[@selected]/@value") == ["Asia/Ho_Chi_Minh"]
    assert not visitor.tree.xpath("//*[@name='team' or @name='team_name']")


def test_an_event_without_a_zone_is_not_begun(noor: Visitor) -> None:
    make_team()
    noor.open("/organise/new").fill_in(title="T", starts_on="2027-05-06").press("Begin the event", expect=422)
    assert "Choose the time zone that the event’s times are in" in noor.text


def test_who_has_two_teams_chooses_and_only_among_these(noor: Visitor) -> None:
    first, second = make_team("First"), make_team("Second")
    foreign = make_team("Foreign", owner="other@example.org")
    noor.open("/organise/new").fill_in(title="T", starts_on="2027-05-06", zone="UTC", team=str(foreign))
    noor.press("Begin the event", expect=422)
    noor.fill_in(team=str(second)).press("Begin the event", expect=200)
    assert event_now().team_id == second != first


def test_nothing_typed_is_lost_when_an_answer_is_wrong(noor: Visitor) -> None:
    make_team()
    noor.open("/organise/new").fill_in(
        title="", starts_on="12 Monday", ends_on="2027-05-01", place="Bangkok", join_url="javascript:alert(1)"
    ).press("Begin the event", expect=422)
    for words in ("Enter a title", "Enter a date like 2027-03-04", "Enter a web address that begins with https://"):
        assert words in noor.text
    assert noor.tree.xpath("//input[@name='place']/@value") == ["Bangkok"]
    assert noor.tree.xpath("//input[@name='join_url']/@value") == ["javascript:alert(1)"]
    assert noor.tree.xpath("//title")[0].text.startswith("Error:")
    noor.fill_in(title="T", starts_on="4.5.2027", zone="UTC", join_url="").press("Begin the event", expect=422)
    assert "The last day must not be before the first" in noor.text
    noor.fill_in(ends_on="").press("Begin the event", expect=200)
    assert event_now().starts_on == date(2027, 5, 4)


@pytest.mark.parametrize("year", ["0001", "1969", "2101", "9999"])
def test_years_in_which_nobody_meets_are_refused(noor: Visitor, year: str) -> None:
    make_team()
    noor.open("/organise/new").fill_in(title="T", starts_on=f"{year}-01-01").press("Begin the event", expect=422)
    assert "Enter a year between 1970 and 2100" in noor.text


def test_every_start_is_offered_with_the_picture_of_its_day(noor: Visitor) -> None:
    make_team()
    noor.open("/organise/new")
    assert noor.tree.xpath("//input[@name='start']/@value") == [*TEMPLATES, "spreadsheet", "nothing"]
    assert len(noor.tree.xpath("//*[name()='svg'][@class='shape']")) == len(TEMPLATES)
    assert "15 sessions, 08:30–17:15" in noor.text


def test_a_title_a_day_and_a_zone_are_enough(noor: Visitor) -> None:
    make_team()
    noor.open("/organise/new").fill_in(title="T", starts_on="2027-05-06", zone="UTC").press("Begin the event")
    event = event_now()
    assert (event.kind, event.from_time) == (Kind.FORUM, None)
    assert not db.session.scalars(select(Session)).all()


def test_a_template_makes_a_draft_with_its_agenda(noor: Visitor) -> None:
    make_team()
    noor.open("/organise/new").fill_in(
        start="two-day-convening", title="Convening", starts_on="2027-05-06", zone="Asia/Bangkok", from_time="10:00"
    ).press("Begin the event")
    assert "Its agenda is a usual one: change what is different, add who speaks." in noor.text
    event = event_now()
    assert (event.state, event.ends_on) == (State.DRAFT, date(2027, 5, 7)), "the template has two days"
    assert (event.from_time, event.until_time) == (time(10), time(16))
    assert "The groups report" in noor.open(f"/organise/{event.slug}/agenda/").text


def test_an_hour_at_which_the_template_does_not_fit_is_said_beside_it(noor: Visitor) -> None:
    make_team()
    noor.open("/organise/new").fill_in(
        start="one-day-forum", title="Late", starts_on="2027-05-06", zone="UTC", from_time="20:00"
    ).press("Begin the event", expect=422)
    assert noor.text.count("From 20:00 on, this agenda does not fit into its day") == 2
    assert noor.tree.xpath("//input[@name='start'][@checked]/@value") == ["one-day-forum"]
    assert not db.session.scalars(select(Event)).all()


def test_two_days_do_not_fit_into_one(noor: Visitor) -> None:
    make_team()
    noor.open("/organise/new").fill_in(
        start="two-day-convening", title="Short", starts_on="2027-05-06", ends_on="2027-05-06", zone="UTC"
    ).press("Begin the event", expect=422)
    assert "What you start from lasts 2 days" in noor.text


def test_a_spreadsheet_leads_to_where_it_is_brought_in(noor: Visitor) -> None:
    make_team()
    noor.open("/organise/new").fill_in(start="spreadsheet", title="T", starts_on="2027-05-06", zone="UTC")
    noor.press("Begin the event", expect=422)
    assert "Choose the kind: a spreadsheet does not say it" in noor.text
    noor.fill_in(kind="workshop").press("Begin the event")
    assert noor.path == "/organise/t/agenda/import"
    assert "choose the file, or paste the table" in noor.text
    assert "From the file to the agenda" in noor.text
    navigation = noor.tree.xpath("string(//nav[@aria-label='The life of this event'])")
    for words in ("no session yet", "registration is not set up"):
        assert words in navigation
    assert "0 " not in navigation


def test_an_earlier_event_leads_to_its_next_edition_with_what_was_typed(noor: Visitor) -> None:
    event = make_event(title="Forum 2027")
    noor.open("/organise/new").fill_in(start="edition", earlier=event.slug, title="Another", starts_on="2028-05-04")
    noor.press("Begin the event")
    assert noor.path.split("?")[0] == f"/organise/{event.slug}/clone"
    assert noor.tree.xpath("//input[@name='title']/@value") == ["Another"]
    assert noor.tree.xpath("//input[@name='starts_on']/@value") == ["2028-05-04"]


def test_two_editions_of_one_title_are_told_apart_where_one_is_chosen(noor: Visitor) -> None:
    first, second = date(2026, 3, 4), date(2027, 3, 4)
    make_event(team_id=make_team("One"), starts_on=first, ends_on=first, place="Geneva")
    make_event(team_id=make_team("Two"), starts_on=second, ends_on=date(2027, 3, 5), place="")
    noor.open("/organise/new")
    assert noor.tree.xpath("//select[@name='earlier']/option/text()") == [
        "Regional Network Forum · 4–5 March 2027",
        "Regional Network Forum · Wednesday 4 March 2026 · Geneva",
    ]


def test_no_event_of_another_team_is_offered(noor: Visitor) -> None:
    mine = make_event(title="Mine")
    other = make_event(title="Theirs", team_id=make_team("Other", owner="other@example.org"))
    noor.open("/organise/new")
    assert noor.tree.xpath("//select[@name='earlier']/option/@value") == [mine.slug]
    noor.fill_in(start="edition", earlier=other.slug, title="T", starts_on="2027-05-06")
    noor.press("Begin the event", expect=422)


def test_the_zone_and_team_of_the_last_event_are_proposed(app: Flask, noor: Visitor) -> None:
    first, second = make_team("First"), make_team("Second")
    make_event(team_id=first, title="Older", zone="Europe/Paris")
    make_event(team_id=second, title="Newer", zone="Asia/Bangkok")
    noor.open("/organise/new")
    assert noor.tree.xpath("//select[@name='zone']//option[@selected]/@value") == ["Asia/Bangkok"]
    assert noor.tree.xpath("//select[@name='team']/option[@selected]/@value") == [str(second)]
    said = "As in “Newer”: choose another zone if this event is elsewhere."
    described = noor.tree.xpath("string(//select[@name='zone']/@aria-describedby)")
    assert said in noor.tree.xpath("string(//*[@id=$hint])", hint=described)
    names = noor.tree.xpath("//main//form//*[@name='place' or @name='zone']/@name")
    assert names == ["place", "zone"], "where it is comes before the zone that follows from it"
    noor.fill_in(zone="Europe/Paris", title="").press("Begin the event", expect=422)
    assert said not in noor.text, "another zone was chosen"
