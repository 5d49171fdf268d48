"""53: what is not published yet is at no address that everybody may open: no page, .ics, schedule, feed or list.

Every secret is a word of its own, put wherever an organiser can put one; then everything that is served to a stranger
is searched, under every parameter that those pages read.
"""

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from convene.database import db
from convene.events.models import Event
from convene.programme.catalogue import Group, StageRole
from convene.programme.models import PersonOnStage, Session
from convene.programme.printing.papers import Paper
from convene.programme.services import drafting
from convene.programme.services.asking import set_stage_address
from convene.programme.structure import LinkFacts
from convene.registration.services.signing_up import sign_up
from tests.abuse.walking import routes_of
from tests.factories.agendas import add_room, add_session, facts, move, publish, put_on_stage, retitle
from tests.factories.events import make_event
from tests.factories.registrations import make_open_event, make_registration
from tests.factories.sessions import give_places
from tests.support.mail import sent_mails
from tests.support.mail import text_of as text_of_mail
from tests.support.texts import text_of
from tests.support.visitor import Visitor

SECRET = "Zugunruhe"
ASKED = ("", "q=zugun", "zone=Asia/Tokyo", "zone=choose", "track=Z", "track=A")


@pytest.fixture
def event(app: Flask) -> Event:
    return make_event(slug="forum", join_url=f"https://meet.example/{SECRET}")


def everything_served(app: Flask, *codes: str) -> str:
    """What a stranger gets at every address that is open to everybody, the home page included; 404s included, too."""
    db.session.rollback()
    stranger = Visitor(app)
    answers = []
    for rule, says in routes_of(app):
        if says not in {"everyone", "everyone, once published"} or "GET" not in (rule.methods or ()):
            continue
        if not rule.arguments <= {"slug", "code", "paper"}:
            continue
        for path in paths_of(rule, codes):
            for asked in ASKED if path in {"/", "/e/forum/agenda", "/e/forum/people"} else ("",):
                answer = stranger._request("GET", f"{path}?{asked}")
                assert answer.status_code in {200, 404, 301, 303, 308}, path
                answers.append(text_of(answer).replace("\r\n ", ""))
    assert len(answers) > 32
    return "\n".join(answers)


def paths_of(rule: Rule, codes: tuple[str, ...]) -> Iterator[str]:
    """The addresses of a route for each of these sessions, and on each paper."""
    for code in codes if "code" in rule.arguments else ("",):
        for paper in Paper if "paper" in rule.arguments else ("",):
            path = str(rule).replace("<slug>", "forum").replace("<code>", code)
            yield re.sub(r"<any\([^)]*\):paper>", paper, path)


def code_of(session_id: UUID) -> str:
    db.session.rollback()
    return db.session.get_one(Session, session_id).code


def test_a_join_link_is_served_to_nobody(app: Flask, event: Event) -> None:
    session_id = add_session(event)
    publish(event)
    assert SECRET not in everything_served(app, code_of(session_id))


def test_a_first_draft_is_served_to_nobody(app: Flask, event: Event) -> None:
    session_id = add_session(event, SECRET, room_id=add_room(event, SECRET))
    put_on_stage(event, session_id, SECRET)
    drafting.add_track(event.id, name=SECRET, by="test")
    assert SECRET not in everything_served(app, code_of(session_id))


def test_what_was_drafted_since_is_served_to_nobody(app: Flask, event: Event) -> None:
    shown = add_session(event, "Shown")
    put_on_stage(event, shown, "Ada Public")
    publish(event)
    retitle(event, shown, SECRET)
    put_on_stage(event, shown, SECRET)
    drafting.add_contribution(event.id, shown, title=SECRET, abstract=SECRET, by="test")
    contribution_id = facts(event, shown).contributions[0].id
    drafting.put_on_stage(
        event.id, shown, contribution_id=contribution_id, role=StageRole.SPEAKER, name=f"Talker {SECRET}", by="test"
    )
    new = add_session(
        event,
        SECRET,
        "14:00",
        abstract=SECRET,
        description=SECRET,
        links=(LinkFacts(SECRET, f"https://{SECRET}.example/"),),
    )
    track_id = drafting.add_track(event.id, name=SECRET, by="test")
    room_id = add_room(event, SECRET)
    add_session(event, "Where", "16:00", room_id=room_id, track_id=track_id)
    text = everything_served(app, code_of(shown), code_of(new))
    assert "Shown" in text
    assert "Ada Public" in text
    assert SECRET not in text


