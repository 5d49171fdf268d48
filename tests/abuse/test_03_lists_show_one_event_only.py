"""3: list, search, log and outbox of one event show nothing of another, of the same team included."""

import csv
import io

import pytest
from flask import Flask

from convene.events.models import Event
from convene.events.queries import event_at
from convene.events.services import arranging_rooms
from convene.outbox.services import enqueue
from convene.permissions.catalogue import Role
from convene.programme.services import drafting
from convene.registration.rules.opening import DeskFacts
from convene.registration.services.managing import note_export
from convene.registration.services.opening import set_desk
from tests.abuse.walking import routes_of
from tests.factories import agendas
from tests.factories.events import give, make_event, make_team
from tests.factories.registrations import make_registration
from tests.support.mail import sent_mails
from tests.support.texts import text_of
from tests.support.visitor import Visitor
from tests.support.world import OWNER, World, make_world

PAGES = ["", "settings", "rooms", "publish", "team", "log", "mail/", "mail/?show=waiting"]


def test_the_pages_of_an_event_show_nothing_of_another_of_the_same_team(visitor: Visitor) -> None:
    team_id = make_team()
    mine, other = make_event(team_id=team_id, title="Mine"), make_event(team_id=team_id, title="Zebra event")
    room_id = arranging_rooms.add_room(other.id, "Zebra room", by="zebra line")
    message_id = enqueue("events/invitation", "zebra@example.org", event_id=other.id)
    give(other, "zebra.viewer@example.org", Role.VIEWER)
    visitor.signed_in_as("noor@example.org")
    for page in PAGES:
        visitor.open(f"/organise/{mine.slug}/{page}")
        assert "zebra" not in visitor.response.get_data(as_text=True).casefold(), page
    for page in (f"rooms/{room_id}", f"mail/{message_id}"):
        visitor.open(f"/organise/{mine.slug}/{page}", expect=404)
        visitor.open(f"/organise/{other.slug}/{page}")


def test_my_events_and_their_search_show_no_event_of_another_team(visitor: Visitor) -> None:
    make_event(title="Mine")
    make_event(title="Zebra event", team_id=make_team("Zebra team", owner="other@example.org"))
    visitor.signed_in_as("noor@example.org")
    for path in ("/organise/", "/organise/?q=zebra", "/organise/?q=%25", "/organise/new"):
        visitor.open(path)
        assert "Zebra" not in visitor.text, path


def test_a_role_on_one_event_shows_no_other_of_its_team(visitor: Visitor) -> None:
    team_id = make_team()
    mine, other = make_event(team_id=team_id, title="Mine"), make_event(team_id=team_id, title="Zebra event")
    give(mine, "guest@example.org", Role.OWNER)
    visitor.signed_in_as("guest@example.org").open("/organise/")
    assert "Zebra" not in visitor.text
    visitor.open(f"/organise/{other.slug}/", expect=404)


@pytest.fixture
def forum(app: Flask) -> World:
    """The world, and Zebra with everything that can be hers at another event of its team and at one of another."""
    world = make_world()
    here, elsewhere = event_at(world.slug), event_at(world.other_slug)
    assert here is not None
    assert elsewhere is not None
    sibling = make_event(team_id=here.team_id, slug="zebra", title="Zebra Workshop", place="Zebra House")
    for event in (sibling, elsewhere):
        _let_zebra_in(event)
    # Whom the team has on a stage it may put on another; whom it only knows from another event's list it may not.
    agendas.put_on_stage(elsewhere, agendas.add_session(elsewhere, "Zebra speaks"), "Zebra Quagga")
    agendas.publish(elsewhere, note="Zebra note")
    sent_mails()
    return world


def _let_zebra_in(event: Event) -> None:
    set_desk(event.id, DeskFacts(is_open=True), capacity=7_654, by="zebra line")
    make_registration(event.id, "zebra@example.org", name="Zebra Quagga", organisation="Zebra Trust", country="ZM")
    make_registration(event.id, "jane@example.org", name="Zebra Jane", organisation="Zebra Trust", country="ZM")
    note_export(event.id, by="zebra line")
    room_id = agendas.add_room(event, "Zebra room")
    track_id = drafting.add_track(event.id, name="Zebra track", by="zebra line")
    agendas.add_session(event, "Zebra session", room_id=room_id, track_id=track_id, abstract="Zebra abstract")
    agendas.publish(event, note="Zebra note")
    agendas.add_session(event, "Zebra draft", "16:00")
    give(event, "zebra.viewer@example.org", Role.VIEWER)
    enqueue("events/invitation", "zebra@example.org", event_id=event.id)


#: Letters that Zebra has and that nobody at the event has in a name, an organisation or an address.
SEARCHES = ("", "q=quagga", "q=zebr", "q=%25", "show=sent", "show=waiting", "state=confirmed&sort=organisation")


#: Offers the reader's own other events by their titles: that is what it is for.
OFFERS_OTHERS = {"organise.add_link", "organise.series"}


def test_every_page_of_an_event_shows_the_people_of_this_event_only(app: Flask, forum: World, visitor: Visitor) -> None:
    visitor.signed_in_as(OWNER)
    looked_at = 0
    for rule, _ in routes_of(app):
        if "GET" not in (rule.methods or ()) or not {"slug", "token"} & rule.arguments:
            continue
        path = forum.path_to(app, rule)
        for search in SEARCHES if rule.rule.endswith(("/", "log", "people", "versions", "agenda")) else ("",):
            answer = visitor._request("GET", f"{path}?{search}")
            assert answer.status_code in {200, 204, 303}, path
            if rule.endpoint in OFFERS_OTHERS:
                continue
            assert _zebra_in(text_of(answer), search) == [], f"{path}?{search}"
            looked_at += 1
    assert looked_at > 80


def test_the_file_of_an_event_holds_the_people_of_this_event_only(forum: World, visitor: Visitor) -> None:
    visitor.signed_in_as(OWNER).open(f"/organise/{forum.slug}/people/").press("Download as CSV")
    file = visitor.response.get_data().decode("utf-8-sig")
    assert _zebra_in(file) == []
    assert sorted(row["E-mail address"] for row in csv.DictReader(io.StringIO(file))) == [
        "",  # came in with a list that knows no address
        "ali@example.org",
        "asks@example.org",
        "gone@example.org",
        "jane@example.org",
        "somchai.s@example.org",
        "waits@example.org",
    ]


def test_numbers_of_an_event_count_this_event_only(forum: World, visitor: Visitor) -> None:
    text = visitor.signed_in_as(OWNER).open(f"/organise/{forum.slug}/people/").text
    assert "5 of 40 places taken" in text
    assert "To approve 1 Confirmed 4 Waitlist 1 Cancelled 1 All 7" in text
    assert "1 to 7 of 7" in text


def _zebra_in(page: str, search: str = "") -> list[str]:
    """The lines in which Zebra stands; a page says again what was searched for."""
    asked = search.removeprefix("q=")
    return [
        line
        for line in page.splitlines()
        if "zebra" in (line.casefold().replace(f'value="{asked}"', "") if asked else line.casefold())
    ]
