"""Somebody's group on their phone: it is another one without a reload, and it says so."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect

from convene.breakouts.catalogue import Preset
from convene.breakouts.services.moving import move_person
from convene.breakouts.services.setting_up import GroupText, change_group, take_wishes
from convene.breakouts.structure import Arrangement
from convene.clock import now
from convene.events.models import Event
from convene.programme.structure import wall_of
from convene.web.signed_links import Purpose, sign
from tests.browser.conftest import Served
from tests.browser.test_every_page import RULES
from tests.factories.agendas import add_session, publish
from tests.factories.breakouts import arranged, seat_in_turn, show_groups, split
from tests.factories.registrations import make_open_event, make_registration
from tests.support.axe import complaints_of_axe

pytestmark = pytest.mark.browser

ZONES = ("Asia/Bangkok", "Europe/Berlin", "America/Sao_Paulo", "America/Los_Angeles", "Pacific/Auckland")
LONG = "Perempuan penyandang disabilitas dan penyelenggara layanan di kepulauan terluar"


@pytest.fixture
def today(served: Served) -> Event:
    """An event of today, where it is daytime."""
    zone = next(each for each in ZONES if 8 <= wall_of(now(), each)[0].hour < 18)
    day = wall_of(now(), zone)[0].date()
    return make_open_event(slug="today", starts_on=day, ends_on=day, zone=zone)


@pytest.fixture
def arrangement(today: Event) -> Arrangement:
    starts = wall_of(now(), today.zone)[0] + timedelta(minutes=30)
    session = add_session(today, "Rapid mapping", f"{starts:%H:%M}", day=today.starts_on, minutes=60)
    made = split(today, session, "Offenders", LONG, preset=Preset.MIX, rounds=2)
    change_group(today.id, made.id, made.groups[1].id, GroupText(LONG, place="Table 3"), by="test")
    return arranged(made.id)


@pytest.fixture
def people(today: Event) -> list[UUID]:
    return [
        make_registration(today.id, f"p{number}@example.org", name=f"Person {number} of {LONG}") for number in range(6)
    ]


@pytest.fixture
def phone(chromium: Browser, served: Served) -> Iterator[Page]:
    page = chromium.new_context(base_url=served.url, viewport={"width": 390, "height": 844}).new_page()
    yield page
    page.context.close()


def is_in_order(page: Page) -> None:
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert complaints_of_axe(page, RULES) == []


def test_another_group_comes_by_itself_is_marked_and_said(
    phone: Page, today: Event, arrangement: Arrangement, people: list[UUID]
) -> None:
    publish(today)
    seat_in_turn(arrangement, people)
    phone.goto(f"/g/{sign(Purpose.MY_GROUP, people[0])}")
    expect(phone.locator("[data-follow-part=here]")).to_contain_text("as soon as the organisers show the groups")
    is_in_order(phone)
    show_groups(arrangement)
    expect(phone.locator(".own-group__letter")).to_contain_text("A")
    expect(phone.locator(".own-group__letter")).to_be_in_viewport()
    expect(phone.locator("[data-follow-said]")).to_have_text("Your next group: A, Offenders.")
    expect(phone.locator("[data-follow-part=here][data-is-new]")).to_have_count(1)
    is_in_order(phone)
    first, to = arrangement.rounds[0], arrangement.groups[1]
    move_person(today.id, arrangement.id, first.id, people[0], to.id, by="test")
    show_groups(arrangement)
    expect(phone.locator(".own-group__letter")).to_contain_text("B")
    expect(phone.locator("[data-follow-said]")).to_contain_text("Your next group: B")
    is_in_order(phone)


def test_wishes_are_ranked_by_keyboard_and_stay_while_the_groups_change(
    phone: Page, today: Event, arrangement: Arrangement, people: list[UUID]
) -> None:
    take_wishes(today.id, arrangement.id, takes=True, by="test")
    phone.goto(f"/g/{sign(Purpose.MY_GROUP, people[0])}")
    is_in_order(phone)
    phone.get_by_role("button", name="Up B").focus()
    phone.keyboard.press("Enter")
    seat_in_turn(arrangement, people)
    show_groups(arrangement)
    expect(phone.locator(".own-group__letter")).to_contain_text("A")
    phone.get_by_role("button", name="Keep my wishes").click()
    expect(phone.get_by_text("Your wishes are kept.")).to_be_visible()
    expect(phone.locator(".ranks select").first).to_have_value("1")
    expect(phone.locator(".ranks label").first).to_contain_text("B ·")


def test_a_hidden_page_asks_nothing(phone: Page, arrangement: Arrangement, people: list[UUID]) -> None:
    phone.add_init_script("Object.defineProperty(document, 'hidden', { get: () => true })")
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url) if request.url.endswith("/now") else None)
    phone.goto(f"/g/{sign(Purpose.MY_GROUP, people[0])}")
    phone.wait_for_timeout(3200)
    assert asked == []