def test_what_was_drafted_of_somebody_who_is_shown_waits_for_the_next_publish(app: Flask, event: Event) -> None:
    """Their affiliation in a session, and their part in one that is not published."""
    shown, idea = add_session(event, "Shown"), add_session(event, "Idea", None)
    person_id = put_on_stage(event, shown, "Ada Public")
    publish(event)
    on_stage_id = db.session.scalars(select(PersonOnStage.id)).one()
    drafting.put_on_stage(
        event.id, idea, role=StageRole.MODERATOR, person_id=person_id, name="Ada Public", affiliation=SECRET, by="test"
    )
    drafting.change_on_stage(event.id, on_stage_id, role=StageRole.SPEAKER, affiliation=SECRET, by="test")
    text = everything_served(app, code_of(shown), code_of(idea))
    assert "Ada Public" in text
    assert SECRET not in text


def test_an_idea_without_a_time_is_not_published_with_the_rest(app: Flask, event: Event) -> None:
    shown, idea = add_session(event, "Shown"), add_session(event, SECRET, None)
    put_on_stage(event, idea, SECRET)
    drafting.withdraw_session(event.id, add_session(event, SECRET, "15:00"), by="test")
    publish(event)
    text = everything_served(app, code_of(shown), code_of(idea))
    assert "Shown" in text
    assert SECRET not in text


def test_a_withdrawn_session_leaves_the_schedule_and_is_cancelled_in_calendars(event: Event, visitor: Visitor) -> None:
    kept, gone = add_session(event, "Kept"), add_session(event, "Given up", "14:00")
    publish(event)
    drafting.withdraw_session(event.id, gone, by="test")
    publish(event)
    for name in ("schedule.json", "schedule.xml"):
        schedule = visitor.open(f"/e/forum/{name}").text
        assert "Kept" in schedule
        assert "Given up" not in schedule
    assert "SUMMARY:Cancelled: Given up" in visitor.open("/e/forum/calendar.ics").text
    assert "STATUS:CANCELLED" in visitor.open(f"/e/forum/sessions/{code_of(gone)}.ics").text
    assert "STATUS:CANCELLED" not in visitor.open(f"/e/forum/sessions/{code_of(kept)}.ics").text


def test_what_is_packed_is_searched_as_well(app: Flask, event: Event) -> None:
    """Without this the tests above would pass by not reading the files."""
    session_id = add_session(event, SECRET, room_id=add_room(event, "Hall"))
    publish(event)
    stranger = Visitor(app)
    files = ["agenda.csv", "agenda.xlsx", "agenda.txt", "agenda.zip", "schedule.json", "schedule.xml"]
    for path in [*files, *(f"agenda-{paper}.pdf" for paper in Paper)]:
        assert SECRET in text_of(stranger._request("GET", f"/e/forum/{path}")), path
    assert SECRET in everything_served(app, code_of(session_id))


def test_a_draft_event_is_served_to_nobody(app: Flask) -> None:
    event = make_event(slug="forum", published=False, title=SECRET, summary=SECRET, place=SECRET)
    session_id = add_session(event, SECRET)
    publish(event)
    assert SECRET not in everything_served(app, code_of(session_id))


def test_no_mail_of_a_publish_says_what_was_drafted_since(app: Flask) -> None:
    """Between the publish and the moment in which its mails go out others have gone on."""
    event = make_open_event(slug="forum")
    session_id = add_session(event, "Shown", "10:00")
    person_id = put_on_stage(event, session_id, "Ada Public")
    set_stage_address(event.id, person_id, "ada@example.org", by="test")
    publish(event)
    give_places(event, session_id, 10)
    sign_up(make_registration(event.id, "mai@example.org"), session_id)
    sent_mails()
    move(event, session_id, "11:00")
    idea = add_session(event, SECRET, None)
    put_on_stage(event, idea, SECRET)
    publish(event, "", *Group)
    retitle(event, session_id, SECRET)
    move(event, session_id, "15:00", room_id=add_room(event, SECRET))
    put_on_stage(event, add_session(event, SECRET, "16:00"), SECRET)
    mails = [mail for mail in sent_mails() if "in the agenda" in text_of_mail(mail)]
    assert len(mails) == 2
    for mail in mails:
        assert "11:00" in text_of_mail(mail)
        assert "15:00" not in text_of_mail(mail)
        assert SECRET not in str(mail)


def test_the_mail_that_is_shown_before_a_publish_says_only_what_that_makes_public(app: Flask) -> None:
    event = make_open_event(slug="forum")
    session_id, idea = add_session(event, "Shown", "10:00"), add_session(event, SECRET, None)
    for each in (session_id, idea):
        person_id = put_on_stage(event, each, f"Speaker of {each}")
        set_stage_address(event.id, person_id, f"{each.hex}@example.org", by="test")
    drafting.withdraw_session(event.id, add_session(event, SECRET, "15:00"), by="test")
    publish(event)
    move(event, session_id, "11:00")
    organiser = Visitor(app).signed_in_as("noor@example.org")
    assert f"Speaker of {idea}" not in organiser.open("/organise/forum/agenda/publish/who").text
    mail = organiser.open("/organise/forum/agenda/publish").tree.xpath("string(//pre)")
    assert "Shown" in mail
    assert SECRET not in mail
    assert "1 mail goes out." in organiser.text
