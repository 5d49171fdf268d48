"""A participant: finds the event, registers, changes a name, takes the calendar entry, gives the place back."""

from flask import Flask

from tests.support.mail import link_in, sent_mails
from tests.support.visitor import Visitor
from tests.support.world import make_world


def test_from_the_home_page_to_a_place_and_back(app: Flask, visitor: Visitor) -> None:
    world = make_world()
    visitor.open("/").follow_link("Regional Network Forum")
    visitor.follow_link("Agenda")
    assert "Four lightning talks" in visitor.text
    visitor.open(f"/e/{world.slug}/sessions/{world.values['code']}.ics")
    assert visitor.response.get_data(as_text=True).startswith("BEGIN:VCALENDAR")

    visitor.open(f"/e/{world.slug}/register").fill_in(name="Linh").press("Register", expect=422)
    assert "Enter your e-mail address" in visitor.text
    visitor.fill_in(email="linh@example.org").press("Register")
    (mail,) = sent_mails("linh@example.org")
    place = link_in(mail, "/r/")

    visitor.open(place)
    assert "Regional Network Forum" in visitor.text
    visitor.open(f"{place}/change").fill_in(name="Linh Phạm").press()
    assert "Linh Phạm" in visitor.text
    visitor.open(f"{place}/cancel").press()
    assert len(sent_mails("linh@example.org")) == 2
    visitor.open(f"{place}/change", expect=None)
    assert "Linh" not in visitor.another().open(f"/e/{world.slug}/people").text
