"""20: markup in titles and names is text on every page of an event, in its mails' pages, in attributes, too."""

import pytest

from convene.accounts import services as accounts
from convene.events.catalogue import PartnerRole, Relation
from convene.events.services import arranging_rooms, giving_roles
from convene.events.services.keeping_series import SeriesFacts, begin_series
from convene.events.services.linking_events import link_event_elsewhere
from convene.events.services.naming_partners import add_partner
from convene.files.pictures import made_anew
from convene.permissions.catalogue import Role, Scope
from tests.factories.events import make_account, make_event, make_team
from tests.support.mail import sent_mails
from tests.support.pictures import picture
from tests.support.visitor import Visitor

MARKUP = [
    "<img src=x onerror=alert(1)>",
    "</title><script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "'-alert(1)-'",
    "{{ 7 * 7 }}{% raw %}",
    "%(who)s ${7*7} #{7*7}",
]
PAGES = ["", "settings", "rooms", "publish", "team", "log", "mail/"]
PAGES += ["partners", "series", "series/words", "series/leave"]


@pytest.mark.parametrize("markup", MARKUP)
def test_what_looks_like_markup_is_text(visitor: Visitor, markup: str) -> None:
    account_id = make_account("noor@example.org", markup)
    event = make_event(
        team_id=make_team(markup),
        title=markup,
        summary=markup,
        place=markup,
        address=markup,
        aims=markup,
        description=markup,
        website=f"https://example.org/?{markup}",
    )
    arranging_rooms.add_room(event.id, markup, note=markup, by=f"account:{account_id}")
    address = f"https://example.org/?{markup}"
    logo = made_anew(picture())
    add_partner(event.id, PartnerRole.HOST, markup, website=address, logo=logo, by="test")
    add_partner(event.id, PartnerRole.VENUE, markup, website=address, by="test")
    facts = SeriesFacts(title=markup, summary=markup, description=markup, next_edition=markup)
    begin_series(event.id, facts, slug="series", by="test")
    link_event_elsewhere(event.id, Relation.FOLLOWS, markup, website=address, by="test")
    giving_roles.invite(Scope.EVENT, event.id, "laurie@example.org", Role.VIEWER, by="test")
    accounts.change_account(make_account("laurie@example.org"), name=markup, by="test")
    sent_mails()
    visitor.signed_in_as("noor@example.org")
    public = ("/", "/past", "/series/", "/series/series/", f"/e/{event.slug}/")
    for path in (*public, "/organise/", "/organise/new", "/account"):
        _open(visitor, path)
    for page in PAGES:
        _open(visitor, f"/organise/{event.slug}/{page}")


def _open(visitor: Visitor, path: str) -> None:
    # The text of a page that shows the markup may hold "{{": the visitor would take that for a gap of ours. So the
    # page is asked by the client, and what counts is looked at here.
    response = visitor.client.get(path)
    assert response.status_code == 200, path
    page = response.get_data(as_text=True)
    for dangerous in ("<img src=x", "<script>", "<svg onload", " onerror=alert(1)>", "49${"):
        assert dangerous not in page, (path, dangerous)
    assert "49{% raw" not in page
