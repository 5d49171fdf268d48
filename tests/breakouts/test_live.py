"""Everybody holds their page open, the groups are shown, and each phone has its own: over real processes."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest
from flask import Flask

from convene.breakouts.catalogue import Preset
from convene.breakouts.structure import Arrangement
from convene.database import db
from convene.web.signed_links import Purpose, sign
from tests.factories.agendas import add_session
from tests.factories.breakouts import seat_in_turn, show_groups, split
from tests.factories.registrations import make_open_event, make_registration
from tests.support.processes import until, web_server
from tests.support.watching import PACE, Watching

pytestmark = pytest.mark.server


@contextmanager
def watched(app: Flask, folder: Path, count: int) -> Iterator[tuple[Arrangement, list[Watching]]]:
    """So many people with a draft of three groups, each of whom has their page open and has asked at least once."""
    event = make_open_event(slug="forum", places=None)
    arrangement = split(event, add_session(event, "Rapid mapping", "10:00", minutes=60), preset=Preset.MIX)
    people = [make_registration(event.id, f"p{number}@example.org", name=f"P {number}") for number in range(count)]
    seat_in_turn(arrangement, people)
    db.session.rollback()
    with web_server(app, folder, processes=2) as port:
        phones = [
            Watching(port, f"/g/{sign(Purpose.MY_GROUP, one)}", PACE * number / count).open()
            for number, one in enumerate(people)
        ]
        try:
            until(lambda: all(len(each.answers) > 1 for each in phones), "every phone has asked twice")
            yield arrangement, phones
        finally:
            for each in phones:
                each.close()


def letters(arrangement: Arrangement, count: int) -> list[str]:
    """What each must see: they were seated in turn."""
    return [f"</span>{arrangement.groups[number % 3].letter}</p>" for number in range(count)]


def test_each_of_60_phones_shows_its_own_group_and_reads_it_once(app: Flask, tmp_path: Path) -> None:
    with watched(app, tmp_path, 60) as (arrangement, phones):
        assert {status for each in phones for status in each.statuses()} == {304}
        show_groups(arrangement)
        wanted = letters(arrangement, 60)
        until(
            lambda: all(each.saw(words) for each, words in zip(phones, wanted, strict=True)), "each has their own group"
        )
        asked = [len(each.answers) for each in phones]
        until(
            lambda: all(len(each.answers) > before for each, before in zip(phones, asked, strict=True)), "each asks on"
        )
    assert [each.statuses().count(200) for each in phones] == [1] * 60
    assert {status for each in phones for status in each.statuses()} == {200, 304}


# Long, because 300 phones keep a machine busy.
@pytest.mark.long
def test_each_of_300_phones_shows_its_own_group(app: Flask, tmp_path: Path) -> None:
    with watched(app, tmp_path, 300) as (arrangement, phones):
        show_groups(arrangement)
        wanted = letters(arrangement, 300)
        until(lambda: all(each.saw(words) for each, words in zip(phones, wanted, strict=True)), "each has theirs")


def test_a_phone_that_listens_hears_of_it_from_another_process(app: Flask, tmp_path: Path) -> None:
    with watched(app, tmp_path, 1) as (arrangement, phones):
        line = HTTPConnection("127.0.0.1", phones[0].port, timeout=30)
        line.request("GET", f"{phones[0].path}/live")
        answer = line.getresponse()
        assert answer.status == 200
        assert answer.getheader("Content-Type", "").startswith("text/event-stream")
        assert answer.readline().startswith(b"retry")
        show_groups(arrangement)
        heard = b""
        while not heard.startswith(b"data"):
            heard = answer.readline()
        assert json.loads(heard.removeprefix(b"data: "))["within"] > 0
        line.close()
