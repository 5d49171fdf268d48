"""31: schedule.xml with entity expansion and external entities; schedule.json 100 levels deep; and what else a file
can try. It is refused with a sentence, brings nothing in, reads no other file, and takes no longer than a good one."""

import json
import time
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from convene.database import db
from convene.engines.schedule_files import UnreadableSchedule, read
from convene.events.models import Event
from convene.programme.exporting import calendar_feed_of, schedule_json_of, schedule_xml_of
from convene.programme.models import Session
from convene.programme.queries.versions import published
from convene.programme.services.importing import import_schedule
from tests.factories.agendas import publish
from tests.factories.events import make_account, make_event

ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
LAUGHS = f'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY l0 "lol">{ENTITIES}]><schedule>&l11;</schedule>'
FOREIGN = '<?xml version="1.0"?><!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><schedule><version>&x;</version></schedule>'
PARAMETER = '<?xml version="1.0"?><!DOCTYPE s SYSTEM "http://127.0.0.1:9/evil.dtd"><schedule/>'
DEEP = '{"schedule":' * 100 + "1" + "}" * 100
DEEPER = "[" * 200_000
LONG_NUMBER = '{"schedule": ' + "9" * 100_000 + "}"

HOSTILE = {
    "billion laughs": LAUGHS.encode(),
    "external entity": FOREIGN.encode(),
    "external document type": PARAMETER.encode(),
    "a hundred levels": DEEP.encode(),
    "unclosed": DEEPER.encode(),
    "a number of a hundred thousand digits": LONG_NUMBER.encode(),
    "half a file": b'{"schedule": {"conference": {"title": "A',
    "a picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 1000,
    "nothing": b"",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_with_a_sentence_and_quickly(name: str) -> None:
    started = time.thread_time()
    with pytest.raises(UnreadableSchedule) as refusal:
        read(HOSTILE[name])
    assert time.thread_time() - started < 2
    assert str(refusal.value).endswith(".")
    assert "root:" not in str(refusal.value)


@pytest.mark.parametrize("name", HOSTILE)
def test_the_command_brings_nothing_in(app: Flask, tmp_path: Path, name: str) -> None:
    make_account()
    file = tmp_path / "schedule"
    file.write_bytes(HOSTILE[name])
    result = app.test_cli_runner().invoke(
        args=["events", "import", str(file), "--organiser", "noor@example.org", "--publish"]
    )
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert db.session.scalar(select(func.count(Event.id))) == 0


def test_hostile_texts_leave_as_the_texts_they_are(app: Flask) -> None:
    """What is no attack on the reader may be one on those who read what we make of it."""
    event = make_event()
    content = json.dumps(
        {
            "schedule": {
                "conference": {
                    "title": "<script>alert(1)</script>",
                    "acronym": "../../etc/passwd",
                    "time_zone_name": "../../../etc/passwd",
                    "days": [
                        {
                            "date": "2027-03-04",
                            "rooms": {
                                "Hall\r\nEND:VCALENDAR": [
                                    {
                                        "guid": "11111111-2222-4333-8444-555555555555",
                                        "id": 10**14,
                                        "code": "../..",
                                        "title": "A\r\nEND:VEVENT\r\nBEGIN:VEVENT\x00 \ud800 \u202eevil",
                                        "date": "2027-03-04T10:00:00+07:00",
                                        "duration": "00:45",
                                        "abstract": "<![CDATA[ ]]> &x; </abstract>",
                                        "persons": [{"id": -1, "name": "=1+1\n\x00"}],
                                        "links": [{"url": "javascript:alert(1)", "title": "x"}, "file:///etc/passwd"],
                                    }
                                ]
                            },
                        }
                    ],
                }
            }
        }
    )
    import_schedule(event.id, read(content.encode()).schedule, by="test")
    publish(event)
    db.session.rollback()
    event = db.session.get_one(Event, event.id)
    version = published(event.id)
    assert version is not None
    (session,) = version.structure.sessions
    assert session.links == ()
    assert session.number == 1
    assert len(session.code) == 6
    feed = calendar_feed_of(event, "https://convene.example")
    assert feed.count(b"\r\nBEGIN:VEVENT") == feed.count(b"\r\nEND:VEVENT") == 1
    assert b"\x00" not in feed
    for export in (schedule_json_of, schedule_xml_of):
        again = read(export(version, event, "https://convene.example")).schedule
        assert again.sessions[0].title == session.title


def test_too_many_sessions_are_refused_before_any_is_written(app: Flask) -> None:
    event = make_event()
    sessions = [
        {"id": number, "title": "A", "date": "2027-03-04T10:00:00+07:00", "duration": "00:45"}
        for number in range(1, 3_002)
    ]
    days = [{"date": "2027-03-04", "rooms": {"Hall": sessions}}]
    schedule = read(json.dumps({"schedule": {"conference": {"title": "Many", "days": days}}}).encode()).schedule
    with pytest.raises(Exception, match="more than 3000 sessions"):
        import_schedule(event.id, schedule, by="test")
    assert db.session.scalar(select(func.count(Session.id))) == 0
