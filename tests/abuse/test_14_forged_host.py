"""14: links in mails and on pages begin with the configured address, whatever the request called us."""

from tests.factories.events import make_account, make_event
from tests.support.mail import sent_mails, text_of
from tests.support.visitor import Visitor

FORGED = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-For": "6.6.6.6"}


def test_the_link_to_sign_in_is_not_poisoned(visitor: Visitor) -> None:
    make_account()
    token = visitor.open("/sign-in").tree.xpath("//input[@name='csrf_token']/@value")[0]
    cookie = visitor.client.get_cookie("convene")
    assert cookie is not None
    visitor.client.set_cookie(
        "convene", cookie.value, domain="evil.example"
    )  # a browser would send it to no other name
    visitor.post("/sign-in", {"csrf_token": token, "email": "noor@example.org"}, headers=FORGED, follow=False)
    (mail,) = sent_mails("noor@example.org")
    assert "http://localhost/sign-in/link/" in text_of(mail)
    assert "evil.example" not in mail.as_string()


def test_the_link_of_an_invitation_is_not_poisoned(visitor: Visitor) -> None:
    event = make_event()
    path = f"/organise/{event.slug}/team"
    token = visitor.signed_in_as("noor@example.org").open(path).tree.xpath("//input[@name='csrf_token']/@value")[0]
    invite = {"csrf_token": token, "email": "laurie@example.org", "role": "viewer", "scope": "event"}
    visitor.post(path, invite, headers={"X-Forwarded-Host": "evil.example"}, expect=200)
    (mail,) = sent_mails("laurie@example.org")
    assert "http://localhost/sign-in/link/" in text_of(mail)
    assert "evil.example" not in mail.as_string()


def test_no_page_repeats_the_forged_name(visitor: Visitor) -> None:
    event = make_event()
    for path in ("/", f"/e/{event.slug}/", "/sign-in", f"/organise/{event.slug}/", "/not-there"):
        visitor.open(path, expect=None, headers=FORGED, follow=False)
        assert "evil.example" not in visitor.response.get_data(as_text=True)
        assert "evil.example" not in str(visitor.response.headers)
