"""21: an address that runs something (`javascript:`, `data:`, `vbscript:`) never becomes a link, wherever it is typed
or brought in, and however it is disguised."""

import html as entities
import importlib
import io
import json
import pkgutil
import re
from collections.abc import Iterable, Iterator

import pytest
import wtforms
from flask import Flask
from lxml import etree, html
from werkzeug.test import TestResponse
from wtforms.fields.core import UnboundField

import convene
from convene.database import db
from convene.events.models import Event
from convene.events.services.changing import let_take_place
from convene.programme.queries.draft import draft_of
from convene.web.fields import WebAddressField
from convene.web.forms import Form
from convene.web.limits import limiter
from tests.abuse.walking import answers_to, one_of_each, routes_of, send
from tests.factories.agendas import publish
from tests.factories.events import make_event
from tests.support.visitor import Visitor
from tests.support.world import OWNER, World, make_world

HOSTILE = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "javascript:alert(document.domain)",
    " \t javascript:alert(1)",
    "java\tscript:alert(1)",
    "java\r\nscript:alert(document.domain)",
    "\x01javascript:alert(1)",
    "java\x00script:alert(1.0)",
    "\u202ejavascript:alert(1.0)",
    "java\u200bscript:alert(1.0)",
    "&#106;avascript:alert(1.0)",
    "javascript&colon;alert(1.0)",
    "javascript&#x3A;alert(1)",
    "java&Tab;script&colon;alert(1)",
    "javascript://example.org/%0Aalert(1)",
    "view-source:javascript:alert(1)",
    "https:javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "DATA:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "data:image/svg+xml;utf8,<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "vbscript:msgbox(1)",
    " VBScript:msgbox(document.domain)",
    "file:///etc/passwd",
    "blob:https://example.org/x",
]
#: What a link may never begin with, whatever it is made of.
RUN = {"javascript", "data", "vbscript", "file", "blob", "view-source"}
GOOD = "https://good.example/page"
#: Attributes that a browser follows, loads or sends to.
FOLLOWED = "//@href | //@src | //@action | //@formaction | //@poster | //@data | //@ping | //@content"


def scheme_of(address: str) -> str:
    """As a browser finds it: without what it throws away in front and inside."""
    plain = re.sub(r"[\t\r\n]", "", address.lstrip("".join(map(chr, range(33)))))
    found = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", plain)
    return found[1].lower() if found else ""


def runs(address: str) -> bool:
    return scheme_of(address) in RUN


def addresses_in(answer: TestResponse) -> Iterator[str]:
    """Every address that a page offers, and every text of a file that begins as one."""
    body = answer.get_data()
    if answer.mimetype == "text/html":
        yield from map(str, html.document_fromstring(body).xpath(FOLLOWED)) if body else ()
    elif answer.mimetype == "application/json":
        yield from texts_of(json.loads(body))
    elif answer.mimetype in {"application/xml", "text/xml"}:
        tree = etree.fromstring(body)
        yield from map(str, tree.xpath("//text() | //@*"))
    elif answer.mimetype == "text/calendar":
        for line in re.sub(r"\r?\n[ \t]", "", body.decode()).splitlines():
            yield line.partition(":")[2]


def texts_of(plain: object) -> Iterator[str]:
    if isinstance(plain, str):
        yield plain
    for inside in plain.values() if isinstance(plain, dict) else plain if isinstance(plain, list) else ():
        yield from texts_of(inside)


def offered(app: Flask, world: World, readers: Iterable[Visitor]) -> set[str]:
    """Every address that any page or file offers to any of these readers."""
    found: set[str] = set()
    for reader in readers:
        for rule, _ in routes_of(app):
            if "GET" in (rule.methods or ()) and "static" not in rule.rule and not rule.rule.endswith(".pdf"):
                answer = reader._request("GET", world.path_to(app, rule))
                assert answer.status_code < 500, rule.rule
                found |= set(addresses_in(answer))
    return found


