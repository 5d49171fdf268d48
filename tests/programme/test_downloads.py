"""The published agenda to take along: as a table, as plain text, as a website without a network."""

import csv
import io
import zipfile
from datetime import date, timedelta
from posixpath import dirname, join, normpath

import pytest
import time_machine
from flask import Flask
from lxml import html
from openpyxl import load_workbook

from convene.clock import now
from convene.database import db
from convene.events.catalogue import Dye
from convene.events.models import Event
from convene.events.services import changing
from convene.programme.catalogue import Format, StageRole
from convene.programme.queries.draft import draft_of
from convene.programme.queries.people import people_on_stage
from convene.programme.services import drafting
from convene.programme.services.naming import change_person
from convene.programme.structure import LinkFacts
from convene.web.plain_text import WIDTH, width_of
from convene.web.serving import init_shelf
from tests.factories.agendas import add_room, add_session, publish, put_on_stage
from tests.factories.events import make_event
from tests.support.visitor import Visitor

KINDS = ["csv", "xlsx", "txt", "zip"]
HOSTILE = '</p><script src="https://evil.example/x.js"></script><img src=x onerror=alert(1)>{{ 7*7 }} ../../etc'


@pytest.fixture
def forum(app: Flask) -> Event:
    """Two days: parallel sessions in several scripts, a talk inside a session, a break, something after midnight."""
    event = make_event(slug="forum", title="Regional Forum", ends_on=date(2027, 3, 5))
    hall, small = add_room(event, "Ballroom", 120), add_room(event, "River Room")
    track_id = drafting.add_track(event.id, name="Helplines", dye=Dye.PETROL, by="test")
    first = add_session(
        event,
        "Mapping helplines",
        "10:00",
        room_id=hall,
        track_id=track_id,
        subtitle="With cases",
        abstract="What we **learnt**.\n\nBring a case.",
        language="en",
        links=(LinkFacts("Notes", "https://example.org/notes"), LinkFacts("Run", "javascript:alert(1)")),
    )
    put_on_stage(event, first, "Nguyễn Thị Hồng Phượng")
    drafting.put_on_stage(event.id, first, role=StageRole.MODERATOR, name="Bo Li", affiliation="UN office", by="test")
    drafting.add_contribution(event.id, first, title="Five minutes on trust", minutes=5, by="test")
    add_session(event, "ความปลอดภัยของเด็ก", "10:00", room_id=small)
    add_session(event, "Coffee", "11:00", format=Format.BREAK)
    add_session(event, "Night film", "00:30", minutes=60, room_id=small, format=Format.SOCIAL)
    add_session(event, "水会議", "09:00", day=date(2027, 3, 5), room_id=hall)
    publish(event)
    return event


def fetched(visitor: Visitor, kind: str) -> bytes:
    return visitor.open(f"/e/forum/agenda.{kind}").response.get_data()


