"""The page that makes the next edition of an event."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from convene.database import db
from convene.events.models import Event
from convene.permissions.catalogue import Role
from convene.programme.queries.draft import draft_of
from tests.factories.events import give, make_event
from tests.stewardship.editions import edition
from tests.support.visitor import Visitor


@pytest.fixture
def noor(visitor: Visitor) -> Visitor:
    """The owner of the team that events of the factory belong to, signed in."""
    return visitor.signed_in_as("noor@example.org")


def how_many_events() -> int:
    return db.session.scalar(select(func.count(Event.id))) or 0


def test_in_one_minute_there_is_a_next_edition(noor: Visitor) -> None:
    event = edition()
    noor.open(f"/organise/{event.slug}/").follow_link("Use it as the next edition")
    assert noor.tree.xpath("//input[@name='title']/@value") == ["Forum 2028"]
    assert noor.tree.xpath("//input[@name='starts_on']/@value") == ["2028-03-02"]
    assert "Thursday 2 March 2028" in noor.text
    noor.press("Begin the next edition")
    assert "The next edition is a draft. Nobody else sees it, and nobody was told." in noor.text
    assert noor.path == "/organise/forum-2028/"
    copy = db.session.scalars(select(Event).where(Event.slug == "forum-2028")).one()
    assert [session.title for session in draft_of(copy.id).sessions] == ["Session 0", "Session 2", "Session 1"]
    assert not draft_of(copy.id).person_ids(), "nobody has agreed to come again yet"
    noor.another().open("/e/forum-2028/", expect=404)
    assert "began the event as the next edition of another one" in noor.open("/organise/forum-2028/log").text


def test_the_counts_say_what_would_come_along(noor: Visitor) -> None:
    event = edition()
    noor.open(f"/organise/{event.slug}/clone")
    for words in ("Agenda: 3 sessions", "6 people who would have to agree again", "1 room", "1 partner", "40 places",
                  "Form: 2 questions"):  # fmt: skip
        assert words in noor.text
    ticked = noor.tree.xpath("//input[@name='parts'][@checked]/@value")
    assert ticked == ["words", "rooms", "agenda", "partners", "registration", "form"]


def test_what_comes_along_and_what_begins_anew_is_said_plainly(noor: Visitor) -> None:
    noor.open(f"/organise/{edition().slug}/clone")
    lists = {
        section.findtext("h2"): [line.text for line in section.findall(".//li")]
        for section in noor.tree.xpath("//main//section[.//li]")
    }
    assert "The care profile, and who is named for safeguarding" in lists["What comes along in any case"]
    assert "Roles at this one event do not count there." in lists["What begins anew"]


def test_a_role_at_one_event_is_none_at_its_next_edition(noor: Visitor) -> None:
    event = edition()
    give(event, "desk@example.org", Role.FRONT_DESK)
    next_one = noor.open(f"/organise/{event.slug}/clone").press("Begin the next edition").path
    assert noor.open(next_one).status == 200
    assert event.slug not in next_one.split("/")
    noor.another().signed_in_as("desk@example.org").open(next_one, expect=404)


def test_the_days_can_be_seen_before_anything_is_made(noor: Visitor) -> None:
    event = edition()
    noor.open(f"/organise/{event.slug}/clone").fill_in(starts_on="2027-10-01").press("See the days first", expect=200)
    assert "Friday 1 October 2027" in noor.text
    assert "was Thursday 4 March 2027" in noor.text
    assert how_many_events() == 1


def test_what_is_wrong_is_said_and_nothing_is_lost(noor: Visitor) -> None:
    event = edition()
    noor.open(f"/organise/{event.slug}/clone").fill_in(title="", starts_on="soon", parts=["agenda"])
    noor.press("Begin the next edition", expect=422)
    assert "Enter a title" in noor.text
    assert noor.tree.xpath("//input[@name='parts'][@checked]/@value") == ["agenda"]
    assert how_many_events() == 1


def test_who_has_a_role_at_this_event_only_begins_no_other(visitor: Visitor) -> None:
    event = make_event()
    give(event, "organiser@example.org", Role.ORGANISER)
    visitor.signed_in_as("organiser@example.org").open(f"/organise/{event.slug}/clone")
    assert "Only those who may begin events of Network Secretariat" in visitor.text
    assert not visitor.tree.xpath("//main//form"), "there is no form to send"
    token = visitor.open(f"/organise/{event.slug}/settings").tree.xpath("//input[@name='csrf_token']/@value")[0]
    answers = {"title": "T", "starts_on": "2028-01-01", "csrf_token": token}
    visitor.post(f"/organise/{event.slug}/clone", answers, expect=403)
    assert how_many_events() == 1


def test_what_is_over_leads_to_its_next_edition(noor: Visitor) -> None:
    past = make_event(title="Forum 2020", starts_on=date(2020, 3, 4), ends_on=date(2020, 3, 4))
    noor.open(f"/organise/{past.slug}/publish").follow_link("Use it as the next edition")
    # The year of its proposed first day, not merely the next one: that may be long over.
    year = noor.tree.xpath("string(//input[@name='starts_on']/@value)")[:4]
    assert int(year) > 2021
    assert noor.tree.xpath("//input[@name='title']/@value") == [f"Forum {year}"]
    noor.open("/organise/").follow_link("Use it again Forum 2020, 4 Mar 2020")
    assert noor.path == f"/organise/{past.slug}/clone"


def test_the_page_takes_the_same_number_of_statements_whatever_there_is(
    app: Flask, noor: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    slugs = [edition(sessions=sessions).slug for sessions in (3, 12)]
    noor.open("/organise/")
    counts = []
    for slug in slugs:
        db.session.expire_all()
        counts.append(count_statements(lambda slug=slug: noor.open(f"/organise/{slug}/clone")))  # type: ignore[misc]
    assert counts[0] == counts[1], counts
