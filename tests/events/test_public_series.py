"""What everybody reads of series, partners and linked events."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from flask import Flask

from convene.clock import now
from convene.database import db
from convene.events.catalogue import PartnerRole, Relation, Visibility
from convene.events.models import Event, Series
from convene.events.services.changing import withdraw_event
from convene.events.services.keeping_series import SeriesFacts, begin_series, change_series, put_into_series
from convene.events.services.linking_events import link_event, link_event_elsewhere
from convene.events.services.naming_partners import add_partner, remove_partner
from convene.files.pictures import made_anew
from convene.web.panels import Place, show
from tests.factories.events import make_event, make_team
from tests.support.pictures import picture
from tests.support.visitor import Visitor

TODAY = now().date()
FORUMS = SeriesFacts(title="Regional forums", summary="Once a year.")


def edition(team_id: UUID, number: int, *, in_days: int, series_id: UUID | None = None, **facts: object) -> Event:
    """An event of the team that is this edition of the series; without one, of a new series of forums."""
    day = TODAY + timedelta(days=in_days)
    event = make_event(team_id=team_id, starts_on=day, ends_on=day, **{"title": f"Gathering {number}", **facts})
    if series_id is None:
        begin_series(event.id, FORUMS, edition=number, by="test")
    else:
        put_into_series(event.id, series_id, number, by="test")
    return event


def series_of(event: Event) -> UUID:
    db.session.expire_all()
    series_id = db.session.get_one(Event, event.id).series_id
    assert series_id is not None
    return series_id


def thread(visitor: Visitor) -> list[tuple[str, str | None]]:
    """What the knots say, and how they are marked."""
    return [
        (item.xpath(".//h3")[0].text_content().strip(), item.get("class"))
        for item in visitor.tree.xpath("//ol[contains(@class, 'thread')]/li")
    ]


def test_without_public_series_the_list_says_what_will_stand_there(visitor: Visitor) -> None:
    draft = make_event(published=False)
    begin_series(draft.id, FORUMS, by="test")
    visitor.open("/series/")
    assert "No series yet" in visitor.text
    assert "Regional" not in visitor.text
    visitor.open("/series/regional-forums/", expect=404)
    visitor.open("/series/nothing/", expect=404)


def test_capital_letters_of_any_script_change_no_order(visitor: Visitor) -> None:
    team_id = make_team()
    for title in ("Ôdes", "êtes", "Études"):
        begin_series(make_event(team_id=team_id, title=title).id, SeriesFacts(title=title), by="test")
    visitor.open("/series/")
    assert [each.text_content().strip() for each in visitor.tree.xpath("//main//h2")] == ["Études", "êtes", "Ôdes"]


def test_a_series_whose_first_editions_are_not_here_says_no_year_of_its_beginning(visitor: Visitor) -> None:
    fourth = edition(make_team(), 4, in_days=7, place="Riverside Centre")
    row = replace(FORUMS, next_edition="Next spring.")
    change_series(fourth.id, series_of(fourth), row, slug="regional-forums", by="test")
    visitor.open("/series/regional-forums/")
    assert "since" not in visitor.tree.xpath("string(//p[@class='kicker'])")
    assert thread(visitor) == [("After that", None), ("Fourth edition, Riverside Centre", "is-here")]
    (title,) = visitor.tree.xpath("//h3/a")
    assert [child.tag for child in title] == ["span"], "one text: parts of it would stand in columns on a phone"


def test_a_series_shows_its_editions_the_next_one_marked(visitor: Visitor) -> None:
    team_id = make_team()
    first = edition(team_id, 1, in_days=-400, place="Manila")
    series_id = series_of(first)
    edition(team_id, 2, in_days=40, series_id=series_id, place="")
    edition(team_id, 3, in_days=400, series_id=series_id, place="Bangkok")
    visitor.open("/series/regional-forums/")
    assert "Once a year." in visitor.text
    assert f"Series, since {(TODAY - timedelta(days=400)).year}" in visitor.text
    assert thread(visitor) == [
        ("Third edition, Bangkok", None),
        ("Second edition", "is-here"),
        ("First edition, Manila", "is-done"),
    ]
    assert [item.get("aria-current") for item in visitor.tree.xpath("//ol/li")] == [None, "step", None]
    visitor.follow_link("First edition, Manila")
    assert "Gathering 1" in visitor.text


def test_what_is_known_of_the_next_edition_stands_on_top(visitor: Visitor) -> None:
    event = edition(make_team(), 2, in_days=-40, place="Manila")
    facts = SeriesFacts(title="Regional forums", next_edition="Spring, the place is chosen in March")
    change_series(event.id, series_of(event), facts, slug="regional-forums", by="test")
    visitor.open("/series/regional-forums/")
    assert thread(visitor) == [("Third edition", None), ("Second edition, Manila", "is-done")]
    assert "Spring, the place is chosen in March" in visitor.text


def test_editions_that_are_not_for_everybody_are_never_named(visitor: Visitor) -> None:
    team_id = make_team()
    shown = edition(team_id, 1, in_days=-40)
    series_id = series_of(shown)
    for number, visibility in ((2, Visibility.UNLISTED), (3, Visibility.BY_INVITATION)):
        edition(team_id, number, in_days=40, series_id=series_id, visibility=visibility, title=f"Hidden {number}")
    edition(team_id, 4, in_days=50, series_id=series_id, published=False, title="Hidden draft")
    link_event(shown.id, Relation.PRECEDES, edition(team_id, 5, in_days=60, series_id=series_id, published=False,
                                                    title="Hidden link").id, by="test")  # fmt: skip
    for path in ("/", "/series/", "/series/regional-forums/", f"/e/{shown.slug}/"):
        visitor.open(path)
        assert "Hidden" not in visitor.text, path
    visitor.open("/series/")
    assert "1 edition" in visitor.text
    withdraw_event(shown.id, by="test")
    visitor.open("/series/regional-forums/", expect=404)
    visitor.open("/series/")
    assert "No series yet" in visitor.text


def test_an_event_names_its_series_and_the_editions_around_it(visitor: Visitor) -> None:
    team_id = make_team()
    first = edition(team_id, 1, in_days=-400)
    series_id = series_of(first)
    second = edition(team_id, 2, in_days=-40, series_id=series_id)
    edition(team_id, 4, in_days=40, series_id=series_id)
    visitor.open(f"/e/{second.slug}/")
    said = {
        row.xpath("./dt")[0].text_content().strip(): " ".join(row.xpath("./dd")[0].text_content().split())
        for row in visitor.tree.xpath("//section[@aria-labelledby='belongs']//dl/div")
    }
    assert said["Series"] == "Second edition · Regional forums"
    assert said["Edition before"].startswith("Gathering 1 · ")
    assert said["Edition after"].startswith("Gathering 4 · ")
    (address,) = set(visitor.tree.xpath("//a[normalize-space()='Regional forums']/@href"))
    visitor.open(address)
    assert "Series, since" in visitor.text


def test_an_unlisted_edition_names_its_series_without_a_dead_link(visitor: Visitor) -> None:
    event = edition(make_team(), 1, in_days=40, visibility=Visibility.UNLISTED)
    visitor.open(f"/e/{event.slug}/")
    assert "First edition · Regional forums" in visitor.text
    assert not visitor.tree.xpath("//a[contains(@href, '/series/')]")


def test_the_home_page_says_which_edition_an_event_is_and_leads_to_the_series(visitor: Visitor) -> None:
    edition(make_team(), 11, in_days=40)
    visitor.open("/")
    assert "11th edition of Regional forums" in visitor.text
    visitor.follow_link("Series")
    assert "1 edition" in visitor.text
    visitor.follow_link("Regional forums")
    assert "11th edition" in visitor.text


def test_a_link_stands_on_the_pages_of_both_events(visitor: Visitor) -> None:
    team_id = make_team()
    one, other = make_event(team_id=team_id, title="Workshop"), make_event(team_id=team_id, title="Congress")
    link_event(one.id, Relation.ON_THE_MARGINS_OF, other.id, by="test")
    visitor.open(f"/e/{one.slug}/")
    assert "On the margins of Congress" in " ".join(visitor.text.split())
    visitor.follow_link("Congress")
    assert "Has on its margins Workshop" in " ".join(visitor.text.split())


def test_links_elsewhere_and_of_partners_give_no_recommendation_and_no_window(visitor: Visitor) -> None:
    event = make_event()
    link_event_elsewhere(
        event.id,
        Relation.FOLLOWS,
        "Summit",
        website="https://example.org/summit",
        starts_on=date(2027, 3, 1),
        ends_on=date(2027, 3, 2),
        by="test",
    )
    add_partner(event.id, PartnerRole.HOST, "Network", website="https://example.org/network", by="test")
    visitor.open(f"/e/{event.slug}/")
    assert "1–2 March 2027" in visitor.text
    for address in ("https://example.org/summit", "https://example.org/network"):
        (link,) = visitor.tree.xpath(f"//a[@href='{address}']")
        assert set(link.get("rel").split()) == {"noopener", "nofollow", "ugc"}
        assert link.get("target") is None


def test_partners_stand_below_their_roles_and_a_logo_says_its_name(visitor: Visitor) -> None:
    event = make_event()
    logo = made_anew(picture("PNG", (90, 30)))
    partner_id = add_partner(event.id, PartnerRole.SUPPORTER, "Fund A", logo=logo, by="test")
    add_partner(event.id, PartnerRole.SUPPORTER, "Fund B", by="test")
    add_partner(event.id, PartnerRole.HOST, "Network", by="test")
    visitor.open(f"/e/{event.slug}/")
    rows = visitor.tree.xpath("//dl[contains(@class, 'partners')]/div")
    assert [row.xpath("./dt")[0].text_content() for row in rows] == ["Host", "Supporters"]
    (image,) = visitor.tree.xpath("//dl[contains(@class, 'partners')]//img")
    assert image.get("alt") == "Fund A"
    address = image.get("src")
    answer = visitor.client.get(address)
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "image/webp", logo.body)
    remove_partner(event.id, partner_id, by="test")
    assert visitor.client.get(address).status_code == 404


def test_a_logo_is_not_shown_before_its_event_is(visitor: Visitor) -> None:
    event = make_event(published=False)
    add_partner(event.id, PartnerRole.HOST, "Network", logo=made_anew(picture()), by="test")
    noor = visitor.another().signed_in_as("noor@example.org").open(f"/e/{event.slug}/")
    (image,) = noor.tree.xpath("//dl[contains(@class, 'partners')]//img")
    noor.open(image.get("src"))
    visitor.open(image.get("src"), expect=404)


def test_panels_stand_beside_the_editions_and_the_lists(app: Flask, visitor: Visitor) -> None:
    event = edition(make_team(), 1, in_days=40)
    asked: list[object] = []

    def panel(about: Series | None) -> str:
        asked.append(about.title if about else None)
        return "<p>Stay in the loop</p>"

    panels = dict(app.extensions["panels"])
    try:
        for place in (Place.HOME, Place.SERIES_PAGE):
            show(app, place, [panel])
        for path in ("/", "/series/regional-forums/"):
            visitor.open(path)
            assert "Stay in the loop" in visitor.text
    finally:
        app.extensions["panels"] = panels
    assert asked == [None, "Regional forums"]
    assert event.slug


def test_the_pages_ask_the_database_as_often_for_one_as_for_three(
    visitor: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    team_id = make_team()
    first = edition(team_id, 1, in_days=40)
    series_id, address, first_id = series_of(first), f"/e/{first.slug}/", first.id

    def add(number: int) -> None:
        other = make_event(team_id=team_id, title=f"Linked {number}")
        link_event(first_id, Relation.PRECEDES, other.id, by="test")
        logo = made_anew(picture())
        add_partner(first_id, PartnerRole.HOST, f"Partner {number}", logo=logo, by="test")

    add(1)
    paths = ("/", "/series/", "/series/regional-forums/", address)

    def counted() -> dict[str, int]:
        counts = {}
        for path in paths:
            db.session.expunge_all()  # what the test has read would be known already
            counts[path] = count_statements(lambda path=path: visitor.open(path))
        return counts

    counted()
    one = counted()
    for number in (2, 3):
        edition(team_id, number, in_days=40 + number, series_id=series_id)
        another = make_team(f"Team {number}")
        begin_series(make_event(team_id=another, title=f"S {number}").id, FORUMS, by="test")
        add(number)
    counted()  # what is kept of a page is made anew once after a change
    assert counted() == one