def rows_of(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def site_of(body: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(body)) as folder:
        return {name: folder.read(name).decode() for name in folder.namelist()}


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_version_is_the_same_bytes_and_asked_for_again_is_not_sent(
    app: Flask, visitor: Visitor, forum: Event, kind: str
) -> None:
    path = f"/e/forum/agenda.{kind}"
    first = visitor.open(path).response
    with time_machine.travel(now() + timedelta(minutes=5)):
        app.extensions["served_pages"] = init_shelf()  # as in another process
        again = visitor.another().open(path).response
    assert (again.data, again.headers["ETag"]) == (first.data, first.headers["ETag"])
    assert not first.headers["ETag"].startswith("W/")
    has_it = {"If-None-Match": first.headers["ETag"]}
    assert visitor.open(path, expect=304, headers=has_it).response.data == b""
    head = visitor.client.head(path)
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", first.headers["ETag"])
    add_session(forum, "One more", "15:00")
    assert visitor.open(path, expect=304, headers=has_it)  # it is drafted, and nothing more
    publish(forum)
    visitor.open(path, headers=has_it)


@pytest.mark.parametrize("kind", KINDS)
def test_there_is_nothing_before_a_version_and_after_the_event_was_withdrawn(
    app: Flask, visitor: Visitor, kind: str
) -> None:
    event = make_event(slug="forum")
    visitor.open(f"/e/forum/agenda.{kind}", expect=404)
    add_session(event)
    publish(event)
    visitor.open(f"/e/forum/agenda.{kind}")
    changing.withdraw_event(event.id, by="test")
    visitor.open(f"/e/forum/agenda.{kind}", expect=404)


def test_the_public_agenda_offers_what_everybody_may_have(visitor: Visitor, forum: Event) -> None:
    links = visitor.open("/e/forum/agenda").tree.xpath("//main//a/@href")
    for kind in KINDS:
        assert f"/e/forum/agenda.{kind}" in links
    assert "/e/forum/agenda-booklet.pdf" in links
    assert not any("doors" in link for link in links)  # those are for whoever hangs them up


# --- a table ------------------------------------------------------------------------------------------------------


def test_a_table_has_a_row_for_each_session_that_takes_place(visitor: Visitor, forum: Event) -> None:
    gone = add_session(forum, "Given up", "16:00")
    publish(forum)
    drafting.withdraw_session(forum.id, gone, by="test")
    publish(forum)
    rows = rows_of(fetched(visitor, "csv"))
    assert [row["Title"] for row in rows] == [
        "Mapping helplines",
        "ความปลอดภัยของเด็ก",
        "Coffee",
        "Night film",
        "水会議",
    ]
    first, night = rows[0], rows[3]
    assert (first["Date"], first["Start"], first["End"]) == ("2027-03-04", "10:00", "10:45")
    assert first["Speakers"] == "Nguyễn Thị Hồng Phượng"
    assert first["Moderators"] == "Bo Li (UN office)"
    assert first["Abstract"] == "What we learnt.\n\nBring a case."
    assert first["Contributions"] == "Five minutes on trust"
    assert (night["Date"], night["Start"], night["End"]) == ("2027-03-05", "00:30", "01:30")


def test_the_workbook_says_the_same(visitor: Visitor, forum: Event) -> None:
    rows = rows_of(fetched(visitor, "csv"))
    sheet = load_workbook(io.BytesIO(fetched(visitor, "xlsx"))).active
    heads, *cells = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert [dict(zip(heads, row, strict=True)) for row in cells] == rows


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_went_out_as_a_table_comes_in_again(visitor: Visitor, forum: Event, kind: str) -> None:
    """What is after midnight stands under its own date, as other programs read it, and so at the same time again."""
    body = fetched(visitor, kind)
    make_event(slug="next", ends_on=date(2027, 3, 5))
    noor = visitor.signed_in_as("noor@example.org")
    path = "/organise/next/agenda/import"
    token = noor.open(path).tree.xpath("//main//input[@name='csrf_token']/@value")[0]
    data = {"csrf_token": token, "file": (io.BytesIO(body), f"agenda.{kind}")}
    noor.post(path, data, expect=200, content_type="multipart/form-data").press("Bring it into the draft")
    db.session.rollback()
    event = db.session.query(Event).filter_by(slug="next").one()
    brought, had = draft_of(event.id), draft_of(forum.id)
    for one, other in zip(brought.sessions, had.sessions, strict=True):
        for name in ("title", "subtitle", "starts_local", "minutes", "format", "language"):
            assert getattr(one, name) == getattr(other, name), name
        rooms = [structure.room(each.room_id) for structure, each in ((brought, one), (had, other))]
        assert len({room and room.name for room in rooms}) == 1
        assert [each.role for each in one.people] == [each.role for each in other.people]
    assert [one.display_name for one in people_on_stage(event.id)] == ["Bo Li", "Nguyễn Thị Hồng Phượng"]


# --- plain text ---------------------------------------------------------------------------------------------------


def test_plain_text_says_when_what_where_and_who_in_78_columns(visitor: Visitor, forum: Event) -> None:
    long = add_session(forum, "水会議と子どもの安全" * 9, "14:00", day=date(2027, 3, 5))
    put_on_stage(forum, long, "ความปลอดภัยของเด็กในโลกออนไลน์" * 4)
    publish(forum)
    text = fetched(visitor, "txt").decode()
    assert visitor.response.content_type == "text/plain; charset=utf-8"
    assert text.startswith("Regional Forum\n==============\n4–5 March 2027\n")
    assert "10:00–10:45  Mapping helplines\n             Five minutes on trust\n" in text
    assert "             Talk · Ballroom · Helplines\n             Nguyễn Thị Hồng Phượng\n" in text
    assert "             Bo Li, UN office\n" in text
    assert "Fri 00:30–01:30\n             Night film\n" in text
    assert "Times are Bangkok time (UTC+7)." in text
    assert "http://localhost/e/forum/agenda\n" in text
    assert max(map(width_of, text.splitlines())) <= WIDTH
    assert not any(line.endswith(" ") for line in text.splitlines())


def test_plain_text_strikes_what_is_cancelled_and_says_so_where_nothing_is_left(visitor: Visitor, app: Flask) -> None:
    event = make_event(slug="forum")
    gone = add_session(event, "Given up", "10:00")
    coffee = add_session(event, "Coffee", "11:00", format=Format.BREAK)
    publish(event)
    drafting.withdraw_session(event.id, gone, by="test")
    publish(event)
    assert "Cancelled: Given up" in fetched(visitor, "txt").decode()
    drafting.withdraw_session(event.id, coffee, by="test")
    publish(event)
    assert "Coffee" not in fetched(visitor, "txt").decode()


# --- a website ----------------------------------------------------------------------------------------------------


def test_the_website_says_what_the_pages_say(visitor: Visitor, forum: Event) -> None:
    person = people_on_stage(forum.id)[0]
    change_person(forum.id, person.id, name="Bo Li", affiliation="", biography="Works on *water*.", by="test")
    site = site_of(fetched(visitor, "zip"))
    index = site["forum-agenda/index.html"]
    for said in ("Regional Forum", "Thursday 4 March 2027", "Friday 5 March 2027", "Mapping helplines", "Coffee",
                 "Helplines", "Ballroom", "Bo Li, UN office", "Fri 00:30–01:30"):  # fmt: skip
        assert said in index
    (session,) = (page for name, page in site.items() if "/sessions/" in name and "Bring a case." in page)
    for said in ("<strong>learnt</strong>", "Five minutes on trust", "With cases", "120 seats", "Moderator",
                 "https://example.org/notes"):  # fmt: skip
        assert said in session
    assert "javascript:" not in session
    assert "<em>water</em>" in site["forum-agenda/people.html"]


def test_every_link_of_the_website_leads_to_a_file_of_it_and_nothing_is_asked_for_elsewhere(
    visitor: Visitor, forum: Event
) -> None:
    """Also where somebody is only in what was cancelled, or in what has no time any more."""
    for title in ("Cancelled talk", "Without a time now"):
        session_id = add_session(forum, title, "16:00")
        put_on_stage(forum, session_id, f"Only in {title}")
        put_on_stage(forum, add_session(forum, "Tea", "17:00", format=Format.BREAK), "Tea maker")
        publish(forum)
        if title == "Cancelled talk":
            drafting.withdraw_session(forum.id, session_id, by="test")
        else:
            drafting.place_session(forum.id, session_id, None, by="test")
        publish(forum)
    site = site_of(fetched(visitor, "zip"))
    pages = {name: html.document_fromstring(page) for name, page in site.items() if name.endswith(".html")}
    assert len(pages) > 7
    for name, page in pages.items():
        assert page.xpath("//@src | //script | //iframe | //object | //@style | //form") == []
        assert page.xpath("//link/@href") == [("../" if "/sessions/" in name else "") + "style.css"]
        assert page.xpath("count(//h1)") == 1
        assert page.get("lang") == "en"
        for link in page.xpath("//a/@href"):
            if link.startswith(("http://localhost/e/forum/agenda", "https://example.org/")):
                continue
            path, _, anchor = link.partition("#")
            leads_to = normpath(join(dirname(name), path)) if path else name
            assert leads_to in pages, (name, link)
            assert not anchor or pages[leads_to].xpath("//*[@id=$anchor]", anchor=anchor), (name, link)
    assert "url(" not in site["forum-agenda/style.css"]
    assert "@import" not in site["forum-agenda/style.css"]


def test_nothing_that_somebody_typed_is_markup_or_a_path_of_it(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum", title=f"F {HOSTILE}"[:200], place=HOSTILE)
    track_id = drafting.add_track(event.id, name=HOSTILE[:120], by="test")
    room_id = add_room(event, HOSTILE[:120])
    session_id = add_session(event, HOSTILE, "10:00", room_id=room_id, track_id=track_id, subtitle=HOSTILE,
                             abstract=HOSTILE, description=HOSTILE, access_note=HOSTILE[:200],
                             links=(LinkFacts(HOSTILE, "https://example.org/"),))  # fmt: skip
    put_on_stage(event, session_id, HOSTILE[:120])
    drafting.add_contribution(event.id, session_id, title=HOSTILE, abstract=HOSTILE, by="test")
    publish(event)
    for name, page in site_of(fetched(visitor, "zip")).items():
        assert name.startswith("forum-agenda/")
        assert ".." not in name
        if name.endswith(".html"):
            assert html.document_fromstring(page).xpath("//script | //img | //@onerror") == []
            assert "{{ 7*7 }}" in page


def test_it_is_unpacked_by_anybody_into_one_folder(visitor: Visitor, forum: Event) -> None:
    with zipfile.ZipFile(io.BytesIO(fetched(visitor, "zip"))) as folder:
        assert folder.testzip() is None
        names = folder.namelist()
        assert len({name.casefold() for name in names}) == len(names)  # some systems know no capital letters
        assert all(name.isascii() and name.startswith("forum-agenda/") for name in names)
        assert all(each.external_attr >> 16 == 0o644 for each in folder.infolist())
    assert visitor.response.headers["Content-Disposition"].startswith('attachment; filename="forum-agenda.zip"')
