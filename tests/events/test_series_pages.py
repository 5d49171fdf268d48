"""The organiser's pages of a series and of linked events."""

from collections.abc import Callable
from datetime import date

import pytest

from convene.database import db
from convene.events.catalogue import Relation
from convene.events.forms import series as series_forms
from convene.events.models import Event, Series
from convene.events.pages import links as links_pages
from convene.events.queries import links_of, series_with
from convene.events.services.keeping_series import SeriesFacts, begin_series, change_series, put_into_series
from convene.events.services.linking_events import link_event
from convene.permissions.catalogue import Role
from tests.factories.events import FORUM, give, make_event, make_team
from tests.support.visitor import Visitor

FORUMS = SeriesFacts(title="Regional forums", summary="Once a year.")


@pytest.fixture
def noor(visitor: Visitor) -> Visitor:
    return visitor.signed_in_as("noor@example.org")


def page(event: Event) -> str:
    return f"/organise/{event.slug}/series"


def series_now(event: Event) -> Series | None:
    db.session.expire_all()
    return series_with(db.session.get_one(Event, event.id).series_id)


def edition_now(event: Event) -> int | None:
    db.session.expire_all()
    return db.session.get_one(Event, event.id).edition


def test_a_series_is_begun_and_its_words_are_changed(noor: Visitor) -> None:
    event = make_event()
    noor.open(page(event))
    assert "This event belongs to no series" in noor.text
    noor.follow_link("Begin a series").press("Begin the series", expect=422)
    assert "Enter a title" in noor.text
    noor.fill_in(title="Regional forums", edition="4").press("Begin the series", expect=200)
    assert "Fourth edition" in noor.text
    noor.follow_link("Change its words")
    assert "was published and people have it" in noor.text
    noor.fill_in(next_edition="Spring 2028", summary="Once a year.").press("Save the series", expect=200)
    assert "Spring 2028" in noor.text
    noor.follow_link("See its page")
    assert "Spring 2028" in noor.text


def test_an_event_is_put_into_a_series_and_taken_out_again(noor: Visitor) -> None:
    team_id = make_team()
    event = make_event(team_id=team_id)
    series_id = begin_series(make_event(team_id=team_id, title="The first one").id, FORUMS, by="test")
    noor.open(page(event)).press("Save its place", expect=422)
    assert "Choose a series" in noor.text, "none is chosen for them"
    noor.fill_in(series=str(series_id), edition="").press("Save its place", expect=200)
    assert edition_now(event) == 2
    assert "The first one" in noor.text
    noor.fill_in(edition="1").press("Save its place", expect=422)
    assert "Another event is edition 1. The next free one is 2." in noor.text
    noor.fill_in(edition="0").press("Save its place", expect=422)
    assert "Enter a number from 1 to 999" in noor.text
    noor.open(page(event)).follow_link("Take the event out of it")
    assert "Take the event out of Regional forums?" in noor.text
    noor.press("Take it out", expect=200)
    assert series_now(event) is None


def test_a_series_of_another_team_is_no_choice(noor: Visitor) -> None:
    event = make_event()
    begin_series(event.id, FORUMS, by="test")
    elsewhere = make_event(team_id=make_team("Others", "other@example.org"))
    series_id = begin_series(elsewhere.id, SeriesFacts(title="Theirs"), by="test")
    noor.open(page(event))
    assert "Theirs" not in noor.text
    noor.fill_in(series=str(series_id)).press("Save its place", expect=422)
    assert "Choose one from the list" in noor.text


def test_only_an_empty_series_can_be_removed(noor: Visitor) -> None:
    event = make_event()
    begin_series(event.id, FORUMS, by="test")
    noor.open(f"{page(event)}/remove")
    assert "Every series has an event" in noor.text
    begin_series(event.id, SeriesFacts(title="Webinars"), by="test")
    noor.open(page(event))
    assert "1 series of your team has no event." in noor.text
    noor.follow_link("Remove one").press("Remove the series", expect=422)
    assert "Choose a series" in noor.text
    (only,) = noor.tree.xpath("//input[@name='series']/@value")
    noor.fill_in(series=only).press("Remove the series", expect=200)
    assert "The series is removed." in noor.text
    assert [one.title for one in db.session.query(Series)] == ["Webinars"]


def test_whoever_saves_second_sees_what_the_first_has_saved(noor: Visitor) -> None:
    event = make_event()
    series_id = begin_series(event.id, FORUMS, by="test")
    noor.open(f"{page(event)}/words")
    change_series(event.id, series_id, SeriesFacts(title="Theirs"), slug="regional-forums", by="test")
    noor.fill_in(title="Ours").press("Save the series", expect=422)
    assert "Somebody changed “Theirs” while you were editing it." in noor.text
    noor.press("Save the series", expect=200)
    series = series_now(event)
    assert series is not None
    assert series.title == "Ours"
    noor.open(page(event))
    put_into_series(event.id, series_id, 7, by="test")
    noor.fill_in(edition="5").press("Save its place", expect=422)
    assert "7" in noor.text
    noor.press("Save its place", expect=200)
    assert edition_now(event) == 5


