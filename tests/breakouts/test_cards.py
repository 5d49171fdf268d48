"""Groups report: a card behind a link, two phones on one card, what organisers see of it, and what the wall shows."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from convene.audit.models import AuditLine
from convene.breakouts.catalogue import LONGEST_LINE, LONGEST_TEXT, CardState
from convene.breakouts.errors import CardChangedMeanwhile, CardsAreClosed, EmptyCardIsNotReady
from convene.breakouts.models import RapporteurCard
from convene.breakouts.queries.cards import card_of, cards_of
from convene.breakouts.rules import round_to_report_of
from convene.breakouts.services.cards import renew_card_link, save_card
from convene.breakouts.services.setting_up import GroupText, add_group, change_group
from convene.breakouts.structure import Arrangement, CardText, RoundFacts
from convene.database import db
from convene.errors import NotFound
from convene.events.models import Event
from convene.events.services.changing import archive_event, call_off, withdraw_event
from convene.permissions.catalogue import Role
from convene.programme.models import Session
from convene.programme.services.drafting import withdraw_session
from convene.web.meanwhile import mark_of
from convene.web.signed_links import Purpose, sign
from tests.factories.agendas import add_session
from tests.factories.breakouts import arranged, split
from tests.factories.events import give
from tests.factories.registrations import make_open_event
from tests.support.at_once import at_once
from tests.support.visitor import Visitor

SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
FIELDS = [name for name in CardText().said() if name != "is_ready"]


@pytest.fixture
def event(app: Flask) -> Event:
    return make_open_event(slug="forum")


@pytest.fixture
def arrangement(event: Event) -> Arrangement:
    """Three groups that sit from ten to eleven."""
    return split(event, add_session(event, "Rapid mapping", "10:00", minutes=60))


@pytest.fixture
def rounds(event: Event) -> Arrangement:
    """Three groups in two rounds of half an hour."""
    return split(event, add_session(event, "Stations", "14:00", minutes=60), rounds=2)


def card_path(arrangement: Arrangement, group: int = 0, one: int | None = None) -> str:
    found = arranged(arrangement.id).groups[group]
    token = sign(Purpose.REPORT_FOR_GROUP, found.id, found.link_version)
    return f"/report/{token}" + (f"?round={arrangement.rounds[one].id}" if one is not None else "")


def reports_path(arrangement: Arrangement, page: str = "") -> str:
    return f"/organise/forum/groups/{db.session.get_one(Session, arrangement.session_id).code}/reports{page}"


def write(
    arrangement: Arrangement, group: int = 0, one: int = 0, *, over: CardText | None = None, **said: object
) -> None:
    """Somebody writes on a card, over what they saw there."""
    text = replace(over or CardText(), **said)  # type: ignore[arg-type]
    seen = mark_of(over.said()) if over is not None else None
    save_card(arrangement.groups[group].id, arrangement.rounds[one].id, text, seen=seen)


def text_of(arrangement: Arrangement, group: int = 0, one: int = 0) -> CardText:
    db.session.rollback()
    return card_of(arrangement.groups[group].id, arrangement.rounds[one].id).text


# --- saving ---------------------------------------------------------------------------------------------------------


def test_the_first_words_make_the_card_and_the_same_words_again_change_nothing(arrangement: Arrangement) -> None:
    group, one = arrangement.groups[0].id, arrangement.rounds[0].id
    assert card_of(group, one).state is CardState.MISSING
    text = CardText(takeaway_1="Share what failed", action="Write it up", action_owner="Mai Sok")
    first = save_card(group, one, text, seen=mark_of(CardText().said())).card
    again = save_card(group, one, text, seen=mark_of(CardText().said())).card
    assert (first.revision, again.revision, again.changed_at) == (1, 1, first.changed_at)
    assert [(each.text, each.state) for each in cards_of(arrangement.id)] == [(text, CardState.BEGUN)]


def test_nothing_on_an_empty_card_makes_no_card(arrangement: Arrangement) -> None:
    write(arrangement)
    assert cards_of(arrangement.id) == []


def test_an_empty_card_is_not_ready_and_a_ready_one_can_be_changed(arrangement: Arrangement) -> None:
    with pytest.raises(EmptyCardIsNotReady):
        write(arrangement, is_ready=True)
    write(arrangement, agreed="Meet again", is_ready=True)
    (ready,) = cards_of(arrangement.id)
    assert ready.state is CardState.READY
    write(arrangement, over=ready.text, agreed="Meet in May")
    assert text_of(arrangement) == CardText(agreed="Meet in May", is_ready=True)


def test_what_two_write_in_different_fields_is_both_there(arrangement: Arrangement) -> None:
    write(arrangement, agreed="Meet again")
    seen = text_of(arrangement)
    write(arrangement, over=seen, takeaway_1="First")
    saved = save_card(
        arrangement.groups[0].id,
        arrangement.rounds[0].id,
        replace(seen, open_question="Who pays?"),
        seen=mark_of(seen.said()),
    )
    assert saved.taken == {"takeaway_1"}
    assert text_of(arrangement) == CardText(takeaway_1="First", agreed="Meet again", open_question="Who pays?")


def test_what_two_write_in_one_field_overwrites_nothing(arrangement: Arrangement) -> None:
    seen = text_of(arrangement)
    write(arrangement, over=seen, agreed="Meet in May")
    with pytest.raises(CardChangedMeanwhile):
        write(arrangement, over=seen, agreed="Meet in June", takeaway_1="Mine")
    assert text_of(arrangement) == CardText(agreed="Meet in May")
    write(arrangement, over=text_of(arrangement), agreed="Meet in May or June")
    assert text_of(arrangement).agreed == "Meet in May or June"


words = st.sampled_from(["", "a", "b", "c"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(st.sampled_from(FIELDS), words),
    st.dictionaries(st.sampled_from(FIELDS), words),
    st.dictionaries(st.sampled_from(FIELDS), words),
)
def test_nobody_loses_what_only_they_have_written(
    arrangement: Arrangement, begins: dict[str, str], first: dict[str, str], second: dict[str, str]
) -> None:
    write(arrangement, over=text_of(arrangement), **{**CardText().said(), **begins})
    seen = text_of(arrangement)
    write(arrangement, over=seen, **first)
    theirs, mine = replace(seen, **first).said(), replace(seen, **second).said()  # type: ignore[arg-type]
    base = seen.said()
    both = {name for name in FIELDS if theirs[name] != base[name] != mine[name] and theirs[name] != mine[name]}
    if both:
        with pytest.raises(CardChangedMeanwhile):
            write(arrangement, over=seen, **second)
        assert text_of(arrangement).said() == theirs
    else:
        write(arrangement, over=seen, **second)
        expected = {name: mine[name] if mine[name] != base[name] else theirs[name] for name in FIELDS}
        assert {name: text_of(arrangement).said()[name] for name in FIELDS} == expected


def test_two_phones_at_the_same_moment_make_one_card_and_lose_nothing(app: Flask, arrangement: Arrangement) -> None:
    group, one = arrangement.groups[0].id, arrangement.rounds[0].id
    empty = mark_of(CardText().said())

    def phone(name: str) -> Callable[[], object]:
        return lambda: save_card(group, one, CardText(**{name: f"of {name}"}), seen=empty)

    outcomes = at_once(app, [phone(name) for name in FIELDS])
    assert not [each for each in outcomes if isinstance(each, Exception)]
    assert text_of(arrangement) == CardText(**{name: f"of {name}" for name in FIELDS})
    assert db.session.scalar(select(func.count()).select_from(RapporteurCard)) == 1


def test_of_many_who_write_in_one_field_at_the_same_moment_one_is_first_and_the_others_are_told(
    app: Flask, arrangement: Arrangement
) -> None:
    group, one = arrangement.groups[0].id, arrangement.rounds[0].id
    empty = mark_of(CardText().said())
    texts = [CardText(agreed=f"Text {number}") for number in range(8)]
    outcomes = at_once(app, [lambda text=text: save_card(group, one, text, seen=empty) for text in texts])  # type: ignore[misc]
    refused = [isinstance(each, CardChangedMeanwhile) for each in outcomes]
    assert refused.count(False) == 1
    assert text_of(arrangement) == texts[refused.index(False)]


def test_a_round_or_group_of_another_breakout_has_no_card_here(arrangement: Arrangement, rounds: Arrangement) -> None:
    for group, one in [(arrangement.groups[0].id, rounds.rounds[0].id), (uuid4(), rounds.rounds[0].id)]:
        with pytest.raises(NotFound):
            save_card(group, one, CardText(agreed="x"), seen=None)


def test_nothing_is_written_of_what_does_not_take_place(event: Event, arrangement: Arrangement) -> None:
    withdraw_session(event.id, arrangement.session_id, by="test")
    with pytest.raises(CardsAreClosed):
        write(arrangement, agreed="x")


def test_the_log_says_that_a_card_was_begun_and_when_it_is_ready_and_not_each_saving(arrangement: Arrangement) -> None:
    for number in range(5):
        write(arrangement, agreed=f"Version {number}")
    write(arrangement, agreed="Version 5", is_ready=True)
    lines = db.session.execute(
        select(AuditLine.what, AuditLine.by).where(AuditLine.what.like("breakouts.%card%")).order_by(AuditLine.at)
    )
    assert [tuple(line) for line in lines] == [
        ("breakouts.begin_card", "rapporteur"),
        ("breakouts.say_card_is_ready", "rapporteur"),
    ]


@pytest.mark.parametrize(
    ("wall", "expected"), [("09:00", 0), ("10:00", 0), ("10:19", 0), ("10:20", 1), ("10:45", 1), ("12:00", 1)]
)
def test_a_group_reports_of_the_round_that_is_on_or_next_and_in_the_end_of_the_last(wall: str, expected: int) -> None:
    begins = datetime.fromisoformat("2027-03-04 10:00")
    rounds = [RoundFacts(uuid4(), number, "", begins + timedelta(minutes=30 * number), 20) for number in range(2)]
    at = datetime.fromisoformat(f"2027-03-04 {wall}")
    assert round_to_report_of(rounds, at).position == expected


def test_a_round_without_a_time_is_reported_of_first() -> None:
    rounds = [RoundFacts(uuid4(), number, "", None, 20) for number in range(2)]
    assert round_to_report_of(rounds, datetime.fromisoformat("2027-03-04 10:00")).position == 0


# --- the page of a group --------------------------------------------------------------------------------------------


def test_a_card_is_written_by_its_link_without_an_account_or_a_script(
    visitor: Visitor, arrangement: Arrangement
) -> None:
    visitor.open(card_path(arrangement))
    assert "Group A: Offenders" in visitor.text
    assert "Rapid mapping" in visitor.text
    assert "Nothing is written yet." in visitor.text
    visitor.fill_in(takeaway_1="Share what failed", action="Write it up", action_owner="Mai Sok", is_ready=True)
    visitor.press("Save the card", expect=200)
    assert "Saved at " in visitor.text
    assert text_of(arrangement) == CardText(
        takeaway_1="Share what failed", action="Write it up", action_owner="Mai Sok", is_ready=True
    )
    assert visitor.response.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in visitor.response.headers["Cache-Control"]


def test_two_browsers_without_scripts_see_both_texts_field_by_field(visitor: Visitor, arrangement: Arrangement) -> None:
    other = visitor.another()
    for browser in (visitor, other):
        browser.open(card_path(arrangement))
    other.fill_in(agreed="Meet in May", takeaway_2="Theirs").press("Save the card", expect=200)
    visitor.fill_in(agreed="Meet in June", open_question="Who pays?").press("Save the card", expect=422)
    assert "Both texts are below" in visitor.text
    assert visitor.tree.xpath("string(//textarea[@name='agreed'])").strip() == "Meet in June"
    assert visitor.tree.xpath("string(//textarea[@name='takeaway_2'])").strip() == "Theirs"
    (beside,) = visitor.tree.xpath("//*[@data-beside][not(@hidden)]")
    assert beside.get("data-beside") == "agreed"
    assert "Meet in May" in beside.text_content()
    visitor.fill_in(agreed="Meet in May or June").press("Save the card", expect=200)
    assert text_of(arrangement) == CardText(
        takeaway_2="Theirs", agreed="Meet in May or June", open_question="Who pays?"
    )


def test_what_is_too_long_is_said_beside_it_and_nothing_is_lost(visitor: Visitor, arrangement: Arrangement) -> None:
    visitor.open(card_path(arrangement))
    too_long = {"agreed": "x" * (LONGEST_TEXT + 1), "action_owner": "y" * (LONGEST_LINE + 1)}
    visitor.fill_in(**too_long, takeaway_1="Kept").press("Save the card", expect=422)
    assert f"Shorten this to {LONGEST_TEXT} characters or fewer." in visitor.text
    assert f"Shorten this to {LONGEST_LINE} characters or fewer." in visitor.text
    assert visitor.tree.xpath("string(//textarea[@name='agreed'])").strip() == too_long["agreed"]
    assert visitor.tree.xpath("string(//textarea[@name='takeaway_1'])").strip() == "Kept"
    visitor.fill_in(agreed="x" * LONGEST_TEXT, action_owner="y" * LONGEST_LINE).press("Save the card", expect=200)
    assert len(text_of(arrangement).agreed) == LONGEST_TEXT


def test_an_empty_card_that_is_said_to_be_ready_is_told_so(visitor: Visitor, arrangement: Arrangement) -> None:
    visitor.open(card_path(arrangement)).fill_in(is_ready=True).press("Save the card", expect=422)
    assert "The card is empty. Write on it first" in visitor.text


def test_the_round_that_is_on_is_open_and_the_others_one_link_away(visitor: Visitor, rounds: Arrangement) -> None:
    with time_machine.travel(datetime(2027, 3, 4, 7, 40, tzinfo=UTC)):  # 14:40 in Bangkok
        visitor.open(card_path(rounds))
        assert visitor.tree.xpath("string(//nav//a[@aria-current='true'][contains(@class, 'toggle')])").startswith(
            "Round 2"
        )
        visitor.fill_in(agreed="Of the second").press("Save the card", expect=200)
        visitor.follow_link("Round 1").fill_in(agreed="Of the first").press("Save the card", expect=200)
    assert [text_of(rounds, one=number).agreed for number in range(2)] == ["Of the first", "Of the second"]


def test_a_link_opens_nothing_once_it_was_renewed_or_the_event_is_closed(
    visitor: Visitor, event: Event, arrangement: Arrangement
) -> None:
    path = card_path(arrangement)
    group = arrangement.groups[0]
    visitor.open(path)
    visitor.open("/report/something-else", expect=404)
    visitor.open(f"/report/{sign(Purpose.MY_GROUP, group.id, 1)}", expect=404)
    visitor.open(f"/report/{sign(Purpose.REPORT_FOR_GROUP, uuid4(), 1)}", expect=404)
    visitor.open(f"{path}?round={uuid4()}", expect=404)
    renew_card_link(event.id, arrangement.id, group.id, by="test")
    visitor.open(path, expect=404)
    visitor.post(f"{path}/typed", {"agreed": "x"}, expect=400)  # nobody who has not opened a page of ours
    visitor.open(card_path(arrangement))
    withdraw_event(event.id, by="test")
    visitor.open(card_path(arrangement), expect=404)


def test_an_archived_event_shows_no_cards_to_those_with_links(
    visitor: Visitor, event: Event, arrangement: Arrangement
) -> None:
    archive_event(event.id, by="test")
    visitor.open(card_path(arrangement), expect=404)


def test_a_cancelled_event_shows_the_card_and_takes_nothing(
    visitor: Visitor, event: Event, arrangement: Arrangement
) -> None:
    write(arrangement, agreed="Meet again")
    visitor.open(card_path(arrangement)).fill_in(agreed="Meet in May")
    call_off(event.id, by="test")
    visitor.press("Save the card", expect=422)
    visitor.open(card_path(arrangement))
    assert "This event is cancelled." in visitor.text
    assert "Meet again" in visitor.text
    assert not visitor.tree.xpath("//main//textarea")
    assert text_of(arrangement).agreed == "Meet again"


def test_a_cancelled_session_says_so_on_its_cards(visitor: Visitor, event: Event, arrangement: Arrangement) -> None:
    withdraw_session(event.id, arrangement.session_id, by="test")
    visitor.open(card_path(arrangement))
    assert "This session is cancelled." in visitor.text
    assert "Nothing was written on it." in visitor.text


def typed(browser: Visitor, path: str, **said: str) -> dict[str, object]:
    """What the script of the page sends, and what it is told."""
    token = browser.tree.xpath("string(//input[@name='csrf_token']/@value)")
    address, _, query = path.partition("?")
    browser._request("GET", path)
    answer = browser._request(
        "POST", f"{address}/typed" + (f"?{query}" if query else ""), data={"csrf_token": token, **said}
    )
    told: dict[str, object] = json.loads(answer.get_data(as_text=True))
    return {"status": answer.status_code, **told}


def test_the_script_is_told_what_stands_and_what_somebody_else_has_written(
    visitor: Visitor, arrangement: Arrangement
) -> None:
    path = card_path(arrangement)
    visitor.open(path)
    empty = CardText().said()
    blank = dict.fromkeys(FIELDS, "")
    first = typed(visitor, path, seen=mark_of(empty), **{**blank, "agreed": "Meet again "})
    assert (first["status"], first["is_saved"], first["taken"]) == (200, True, {})
    assert str(first["said"]).startswith("Saved at ")
    assert first["seen"] == mark_of(CardText(agreed="Meet again").said())
    second = typed(visitor, path, seen=mark_of(empty), **{**blank, "takeaway_1": "Mine"})
    assert (second["is_saved"], second["taken"]) == (True, {"agreed": "Meet again"})
    third = typed(visitor, path, seen=mark_of(empty), **{**blank, "agreed": "Meet never"})
    assert (third["status"], third["is_saved"], third["theirs"]) == (422, False, {"agreed": "Meet again"})
    assert "Both texts are below" in str(third["said"])
    fourth = typed(visitor, path, seen=str(third["seen"]), **{**blank, "agreed": "x" * (LONGEST_TEXT + 1)})
    assert (fourth["status"], fourth["said"]) == (
        422,
        f"What you agreed on: Shorten this to {LONGEST_TEXT} characters or fewer.",
    )
    assert text_of(arrangement) == CardText(takeaway_1="Mine", agreed="Meet again")


# --- what organisers see --------------------------------------------------------------------------------------------


@pytest.fixture
def organiser(visitor: Visitor, event: Event) -> Visitor:
    return visitor.signed_in_as("noor@example.org")


def lines(page: Visitor, number: int = 1) -> list[str]:
    rows = page.tree.xpath(f"//section[@aria-labelledby='round-{number}']//li")
    return [" ".join(row.text_content().split()) for row in rows]


def test_organisers_see_which_cards_are_missing_begun_and_ready(organiser: Visitor, rounds: Arrangement) -> None:
    with time_machine.travel(datetime(2027, 3, 4, 7, 25, tzinfo=UTC), tick=False):
        write(rounds, 0, agreed="x", is_ready=True)
        write(rounds, 1, agreed="x")
        organiser.signed_in_as("noor@example.org").open(reports_path(rounds))
    assert "1 of 3 ready, 1 missing" in organiser.text
    assert "0 of 3 ready" in organiser.text
    assert [line.split()[-1] for line in lines(organiser)] == ["Ready", "Begun", "Missing"]
    assert "14:25" in lines(organiser)[0]
    assert [line.split()[-1] for line in lines(organiser, 2)] == ["yet", "yet", "yet"], "it has not begun"


def test_a_facilitator_hands_links_over_and_a_viewer_sees_none(
    visitor: Visitor, event: Event, arrangement: Arrangement
) -> None:
    give(event, "fae@example.org", Role.FACILITATOR)
    give(event, "vic@example.org", Role.VIEWER)
    visitor.signed_in_as("fae@example.org").open(reports_path(arrangement))
    address = visitor.tree.xpath("//input[@id='link-2']/@value")[0]
    assert address == f"http://localhost{card_path(arrangement, 1)}"
    visitor.open(reports_path(arrangement, f"/{arrangement.groups[1].id}"))
    assert visitor.tree.xpath("//*[@role='img'][@aria-label='The card of group B as a code']")
    assert visitor.tree.xpath("string(//input[@id='link']/@value)") == address
    visitor.open(reports_path(arrangement, "/sheet"))
    assert len(visitor.tree.xpath("//main//*[@role='img']")) == 3
    other = visitor.another().signed_in_as("vic@example.org")
    for page in ("", "/now", "/wall", "/wall/now", "/sheet", "/cards.csv"):
        other.open(reports_path(arrangement, page), expect=403)


def test_a_link_that_went_astray_is_made_anew(organiser: Visitor, arrangement: Arrangement) -> None:
    before = card_path(arrangement)
    organiser.open(reports_path(arrangement, f"/{arrangement.groups[0].id}")).follow_link("Make a new link…")
    organiser.press("Make a new link", expect=200)
    assert "Group A has a new link." in organiser.text
    organiser.open(before, expect=404)
    organiser.open(card_path(arrangement))


def test_pages_of_another_event_or_session_are_not_there(
    organiser: Visitor, event: Event, arrangement: Arrangement, rounds: Arrangement
) -> None:
    organiser.open("/organise/forum/groups/NOTHING/reports", expect=404)
    alone = db.session.get_one(Session, add_session(event, "Not split", "16:00")).code
    organiser.open(f"/organise/forum/groups/{alone}/reports", expect=404)
    organiser.open(reports_path(arrangement, f"/{rounds.groups[0].id}"), expect=404)
    organiser.post(reports_path(arrangement, f"/{rounds.groups[0].id}/renew"), expect=400)
    with pytest.raises(NotFound):
        renew_card_link(event.id, arrangement.id, rounds.groups[0].id, by="test")


def test_the_wall_shows_all_cards_of_a_round_and_says_which_are_missing(
    organiser: Visitor, rounds: Arrangement
) -> None:
    organiser.open(reports_path(rounds, "/wall"))
    assert "Cards appear here as soon as groups write." in organiser.text
    write(rounds, 0, takeaway_1="Share what failed", agreed="Meet again", action="Write it up", action_owner="Mai Sok")
    write(rounds, 1, takeaway_2="Only a second", is_ready=True)
    write(rounds, 2, 1, takeaway_1="Of another round")
    with time_machine.travel(datetime(2027, 3, 4, 7, 25, tzinfo=UTC)):  # 14:25 in Bangkok
        organiser.signed_in_as("noor@example.org").open(reports_path(rounds, "/wall"))
        for words in ("Share what failed", "Meet again", "Mai Sok", "Only a second", "1 of 3 ready, 1 missing: C"):
            assert words in organiser.text
        assert "Of another round" not in organiser.text
        organiser.follow_link("Round 2")
        assert "Of another round" in organiser.text


def has_seen(mark: str) -> dict[str, str]:
    return {"If-None-Match": f'"{mark}"'}


def test_an_open_wall_is_told_only_what_it_has_not_seen(organiser: Visitor, arrangement: Arrangement) -> None:
    organiser.open(reports_path(arrangement, "/wall"))
    (follows,) = organiser.tree.xpath("//*[@data-follow]")
    address, mark = follows.get("data-follow"), follows.get("data-mark")
    assert organiser._request("GET", address, headers=has_seen(mark)).status_code == 304
    write(arrangement, agreed="Meet again")
    answer = organiser._request("GET", address, headers=has_seen(mark))
    assert "Meet again" in answer.get_data(as_text=True)
    now = answer.headers["ETag"].strip('"')
    assert organiser._request("GET", address, headers=has_seen(now)).status_code == 304
    organiser.open(reports_path(arrangement))
    (follows,) = organiser.tree.xpath("//*[@data-follow]")
    seen = has_seen(follows.get("data-mark"))
    assert organiser._request("GET", follows.get("data-follow"), headers=seen).status_code == 304


def test_all_cards_leave_as_a_table_that_no_spreadsheet_runs(organiser: Visitor, rounds: Arrangement) -> None:
    write(rounds, 0, takeaway_1="=1+1", agreed="Line 1\nLine 2", action_owner="@Mai")
    organiser.open(reports_path(rounds, "/cards.csv"))
    rows = list(csv.DictReader(io.StringIO(organiser.response.get_data(as_text=True).lstrip("\ufeff"))))
    assert len(rows) == 6
    assert (rows[0]["First takeaway"], rows[0]["What they agreed on"], rows[0]["Who takes it on"]) == (
        "'=1+1",
        "Line 1\nLine 2",
        "'@Mai",
    )
    assert [row["State"] for row in rows] == ["Begun", *["Not yet"] * 5]


def test_markup_on_a_card_is_text_wherever_it_is_shown(
    organiser: Visitor, event: Event, arrangement: Arrangement
) -> None:
    change_group(event.id, arrangement.id, arrangement.groups[0].id, GroupText(name=SCRIPT[:100]), by="test")
    write(arrangement, **dict.fromkeys(FIELDS, SCRIPT), is_ready=True)
    for path in (card_path(arrangement), *(reports_path(arrangement, page) for page in ("", "/wall", "/sheet"))):
        organiser.open(path)
        assert not organiser.tree.xpath("//img | //script[not(@src)] | //*[@onerror]"), path
    organiser.open(reports_path(arrangement, "/wall"))
    assert organiser.text.count(SCRIPT) == len(FIELDS) + 1  # and the topic


def test_pages_ask_the_database_as_often_for_three_groups_as_for_one(
    organiser: Visitor, event: Event, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    arrangement = split(event, add_session(event, "Small", "09:00", minutes=60), "Only")
    write(arrangement, 0, agreed="x")

    def counts() -> list[int]:
        pages = [reports_path(arrangement, page) for page in ("", "/now", "/wall", "/wall/now", "/sheet", "/cards.csv")]
        paths = [*pages, card_path(arrangement)]
        return [count_statements(lambda path=path: organiser._request("GET", path)) for path in paths]  # type: ignore[misc]

    for_one = counts()
    for name in ("Second", "Third"):
        add_group(event.id, arrangement.id, GroupText(name=name), by="test")
    for number, group in enumerate(arranged(arrangement.id).groups):
        text = CardText(agreed=f"x {number}", is_ready=True)
        save_card(group.id, arrangement.rounds[0].id, text, seen=None)
    assert counts() == for_one