@pytest.fixture
def world(app: Flask, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(limiter, "enabled", False)  # who is counted is another test's question
    return make_world()


@pytest.fixture
def owner(visitor: Visitor, world: World) -> Visitor:
    return visitor.signed_in_as(OWNER)


def test_what_a_browser_would_run_is_known_here() -> None:
    assert [each for each in HOSTILE[:7] if not runs(each)] == []
    assert not any(map(runs, (GOOD, "/e/forum/", "mailto:x@example.org", "#data:", "https://javascript:alert(1)")))


def test_no_field_for_a_link_takes_an_address_that_runs(app: Flask, world: World, owner: Visitor) -> None:
    forms = [form for form in one_of_each(app, world, owner) if form.addresses]
    assert {name.rpartition("-")[2] for form in forms for name in form.addresses} == fields_for_links()

    def answer(address: str) -> dict[str, int]:
        """Into each of these forms an address of its own; what else the form must be told is told."""
        told = {form.page: dict.fromkeys(form.addresses, f"{address}#{number}") for number, form in enumerate(forms)}
        return {form.page: send(form, answers_to(form) | told[form.page]) for form in forms}

    for address in HOSTILE:
        assert set(answer(address).values()) == {422}, (address, answer(address))
    answers = answer(GOOD)
    assert set(answers.values()) == {303}, answers  # else none of this would say anything
    publish_again(world)
    found = offered(app, world, [owner.another()])
    hidden = [form.page for number, form in enumerate(forms) if f"{GOOD}#{number}" not in found]
    new_group, new_event = hidden
    assert new_group.endswith("/groups/new"), "the way into a group is for those in it: in a new one nobody is"
    assert new_event == "/organise/new", "an event that has just begun is a draft; all else stands where others read it"


def fields_for_links() -> set[str]:
    """The names of all fields of all forms that ask for an address on the web."""
    for found in pkgutil.walk_packages(convene.__path__, "convene."):
        if ".forms" in found.name:
            importlib.import_module(found.name)
    return {
        name
        for form in subclasses(Form) | subclasses(wtforms.Form)
        for name, field in vars(form).items()
        if isinstance(field, UnboundField) and issubclass(field.field_class, WebAddressField)
    }


def subclasses(kind: type) -> set[type]:
    return {kind}.union(*(subclasses(each) for each in kind.__subclasses__()))


def in_markdown(address: str) -> str:
    name = abs(hash(address))
    return f"[press]({address}) [press](<{address}>) <{address}> ![p]({address}) [r][{name}]\n\n[{name}]: {address}\n\n"


def pieces(most: int = 1_900) -> Iterator[str]:
    """All of them as Markdown, in texts as long as the shortest field for text takes, with a link that may stay."""
    piece = f"[good]({GOOD})\n\n"
    for address in HOSTILE:
        if len(piece + in_markdown(address)) > most:
            yield piece
            piece = f"[good]({GOOD})\n\n"
        piece += in_markdown(address)
    yield piece


@pytest.mark.slow
def test_no_text_of_anybody_becomes_a_link_that_runs(app: Flask, world: World, owner: Visitor) -> None:
    forms = [form for form in one_of_each(app, world, owner) if form.areas and "/import" not in form.page]
    for piece in pieces():
        fresh = filter(None, (form.anew() for form in forms))
        statuses = [send(form, form.answers | dict.fromkeys(form.areas, piece)) for form in fresh]
        assert statuses.count(303) >= 3, statuses
        publish_again(world)
        found = offered(app, world, (owner, owner.another()))
        assert GOOD in found
        assert not [each for each in found if runs(each)]


def publish_again(world: World) -> None:
    """With what was sent, also where one of the forms has cancelled the event."""
    db.session.rollback()
    event = db.session.get_one(Event, world.event_id)
    if event.is_cancelled:
        let_take_place(event.id, by="test")
    publish(event)


# --- brought in -----------------------------------------------------------------------------------------------------


def schedule_json() -> bytes:
    links = [{"url": address, "title": f"Link {n}"} for n, address in enumerate([*HOSTILE, GOOD])]
    session = {
        "guid": "11111111-2222-4333-8444-555555555555",
        "id": 7,
        "title": "Water",
        "date": "2027-03-04T10:00:00+07:00",
        "duration": "00:45",
        "url": HOSTILE[0],
        "logo": HOSTILE[17],
        "feedback_url": HOSTILE[0],
        "abstract": "".join(map(in_markdown, HOSTILE[:4])),
        "description": f"<a href='{HOSTILE[0]}'>press</a>" + "".join(map(in_markdown, HOSTILE)),
        "persons": [{"id": 1, "name": "Jane", "url": HOSTILE[0], "avatar": HOSTILE[17]}],
        "links": [*links, *HOSTILE],
        "attachments": [*links, *HOSTILE],
    }
    day = {"date": "2027-03-04", "rooms": {"Hall": [session]}}
    conference = {"title": "Forum", "url": HOSTILE[0], "time_zone_name": "Asia/Bangkok", "days": [day]}
    return json.dumps({"schedule": {"base_url": HOSTILE[0], "conference": conference}}).encode()


def schedule_xml() -> bytes:
    typed = [re.sub(r"[\x00-\x08]", "", address) for address in [*HOSTILE, GOOD]]
    breaks = str.maketrans({"\t": "&#9;", "\r": "&#13;", "\n": "&#10;"})
    hrefs = [entities.escape(each).translate(breaks) for each in typed]
    words = entities.escape(f'<a href="{HOSTILE[0]}">press</a>' + "".join(map(in_markdown, typed)))
    links = "".join(f'<link href="{each}">Link</link>' for each in hrefs)
    files = "".join(f'<attachment href="{each}">Paper</attachment>' for each in hrefs)
    return f"""<?xml version="1.0" encoding="utf-8"?>
<schedule><version>1</version><conference><title>Forum</title><acronym>forum</acronym><start>2027-03-04</start>
<end>2027-03-05</end><days>1</days><base_url>{hrefs[0]}</base_url></conference>
<day index="1" date="2027-03-04" start="2027-03-04T09:00:00+07:00" end="2027-03-04T18:00:00+07:00"><room name="Hall">
<event guid="11111111-2222-4333-8444-555555555555" id="7"><date>2027-03-04T10:00:00+07:00</date><start>10:00</start>
<duration>00:45</duration><room>Hall</room><title>Water</title><url>{hrefs[0]}</url><logo>{hrefs[17]}</logo>
<description>{words}</description>
<links>{links}</links><attachments>{files}</attachments></event></room></day></schedule>""".encode()


def table() -> bytes:
    words = "".join(map(in_markdown, HOSTILE)).replace('"', "").replace("\x00", "")
    return f'Date,Start,End,Title,Abstract,Description\n2027-03-04,10:00,10:45,Water,"{words}","[x]({GOOD})"\n'.encode()


@pytest.mark.parametrize("body", [schedule_json(), schedule_xml(), table()], ids=["json", "xml", "csv"])
def test_no_link_or_paper_that_is_brought_in_runs(app: Flask, world: World, owner: Visitor, body: bytes) -> None:
    event = make_event(slug="brought-in", place="")
    owner.open("/organise/brought-in/agenda/import").fill_in(file=(io.BytesIO(body), "agenda")).press(expect=200)
    assert not [each for each in addresses_in(owner.response) if runs(each)]
    owner.press("Bring it into the draft", expect=200)
    db.session.rollback()
    (session,) = draft_of(event.id).sessions
    assert {link.url for link in session.links} <= {GOOD}
    if not body.startswith(b"Date"):
        assert [link.url for link in session.links] == [GOOD] * 2
    publish(event)
    there = World("brought-in", "", "", "", event.id, {}, world.values | {"code": session.code, "number": 1})
    there.of_route = world.of_route
    found = offered(app, there, (owner, owner.another()))
    assert GOOD in found
    assert not [each for each in found if runs(each)]
