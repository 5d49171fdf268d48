"""How much care an event takes: what a profile means, who loosens it, what follows at once."""

from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from convene.clock import now
from convene.database import db
from convene.errors import Refused
from convene.events.catalogue import Attribution, Kind, Mode, Sensitivity
from convene.events.errors import LooseningIsNoMore, NobodyElseMayConfirm, OnlyTheAskerTakesBack, TwoMustAgree
from convene.events.models import Event, LooseningAsked
from convene.events.queries import loosening_asked_at
from convene.events.rules import consequences_of, defaults_of, has_waited_out, is_looser, may_confirm, mode_of
from convene.events.services import caring
from convene.outbox.models import Message, MessageState
from convene.outbox.sending import send_due
from convene.permissions.catalogue import Role
from convene.programme.services import drafting
from tests.factories import agendas
from tests.factories.events import give, make_account, make_event
from tests.support.at_once import at_once
from tests.support.visitor import Visitor
from tests.support.world import OTHER_ORGANISER, make_world

OPEN, TRUSTED, HIGH_CARE = Sensitivity
SECOND = "second@example.org"


@pytest.mark.parametrize(
    ("wanted", "present", "looser"),
    [
        (OPEN, OPEN, False),
        (OPEN, TRUSTED, True),
        (OPEN, HIGH_CARE, True),
        (TRUSTED, OPEN, False),
        (TRUSTED, TRUSTED, False),
        (TRUSTED, HIGH_CARE, True),
        (HIGH_CARE, OPEN, False),
        (HIGH_CARE, TRUSTED, False),
    ],
)
def test_what_is_less_care(wanted: Sensitivity, present: Sensitivity, looser: bool) -> None:
    assert is_looser(wanted, present) is looser


def test_two_people_loosen_never_one() -> None:
    one, other = UUID(int=1), UUID(int=2)
    assert not may_confirm(one, one)
    assert may_confirm(one, other)


@pytest.mark.parametrize(("days", "is_too_old"), [(0, False), (6.99, False), (7, True), (30, True)])
def test_what_was_asked_waits_for_seven_days(days: float, is_too_old: bool) -> None:
    assert has_waited_out(now(), now() + timedelta(days=days, seconds=-1 if days == 6.99 else 1)) is is_too_old


@pytest.mark.parametrize(
    ("sensitivity", "attribution", "days", "needs_lead"),
    [
        (OPEN, Attribution.OPEN, 365, False),
        (TRUSTED, Attribution.CHATHAM_HOUSE, 180, False),
        (HIGH_CARE, Attribution.CLOSED, 30, True),
    ],
)
def test_what_a_profile_decides_is_what_its_sentences_say(
    sensitivity: Sensitivity, attribution: Attribution, days: int, needs_lead: bool
) -> None:
    given = defaults_of(sensitivity)
    assert (given.attribution, given.days_kept, given.needs_safeguarding_lead) == (attribution, days, needs_lead)
    said = " ".join(str(sentence) for sentence in consequences_of(sensitivity))
    assert f"{days} days" in said
    assert ("Somebody must be named" in said) is needs_lead
    assert ("asked not to list" in said) is not given.is_for_search_engines


@pytest.mark.parametrize(
    ("place", "link", "is_webinar", "mode"),
    [
        ("", "", False, Mode.NOT_SAID),
        ("Bangkok", "", False, Mode.IN_PERSON),
        ("", "https://meet.example.org", False, Mode.ONLINE),
        ("", "", True, Mode.ONLINE),
        ("Bangkok", "https://meet.example.org", False, Mode.HYBRID),
    ],
)
def test_how_people_take_part_follows_from_where_it_is(place: str, link: str, is_webinar: bool, mode: Mode) -> None:
    assert mode_of(place, link, is_webinar=is_webinar) is mode


def event_with_two_organisers(sensitivity: Sensitivity = HIGH_CARE) -> tuple[Event, UUID, UUID]:
    event = make_event()
    give(event, SECOND, Role.ORGANISER)
    first, second = make_account(), make_account(SECOND)
    caring.choose_sensitivity(event.id, sensitivity, first, by="test")
    return event, first, second


def profile_of(event: Event) -> Sensitivity:
    db.session.expire_all()
    return db.session.get_one(Event, event.id).sensitivity


def asked_at(event: Event) -> UUID | None:
    db.session.expire_all()
    asked = loosening_asked_at(event.id)
    return asked.id if asked else None


def test_more_care_holds_at_once_and_drops_what_waits(app: Flask) -> None:
    event, first, _second = event_with_two_organisers(TRUSTED)
    assert not caring.choose_sensitivity(event.id, OPEN, first, by="test")
    assert asked_at(event)
    assert caring.choose_sensitivity(event.id, HIGH_CARE, first, by="test")
    assert (profile_of(event), asked_at(event)) == (HIGH_CARE, None)


