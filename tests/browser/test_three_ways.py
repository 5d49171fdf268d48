"""One plan is built by mouse, by keyboard alone and without scripts, and is the same each time."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from convene.database import db
from convene.programme.queries.draft import draft_of
from tests.browser.conftest import Served
from tests.factories.agendas import DAY, add_room, add_session
from tests.factories.events import make_event

pytestmark = pytest.mark.browser

AGENDA = "/organise/plan/agenda"
QUARTER = 22  # pixels, as the grid is at first
#: Title, time, room, minutes: what shall stand there in the end.
PLAN = {
    "Opening": ("09:00", "Garden", 45),
    "Clinic": ("10:00", "Garden", 60),
    "Showcase": ("09:15", "Hall", 45),
    "Later": None,
}


@pytest.fixture
def event_id(served: Served) -> UUID:
    """Two rooms, and four sessions of 45 minutes without a place."""
    event = make_event(slug="plan")
    for room in ("Garden", "Hall"):
        add_room(event, room)
    for title in PLAN:
        add_session(event, title, None)
    return event.id


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def page(request: pytest.FixtureRequest, chromium: Browser, served: Served, event_id: UUID) -> Iterator[Page]:
    context = chromium.new_context(
        base_url=served.url, viewport={"width": 1280, "height": 900}, java_script_enabled=request.param
    )
    page = context.new_page()
    page.goto(served.sign_in_path())
    page.get_by_role("button").click()
    page.wait_for_load_state()
    yield page
    context.close()


def built(event_id: UUID) -> dict[str, tuple[str, str, int] | None]:
    db.session.rollback()
    draft = draft_of(event_id)
    rooms = {room.id: room.name for room in draft.rooms}
    return {
        one.title: (f"{one.starts_local:%H:%M}", rooms[one.room_id], one.minutes)
        if one.starts_local and one.room_id
        else None
        for one in draft.sessions
    }


# --- by mouse ---


@pytest.mark.parametrize("page", [True], indirect=True, ids=["by mouse"])
def test_by_mouse(page: Page, event_id: UUID) -> None:
    page.goto(f"{AGENDA}/grid?day={DAY}")
    drop(page, page.locator("[data-tray] li", has_text="Opening"), "Garden", 4)
    drop(page, page.locator("[data-tray] li", has_text="Clinic"), "Garden", 8)
    drop(page, page.locator("[data-tray] li", has_text="Showcase"), "Garden", 16)
    drop(page, page.locator("[data-tray] li", has_text="Later"), "Hall", 20)
    drop(page, card(page, "Showcase"), "Hall", 5)
    drag(page, card(page, "Later"), page.locator("[data-tray] h2"))
    expect(page.locator("[data-tray] li", has_text="Later")).to_be_visible()
    lengthen(page, card(page, "Clinic"), QUARTER)
    assert built(event_id) == PLAN


def card(page: Page, title: str) -> Locator:
    return page.locator(".ec-event:not(.ec-ghost)", has_text=title)


def drop(page: Page, what: Locator, room: str, quarter: int) -> None:
    """Onto a room, so many quarters of an hour after eight."""
    title = what.locator("a, b").first.inner_text()
    column = page.locator(".ec-col-head", has_text=room).bounding_box()
    body = page.locator(".ec-body").bounding_box()
    assert column is not None
    assert body is not None
    grab(page, what)
    page.mouse.move(column["x"] + 30, body["y"] + quarter * QUARTER + 2, steps=12)
    page.mouse.up()
    expect(page.locator("[data-said]")).to_contain_text(f"“{title}” is on ")
    expect(card(page, title)).to_have_count(1)


def drag(page: Page, what: Locator, onto: Locator) -> None:
    goal = onto.bounding_box()
    assert goal is not None
    grab(page, what)
    page.mouse.move(goal["x"] + 20, goal["y"] + 10, steps=12)
    page.mouse.up()


def grab(page: Page, what: Locator) -> None:
    expect(what).to_have_count(1)
    box = what.bounding_box()
    assert box is not None
    # What is dragged keeps the distance to the pointer; what comes from the tray begins at the pointer.
    upper = 8 if what.evaluate("each => each.matches('li')") else 2
    page.mouse.move(box["x"] + 30, box["y"] + upper)
    page.mouse.down()
    page.mouse.move(box["x"] + 39, box["y"] + upper + 6, steps=3)


def lengthen(page: Page, what: Locator, by: int) -> None:
    """By its lower edge."""
    box = what.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + box["height"] - 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 40, box["y"] + box["height"] - 2 + by, steps=6)
    page.mouse.up()
    expect(page.locator("[data-said]")).to_contain_text("10:00–11:00")


# --- by keyboard alone ---


@pytest.mark.parametrize("page", [True], indirect=True, ids=["by keyboard"])
def test_by_keyboard_alone(page: Page, event_id: UUID) -> None:
    page.goto(f"{AGENDA}/grid?day={DAY}")
    for title, (starts, room) in {
        "Opening": ("9", "Garden"),
        "Clinic": ("10", "Garden"),
        "Showcase": ("9", "Garden"),
        "Later": ("14", "Hall"),
    }.items():
        tab_to(page, page.locator("[data-tray] li a", has_text=title))
        page.keyboard.press("Enter")
        page.wait_for_url("**/move**")
        tab_to(page, page.get_by_label("Day", exact=True))
        page.keyboard.type(f"{DAY:%A}")
        tab_to(page, page.get_by_label("Begins"))
        page.keyboard.type(starts)
        tab_to(page, page.get_by_label("Room", exact=True))
        page.keyboard.type(room)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        if title == "Showcase":  # it would clash: asked first
            expect(page.get_by_text("After this there is a warning")).to_be_visible()
            tab_to(page, page.get_by_role("button", name="Move it anyway"))
            page.keyboard.press("Enter")
        page.wait_for_url("**/grid**")
        page.goto(f"{AGENDA}/grid?day={DAY}")
    tab_to(page, card(page, "Showcase"))
    told(page, "Alt+ArrowRight", "in Hall now")
    told(page, "Alt+ArrowDown", "09:15–10:00")
    tab_to(page, card(page, "Clinic"))
    for ends in ("10:50", "10:55", "11:00"):
        told(page, "Alt+Shift+ArrowDown", f"10:00–{ends}")
    tab_to(page, card(page, "Later"))
    told(page, "Delete", "“Later” is not placed now.")
    expect(page.locator("[data-tray] h2")).to_be_focused()
    page.keyboard.press("Control+z")
    expect(card(page, "Later")).to_have_count(1)
    page.keyboard.press("Control+Shift+z")
    expect(card(page, "Later")).to_have_count(0)
    assert built(event_id) == PLAN


def told(page: Page, key: str, words: str) -> None:
    page.keyboard.press(key)
    expect(page.locator("[data-said]")).to_contain_text(words)
    page.wait_for_timeout(150)  # the card is drawn anew, and takes the focus back


def tab_to(page: Page, goal: Locator) -> None:
    """As somebody without a mouse: Tab, until it is there."""
    expect(goal).to_have_count(1)
    for _ in range(120):
        if goal.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not come to {goal}")


# --- without scripts ---


@pytest.mark.parametrize("page", [False], indirect=True, ids=["without scripts"])
def test_without_scripts(page: Page, event_id: UUID) -> None:
    for title, (starts, room, minutes) in {
        "Opening": ("10:00", "Garden", "45"),
        "Clinic": ("09:00", "Garden", "60"),
        "Showcase": ("9:15", "Hall", "45"),
    }.items():
        page.goto(f"{AGENDA}/")
        page.get_by_role("row", name=title).get_by_role("link", name="Place…").click()
        page.get_by_label("Day", exact=True).select_option(DAY.isoformat())
        page.get_by_label("Begins").fill(starts)
        page.get_by_label("Room", exact=True).select_option(label=room)
        page.get_by_label("Minutes").fill(minutes)
        page.get_by_role("button", name="Place it").click()
    page.get_by_role("row", name="Opening").get_by_role("link", name="Move to…").click()
    page.get_by_label("Change places with").select_option(label=f"{DAY:%A} {DAY.day} {DAY:%B} 09:00–10:00 · Clinic")
    page.get_by_role("button", name="Let them change places").click()
    assert built(event_id) == PLAN
