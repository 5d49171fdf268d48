"""What the agenda shows on the event's page and to organisers everywhere."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from convene.programme.catalogue import Format
from convene.programme.services import drafting
from tests.factories import agendas
from tests.factories.events import make_event
from tests.support.visitor import Visitor


def test_the_event_page_of_one_day_lists_its_times(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum", ends_on=date(2027, 3, 4))
    agendas.put_on_stage(event, agendas.add_session(event, "Welcome", "09:00", format=Format.PLENARY), "Jane Vũ")
    agendas.add_session(event, "A clinic", "09:00")
    agendas.add_session(event, "Coffee", "10:00", format=Format.BREAK)
    visitor.open("/e/forum/")
    assert "Welcome" not in visitor.text
    agendas.publish(event)
    visitor.open("/e/forum/")
    lines = [
        " ".join(line.text_content().split()) for line in visitor.tree.xpath("//ol[contains(@class, 'glance')]/li")
    ]
    assert lines[0].startswith("09:00")
    assert "and 1 session in parallel" in lines[0]
    assert lines[1].endswith("Coffee")
    assert "Jane Vũ" in visitor.tree.xpath("string(//section[@aria-labelledby='on-stage'])")


def test_the_event_page_of_several_days_shows_each_in_short(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum")
    for hour in range(9, 16):
        agendas.add_session(event, f"Session at {hour}", f"{hour:02}:00")
    agendas.add_session(event, "Panel of the day", "16:00", format=Format.PANEL)
    agendas.add_session(event, "On Friday", "10:00", day=date(2027, 3, 5))
    agendas.publish(event)
    visitor.open("/e/forum/")
    assert "8 sessions" in visitor.text
    assert "Panel of the day" in visitor.text
    assert "Session at 15" not in visitor.text
    visitor.follow_link("Friday 5")
    assert "On Friday" in visitor.text


@pytest.mark.parametrize("page", ["/e/forum/", "/organise/forum/"])
def test_panels_take_the_same_number_of_statements_whatever_there_is(
    app: Flask, visitor: Visitor, page: str, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    event = make_event(slug="forum")
    visitor.signed_in_as("noor@example.org")
    counts = []
    for number in range(4):
        session_id = agendas.add_session(event, f"Session {number}", f"{9 + number:02}:00")
        agendas.put_on_stage(event, session_id, f"P {number}")
        agendas.publish(event)
        visitor.open(page)
        counts.append(count_statements(lambda: visitor.open(f"{page}?made={len(counts)}")))
    assert len(set(counts)) == 1, counts


def test_organisers_are_told_how_far_the_draft_is_from_what_is_published(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum")
    visitor.signed_in_as("noor@example.org").open("/organise/forum/")
    assert "The agenda has no session" in visitor.text
    assert "no session yet" in visitor.text
    assert "0 sessions" not in visitor.text
    first = agendas.add_session(event, "First", "09:00")
    agendas.add_session(event, "Waiting", None)
    visitor.open("/organise/forum/")
    assert "2 sessions in the draft" in visitor.text
    assert "1 session has no time" in visitor.text
    agendas.publish(event)
    visitor.open("/organise/forum/")
    assert "The agenda is published, version 1" in visitor.text
    agendas.move(event, first, "10:00")
    drafting.withdraw_session(event.id, agendas.add_session(event, "Never shown", "12:00"), by="test")
    visitor.open("/organise/forum/")
    assert "1 change in the draft" in visitor.text
    visitor.open("/organise/forum/agenda/")
    assert "1 change since version 1" in visitor.text