def test_less_care_holds_once_another_organiser_confirms_it(app: Flask) -> None:
    event, first, second = event_with_two_organisers()
    caring.choose_sensitivity(event.id, TRUSTED, first, by="test")
    asked = asked_at(event)
    assert profile_of(event) is HIGH_CARE
    with pytest.raises(TwoMustAgree):
        caring.confirm_loosening(event.id, asked, first, by="test")
    with pytest.raises(OnlyTheAskerTakesBack):
        caring.take_back_loosening(event.id, asked, second, by="test")
    caring.confirm_loosening(event.id, asked, second, by="test")
    assert (profile_of(event), asked_at(event)) == (TRUSTED, None)


def test_asking_again_replaces_and_the_old_wish_cannot_be_confirmed(app: Flask) -> None:
    event, first, second = event_with_two_organisers()
    caring.choose_sensitivity(event.id, TRUSTED, first, by="test")
    before = asked_at(event)
    caring.choose_sensitivity(event.id, OPEN, first, by="test")
    with pytest.raises(LooseningIsNoMore):
        caring.confirm_loosening(event.id, before, second, by="test")
    assert db.session.scalar(select(func.count()).select_from(LooseningAsked)) == 1


@pytest.mark.parametrize("act", [caring.refuse_loosening, caring.take_back_loosening])
def test_refused_or_taken_back_the_event_stays_as_it_is(app: Flask, act: object) -> None:
    event, first, second = event_with_two_organisers()
    caring.choose_sensitivity(event.id, OPEN, first, by="test")
    who = first if act is caring.take_back_loosening else second
    act(event.id, asked_at(event), who, by="test")  # type: ignore[operator]
    assert (profile_of(event), asked_at(event)) == (HIGH_CARE, None)


def test_after_seven_days_nothing_can_be_confirmed(app: Flask) -> None:
    event, first, second = event_with_two_organisers()
    caring.choose_sensitivity(event.id, OPEN, first, by="test")
    asked = asked_at(event)
    with time_machine.travel(now() + timedelta(days=7, minutes=1)), pytest.raises(LooseningIsNoMore):
        caring.confirm_loosening(event.id, asked, second, by="test")
    assert profile_of(event) is HIGH_CARE