def test_events_are_linked_here_and_elsewhere_and_the_link_is_removed(noor: Visitor) -> None:
    team_id = make_team()
    event, other = make_event(team_id=team_id), make_event(team_id=team_id, title="Workshop before")
    noor.open(page(event)).follow_link("Link an event").press("Link the event", expect=422)
    assert "Enter the title of the event elsewhere, or choose one of yours above" in noor.text
    noor.fill_in(relation="follows", other=str(other.id)).press("Link the event", expect=200)
    assert "Workshop before" in noor.text
    noor.follow_link("Link an event").fill_in(
        relation="on the margins of", title="Congress", website="example.org", starts_on="2027-03-05",
        ends_on="2027-03-01",
    ).press("Link the event", expect=422)  # fmt: skip
    assert "The last day must not be before the first" in noor.text
    noor.fill_in(ends_on="").press("Link the event", expect=200)
    assert [one.link.website for one in links_of(event.id)] == ["", "https://example.org"]
    noor.open(page(other))
    assert "Precedes" in noor.text
    noor.follow_link("Remove Regional Network Forum").press("Remove the link", expect=200)
    assert len(links_of(event.id)) == 1


def test_only_events_that_one_may_edit_can_be_linked(visitor: Visitor) -> None:
    event = make_event()
    seen = make_event(team_id=make_team("Others", "other@example.org"), title="Only seen")
    give(seen, "noor@example.org", Role.VIEWER)
    visitor.signed_in_as("noor@example.org").open(f"{page(event)}/links")
    assert "Only seen" not in visitor.text
    visitor.fill_in(relation="follows", other=str(seen.id)).press("Link the event", expect=422)
    assert links_of(event.id) == []


def test_a_link_that_is_a_program_is_refused(noor: Visitor) -> None:
    event = make_event()
    noor.open(f"{page(event)}/links").fill_in(relation="follows", title="X", website="javascript:alert(1)")
    noor.press("Link the event", expect=422)
    assert links_of(event.id) == []


def test_who_organises_one_event_reads_no_titles_of_hidden_ones_of_the_team(visitor: Visitor) -> None:
    team_id = make_team()
    event = make_event(team_id=team_id)
    hidden = make_event(team_id=team_id, title="Secret draft", published=False)
    give(event, "guest@example.org", Role.ORGANISER)
    series_id = begin_series(hidden.id, FORUMS, by="test")
    put_into_series(event.id, series_id, None, by="test")
    link_event(hidden.id, Relation.FOLLOWS, event.id, by="test")
    visitor.signed_in_as("guest@example.org").open(page(event))
    assert "Secret draft" not in visitor.text
    assert "An event that is not open to you" in visitor.text


def test_the_page_asks_the_database_as_often_for_one_as_for_three(
    noor: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    team_id = make_team()
    event = make_event(team_id=team_id)
    series_id = begin_series(event.id, FORUMS, by="test")

    def add(number: int) -> None:
        other = make_event(team_id=team_id, title=f"E {number}")
        put_into_series(other.id, series_id, None, by="test")
        link_event(event.id, Relation.PRECEDES, other.id, by="test")

    add(1)
    noor.open(page(event))
    one = count_statements(lambda: noor.open(page(event)))
    add(2)
    add(3)
    assert count_statements(lambda: noor.open(page(event))) == one


def test_of_very_many_events_the_latest_are_offered_and_the_page_says_so(
    noor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (links_pages, series_forms):
        monkeypatch.setattr(module, "MOST_TO_CHOOSE", 2)
    team_id = make_team()
    event = make_event(team_id=team_id)
    days = [date(2027, month, 4) for month in (1, 2, 3)]
    for on in days[:2]:
        make_event(team_id=team_id, title=f"Of {on}", starts_on=on, ends_on=on)
    noor.open(f"{page(event)}/links")
    assert "The list holds" not in noor.text
    make_event(team_id=team_id, title=f"Of {days[2]}", starts_on=days[2], ends_on=days[2])
    noor.open(f"{page(event)}/links")
    assert "The list holds the latest 2 of your events." in noor.text
    offered = noor.tree.xpath("//select[@name='other']/option/text()")
    assert offered[1:] == [
        f"Of 2027-03-04 · Thursday 4 March 2027 · {FORUM.place}",
        f"Of 2027-02-04 · Thursday 4 February 2027 · {FORUM.place}",
    ]


def test_who_organises_one_event_alone_keeps_no_series_of_the_team(visitor: Visitor) -> None:
    team_id = make_team()
    event, flagship = make_event(team_id=team_id), make_event(team_id=team_id)
    series_id = begin_series(flagship.id, FORUMS, by="test")
    give(event, "guest@example.org", Role.ORGANISER)
    visitor.signed_in_as("guest@example.org").open(page(event))
    assert "Your role is one at this event." in visitor.text
    assert "Regional forums" not in visitor.text
    assert "Link an event" in visitor.text
    (token,) = set(visitor.open("/account").tree.xpath("//input[@name='csrf_token']/@value"))
    for path in ("", "/new", "/remove"):
        answer = visitor.client.post(
            f"{page(event)}{path}", data={"csrf_token": token, "series": str(series_id), "title": "Mine", "dye": "plum"}
        )
        assert answer.status_code == 403
    assert series_now(event) is None
    put_into_series(event.id, series_id, 2, by="test")
    for path in ("/words", "/leave"):
        visitor.open(f"{page(event)}{path}", expect=403)
    visitor.open(page(event))
    assert "Change its words" not in visitor.text
    assert "Take the event out" not in visitor.text
    assert "Save its place" not in visitor.text
