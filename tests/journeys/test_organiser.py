"""An organiser: signs in, starts an event, publishes it, and sees who comes."""

from flask import Flask

from tests.factories.events import make_team
from tests.support.mail import link_in, sent_mails
from tests.support.visitor import Visitor


def test_from_a_mailed_link_to_a_published_event(app: Flask, visitor: Visitor) -> None:
    make_team()
    visitor.open("/sign-in?next=/organise/new").fill_in(email="noor@example.org").press("Mail me a link")
    visitor.open(link_in(sent_mails("noor@example.org")[0])).press("Sign in")
    assert visitor.path.startswith("/organise/new")
    visitor.fill_in(
        title="Workshop on Measuring",
        kind="workshop",
        starts_on="2027-05-06",
        ends_on="2027-05-06",
        zone="Europe/Paris",
        place="Maison des Océans",
    ).press()
    slug = visitor.path.split("/")[2]
    assert slug == "workshop-on-measuring"
    visitor.another().open(f"/e/{slug}/", expect=404)
    visitor.open(f"/organise/{slug}/publish").press()
    stranger = visitor.another().open(f"/e/{slug}/")
    assert "Maison des Océans" in stranger.text
    visitor.open(f"/organise/{slug}/log")
    assert "Noor Idris" in visitor.text
