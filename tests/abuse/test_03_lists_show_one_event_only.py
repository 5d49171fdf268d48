"""3: list, search, log and outbox of one event show nothing of another, of the same team included."""

from convene.events import services
from convene.outbox.services import enqueue
from convene.permissions.catalogue import Role
from tests.factories.events import give, make_event, make_team
from tests.support.visitor import Visitor

PAGES = ["", "settings", "rooms", "publish", "team", "log", "mail/", "mail/?show=waiting"]


def test_the_pages_of_an_event_show_nothing_of_another_of_the_same_team(visitor: Visitor) -> None:
    team_id = make_team()
    mine, other = make_event(team_id=team_id, title="Mine"), make_event(team_id=team_id, title="Zebra event")
    room_id = services.add_room(other.id, "Zebra room", by="zebra line")
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
