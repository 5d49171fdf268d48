"""The organiser's pages of partners."""

import io
from collections.abc import Callable

import pytest
from flask import Flask

from convene.events.catalogue import PartnerRole
from convene.events.models import Event
from convene.events.queries import partners_of
from convene.events.services.naming_partners import add_partner, change_partner
from convene.permissions.catalogue import Role
from tests.factories.events import give, make_event
from tests.support.pictures import picture
from tests.support.visitor import Visitor


@pytest.fixture
def noor(visitor: Visitor) -> Visitor:
    return visitor.signed_in_as("noor@example.org")


def page(event: Event) -> str:
    return f"/organise/{event.slug}/partners"


def test_a_partner_is_named_with_its_logo_changed_moved_and_removed(noor: Visitor) -> None:
    event = make_event()
    noor.open(page(event))
    assert "No partners yet" in noor.text
    noor.fill_in(name="Fund A", role="supporter", website="example.org/a").press("Name the partner", expect=200)
    assert "Fund A is named." in noor.text
    logo = (io.BytesIO(picture("PNG")), "logo.png")
    noor.fill_in(name="Fund B", role="supporter", logo=logo).press("Name the partner", expect=200)
    assert [one.get("alt") for one in noor.tree.xpath("//table//img")] == ["Logo of Fund B"]
    noor.press("Down Fund A", expect=200)
    assert [one.name for one in partners_of(event.id)] == ["Fund B", "Fund A"]
    noor.follow_link("Fund B").fill_in(name="Fund Two", role="host", removes_logo="y").press("Save the partner")
    assert [(one.name, one.role, one.logo_file_id) for one in partners_of(event.id)] == [
        ("Fund Two", PartnerRole.HOST, None),
        ("Fund A", PartnerRole.SUPPORTER, None),
    ]
    noor.follow_link("Remove Fund A")
    assert "Remove Fund A?" in noor.text
    noor.press("Remove the partner", expect=200)
    assert "Fund A is removed." in noor.text
    assert [one.name for one in partners_of(event.id)] == ["Fund Two"]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "JaVaScRiPt://example.org/%0aalert(1)"])
def test_an_address_that_is_a_program_is_refused(noor: Visitor, address: str) -> None:
    event = make_event()
    noor.open(page(event)).fill_in(name="X", role="host", website=address).press("Name the partner", expect=422)
    assert "Enter a web address that begins with https://" in noor.text
    assert noor.tree.xpath("//input[@name='name']/@value") == ["X"]
    assert partners_of(event.id) == []


def test_what_is_no_picture_is_refused_and_a_picture_beside_a_mistake_is_asked_for_again(noor: Visitor) -> None:
    event = make_event()
    noor.open(page(event)).fill_in(name="X", role="host", logo=(io.BytesIO(b"<svg onload=alert(1)>"), "logo.png"))
    noor.press("Name the partner", expect=422)
    assert partners_of(event.id) == []
    noor.fill_in(name="", role="host", logo=(io.BytesIO(picture()), "logo.jpg")).press("Name the partner", expect=422)
    assert "Enter the name of the partner" in noor.text
    assert "Choose the logo again: it could not be kept." in noor.text
    add_partner(event.id, PartnerRole.HOST, "X", by="test")
    noor.fill_in(name="X", role="host", logo=(io.BytesIO(picture()), "logo.jpg")).press("Name the partner", expect=422)
    assert "This partner is named in this role already." in noor.text
    assert "Choose the logo again: it could not be kept." in noor.text


def test_whoever_saves_second_sees_what_the_first_has_saved(noor: Visitor) -> None:
    event = make_event()
    partner_id = add_partner(event.id, PartnerRole.HOST, "Network", by="test")
    noor.open(f"{page(event)}/{partner_id}")
    change_partner(event.id, partner_id, PartnerRole.VENUE, "Theirs", website="", by="test")
    noor.fill_in(name="Ours", role="host").press("Save the partner", expect=422)
    assert "Somebody changed “Theirs” while you were editing it." in noor.text
    assert "Venue" in noor.text
    noor.press("Save the partner", expect=200)
    assert [one.name for one in partners_of(event.id)] == ["Ours"]


def test_who_may_not_edit_the_event_does_not_come_in(visitor: Visitor) -> None:
    event = make_event()
    give(event, "viewer@example.org", Role.VIEWER)
    visitor.signed_in_as("viewer@example.org").open(page(event), expect=403)
    visitor.open(f"/organise/{event.slug}/")
    assert not visitor.tree.xpath("//nav//a[contains(@href, '/partners')]")


def test_partners_are_said_on_the_overview_and_never_missing_there(noor: Visitor) -> None:
    event = make_event()
    noor.open(f"/organise/{event.slug}/")
    assert "Who stands behind it" not in noor.text
    add_partner(event.id, PartnerRole.HOST, "Network", by="test")
    noor.open(f"/organise/{event.slug}/")
    assert "Who stands behind it" in noor.text
    assert "1 partner" in noor.text


def test_hosts_are_named_first_where_the_page_says_who_invites(noor: Visitor) -> None:
    event = make_event()
    path = f"/e/{event.slug}/"
    assert "Hosted by Network Secretariat." in noor.open(path).text
    add_partner(event.id, PartnerRole.SUPPORTER, "Fund A", by="test")
    add_partner(event.id, PartnerRole.HOST, "Mekong Network", by="test")
    assert "Hosted by Mekong Network, Network Secretariat." in noor.open(path).text
    add_partner(event.id, PartnerRole.HOST, "Network secretariat", by="test")
    assert "Hosted by Mekong Network, Network secretariat." in noor.open(path).text, "the team is not named twice"


def test_the_log_names_the_partner(noor: Visitor) -> None:
    event = make_event()
    noor.open(page(event)).fill_in(name="Fund A", role="supporter").press("Name the partner")
    noor.open(f"/organise/{event.slug}/log")
    assert "named a partner: Fund A" in noor.text


def test_the_page_asks_the_database_as_often_for_one_as_for_three(
    app: Flask, noor: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    event = make_event()
    add_partner(event.id, PartnerRole.HOST, "1", by="test")
    noor.open(page(event))
    one = count_statements(lambda: noor.open(page(event)))
    for name in ("2", "3"):
        add_partner(event.id, PartnerRole.VENUE, name, by="test")
    assert count_statements(lambda: noor.open(page(event))) == one