def test_a_single_organiser_invites_a_second_one_first(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum")
    caring.choose_sensitivity(event.id, TRUSTED, make_account(), by="test")
    with pytest.raises(NobodyElseMayConfirm):
        caring.choose_sensitivity(event.id, OPEN, make_account(), by="test")
    visitor.signed_in_as("noor@example.org").open("/organise/forum/care")
    visitor.follow_link("Invite a second organiser first")
    assert "E-mail address" in visitor.text


def test_of_two_who_confirm_at_once_one_does_it_and_the_other_is_told(app: Flask) -> None:
    event, first, second = event_with_two_organisers()
    give(event, "third@example.org", Role.ORGANISER)
    third = make_account("third@example.org")
    caring.choose_sensitivity(event.id, TRUSTED, first, by="test")
    event_id, asked = event.id, asked_at(event)
    confirm = [partial(caring.confirm_loosening, event_id, asked, who, by="test") for who in (second, third)]
    results = at_once(app, confirm)
    assert [type(result) for result in results if isinstance(result, Refused)] == [LooseningIsNoMore]
    assert (profile_of(event), asked_at(event)) == (TRUSTED, None)


def test_confirmed_and_tightened_at_once_nothing_is_left_to_wait(app: Flask) -> None:
    for _ in range(4):
        event, first, second = event_with_two_organisers(TRUSTED)
        caring.choose_sensitivity(event.id, OPEN, first, by="test")
        event_id, asked = event.id, asked_at(event)
        at_once(
            app,
            [
                lambda e=event_id, a=asked, s=second: caring.confirm_loosening(e, a, s, by="test"),
                lambda e=event_id, f=first: caring.choose_sensitivity(e, HIGH_CARE, f, by="test"),
            ],
        )
        # Whichever was first: more care was chosen last, or made what waited void.
        assert (profile_of(event), asked_at(event)) == (HIGH_CARE, None)


def test_the_other_organisers_are_mailed_and_not_once_it_is_decided(app: Flask) -> None:
    event, first, second = event_with_two_organisers()
    caring.choose_sensitivity(event.id, TRUSTED, first, by="test")
    send_due()
    sent = db.session.scalars(select(Message).where(Message.name == "events/loosening_asked")).one()
    assert (sent.to_email, sent.state) == (SECOND, MessageState.SENT)
    caring.choose_sensitivity(event.id, OPEN, first, by="test")
    caring.refuse_loosening(event.id, asked_at(event), second, by="test")
    send_due()
    db.session.expire_all()
    states = db.session.scalars(select(Message.state).where(Message.name == "events/loosening_asked"))
    assert sorted(states).count(MessageState.SENT) == 1


def test_a_second_organiser_confirms_on_the_page_and_the_asker_cannot(app: Flask, visitor: Visitor) -> None:
    event, first, _second = event_with_two_organisers(TRUSTED)
    caring.choose_sensitivity(event.id, OPEN, first, by="test")
    page = f"/organise/{event.slug}/care"
    visitor.signed_in_as("noor@example.org").open(page)
    assert "Take it back" in visitor.text
    assert "Confirm it" not in visitor.text
    visitor.another().signed_in_as(SECOND).open(page).press("Confirm it")
    assert profile_of(event) is OPEN
    visitor.press("Take it back", expect=422)
    assert "no longer waits" in visitor.text


def test_a_facilitator_sees_what_waits_and_decides_nothing(app: Flask, visitor: Visitor) -> None:
    world = make_world()
    visitor.signed_in_as(world.roles[Role.FACILITATOR]).open("/organise/forum/care")
    assert "Less care waits for a second organiser" in visitor.text
    assert "Confirm it" not in visitor.text
    asked = loosening_asked_at(world.event_id)
    assert asked is not None
    answers = {"act": "confirm", "asked": str(asked.id)}
    stranger = visitor.another().signed_in_as(OTHER_ORGANISER)
    for who, slug, status in ((visitor, "forum", 403), (stranger, "forum", 404), (stranger, "elsewhere", 422)):
        # Of their own event an organiser may decide, but what waits at this one is nothing there.
        who.open("/account")
        token = who.tree.xpath("//input[@name='csrf_token']/@value")[0]
        who.post(f"/organise/{slug}/care/loosening", {**answers, "csrf_token": token}, expect=status)
    assert profile_of(db.session.get_one(Event, world.event_id)) is TRUSTED


def test_how_much_care_an_event_takes_is_for_its_own_organisers_to_say(app: Flask, visitor: Visitor) -> None:
    world = make_world()
    page = "/organise/forum/care"
    reader = visitor.signed_in_as(world.roles[Role.FACILITATOR]).open(page)
    assert not reader.tree.xpath("//main//form//button[not(contains(., 'Sign out'))]"), "they read it and press nothing"
    stranger = visitor.another().signed_in_as(OTHER_ORGANISER)
    stranger.open(page, expect=404)
    before = db.session.get_one(Event, world.event_id).safeguarding_name
    for who, status in ((reader, 403), (stranger, 404)):
        who.open("/account")
        token = who.tree.xpath("//input[@name='csrf_token']/@value")[0]
        for act, answers in (
            ("profile", {"sensitivity": "high care"}),
            ("safeguarding", {"name": "Mallory", "contact": "x"}),
        ):
            who.post(f"{page}/{act}", {**answers, "csrf_token": token}, expect=status)
    db.session.expire_all()
    event = db.session.get_one(Event, world.event_id)
    assert (event.sensitivity, event.safeguarding_name) == (TRUSTED, before)


@pytest.mark.parametrize("path", ["", "agenda", "people", "register", "schedule.json"])
def test_search_engines_are_asked_to_stay_away_from_what_needs_care(app: Flask, visitor: Visitor, path: str) -> None:
    make_world()  # its forum is trusted, the sister event is open
    assert visitor.open(f"/e/forum/{path}").response.headers.get("X-Robots-Tag") == "noindex"
    assert "X-Robots-Tag" not in visitor.open(f"/e/sibling/{path}").response.headers


def test_high_care_takes_pictures_off_at_the_next_request_and_refuses_the_file(app: Flask, visitor: Visitor) -> None:
    world = make_world()
    photo = f"/files/{world.values['file_id']}"
    pages = ("/e/forum/", "/e/forum/people", f"/e/forum/sessions/{world.values['code']}")
    assert all(visitor.open(page).tree.xpath("//img[@class='portrait']") for page in pages[:2])
    visitor.open(photo)
    caring.choose_sensitivity(world.event_id, HIGH_CARE, make_account(), by="test")
    for page in pages:
        assert not visitor.open(page).tree.xpath("//img[@class='portrait']")
    visitor.open(photo, expect=404)


def test_the_public_page_says_how_what_is_said_is_used_and_to_whom_to_turn(app: Flask, visitor: Visitor) -> None:
    make_world()
    visitor.open("/e/forum/")
    assert "What is said here is used without names." in visitor.text
    assert "Mai Sok" in visitor.text
    assert "Riverside Conference Centre and online" in visitor.text
    assert "Pier 3" in visitor.text
    assert "step-free, hearing loop" in visitor.text
    visitor.open("/e/forum/register")
    assert "days after the event" not in visitor.text


def test_an_event_that_needs_a_lead_says_so_until_somebody_is_named(app: Flask, visitor: Visitor) -> None:
    event, _first, _second = event_with_two_organisers(HIGH_CARE)
    visitor.signed_in_as("noor@example.org").open(f"/organise/{event.slug}/")
    assert "Nobody is named for safeguarding" in visitor.text
    visitor.open(f"/organise/{event.slug}/care").fill_in(name="Mai Sok", contact="call me").press("Save the person")
    assert visitor.status == 422
    visitor.fill_in(contact="+66 2 123 4567").press("Save the person")
    visitor.open(f"/organise/{event.slug}/")
    assert "Nobody is named for safeguarding" not in visitor.text


def test_high_care_without_a_lead_is_said_at_once_and_on_the_page(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum")
    visitor.signed_in_as("noor@example.org").open("/organise/forum/care")
    assert "Nobody is named yet." not in visitor.text, "an open event needs nobody"
    visitor.fill_in(sensitivity="high care").press("Save the profile")
    assert "The profile is “High care”. Nobody is named for safeguarding yet" in visitor.text
    assert "Nobody is named yet. This profile needs somebody to be named." in " ".join(visitor.text.split())
    visitor.fill_in(name="Mai Sok", contact="+66 2 123 4567").press("Save the person")
    assert "Nobody is named yet." not in visitor.text
    assert profile_of(event) is HIGH_CARE


def test_sessions_that_take_less_care_than_the_event_are_listed_with_the_way_there(
    app: Flask, visitor: Visitor
) -> None:
    event = make_event(slug="forum")
    loose = agendas.add_session(event, "Told with names", "09:00", attribution=Attribution.OPEN)
    agendas.add_session(event, "Filmed", "10:00", do_not_record=False)
    agendas.add_session(event, "As the event says", "11:00")
    agendas.add_session(event, "Stays here", "12:00", attribution=Attribution.CLOSED, do_not_record=True)
    withdrawn = agendas.add_session(event, "Withdrawn", "13:00", attribution=Attribution.OPEN)
    drafting.withdraw_session(event.id, withdrawn, by="test")
    visitor.signed_in_as("noor@example.org").open("/organise/forum/care")
    assert not visitor.tree.xpath("//section[@aria-labelledby='less-care']")
    caring.choose_sensitivity(event.id, TRUSTED, make_account(), by="test")
    visitor.open("/organise/forum/care")
    (advice,) = visitor.tree.xpath("//section[@aria-labelledby='less-care']")
    assert [one.text_content() for one in advice.xpath(".//h3")] == ["Told with names", "Filmed"]
    assert [one.text_content() for one in advice.xpath(".//li//p[@class='quiet']")] == [
        "What is said may be used, and who said it.",
        "It is recorded.",
    ]
    assert advice.xpath(".//a/@href")[0].endswith(f"/sessions/{agendas.facts(event, loose).code}#said")
    give(event, "viewer@example.org", Role.VIEWER)
    viewer = visitor.another().signed_in_as("viewer@example.org").open("/organise/forum/care")
    assert not viewer.tree.xpath("//section[@aria-labelledby='less-care']//a"), "they may not open it"


def test_a_new_event_begins_with_the_next_step_and_without_zeros(app: Flask, visitor: Visitor) -> None:
    event = make_event(published=False, kind=Kind.FORUM)
    visitor.signed_in_as("noor@example.org").open(f"/organise/{event.slug}/")
    assert not visitor.tree.xpath("//dl[@class='figures']")
    first = visitor.tree.xpath("string(//section[@aria-labelledby='next']//h2)")
    assert first == "There is no description yet"
    (link,) = visitor.tree.xpath("//section[@aria-labelledby='next']//a/@href")
    assert link.endswith("/settings#description")


def test_a_refused_half_leaves_the_other_as_it_was_and_what_was_typed_stands(app: Flask, visitor: Visitor) -> None:
    event = make_event(slug="forum")
    caring.choose_sensitivity(event.id, HIGH_CARE, make_account(), by="test")
    visitor.signed_in_as("noor@example.org").open("/organise/forum/care")
    visitor.fill_in(sensitivity="open", name="Rosa Lind", contact="rosa@example.org")
    visitor.press("Save the person", expect=422)
    assert "Somebody else" not in visitor.text
    assert "Rosa" not in db.session.get_one(Event, event.id, populate_existing=True).safeguarding_name
    assert visitor.tree.xpath("//input[@value='Rosa Lind']")
    assert "meanwhile" not in visitor.text
    visitor.fill_in(sensitivity="high care").press("Save the person")
    assert db.session.get_one(Event, event.id, populate_existing=True).safeguarding_name == "Rosa Lind"
