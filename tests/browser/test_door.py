"""The door in a browser: a list that filters, a network that goes away, codes before a camera; and without scripts."""

from uuid import UUID

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from convene.database import db
from convene.events.models import Event
from convene.registration.catalogue import How, SignUp
from convene.registration.queries.attendance import count_at
from convene.registration.queries.door import guests_at
from convene.registration.services import checking_in
from convene.registration.services.self_service import cancel as leave_the_list
from convene.registration.services.signing_up import set_session_places
from convene.web.codes import code_svg
from convene.web.signed_links import Purpose, absolute_url, sign
from tests.browser.conftest import Served
from tests.factories.registrations import make_registration
from tests.support.world import World

pytestmark = pytest.mark.browser
DOOR = "/organise/forum/door/"
#: So long, in milliseconds, a second tap is the same one.
SAME_TAP = 1_600
#: A camera that is held before a picture. What it sees is `window.seen`.
CAMERA = """() => {
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: 640, height: 480 });
    const drawing = canvas.getContext("2d");
    window.show = async (svg) => {
        const picture = new Image();
        picture.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(svg);
        await picture.decode();
        window.picture = picture;
    };
    setInterval(() => {
        drawing.fillStyle = "#888";
        drawing.fillRect(0, 0, 640, 480);
        if (window.picture) drawing.drawImage(window.picture, 190, 110, 260, 260);
    }, 60);
    navigator.mediaDevices.getUserMedia = async () => canvas.captureStream();
}"""


def arrived(world: World) -> int:
    return count_at(world.event_id, world.event_id).arrived


def who_came(world: World) -> set[str]:
    event = db.session.get_one(Event, world.event_id)
    return {one.name for one in guests_at(event, event.id).guests if one.arrival}


def desk(chromium: Browser, served: Served, *, scripts: bool = True) -> tuple[BrowserContext, Page]:
    context = chromium.new_context(
        base_url=served.url, viewport={"width": 390, "height": 800}, java_script_enabled=scripts
    )
    page = context.new_page()
    page.goto(served.sign_in_path())
    page.locator("main button").click()
    page.goto(DOOR)
    return context, page


def check_in(page: Page, name: str) -> None:
    """Type a name, and press the button that appears, as soon as it may be pressed again."""
    page.wait_for_timeout(SAME_TAP)
    page.get_by_label("Name or organisation").fill(name)
    page.get_by_role("button", name=f"Check in {name}").click()


def wait_until_all_is_sent(page: Page, seconds: int = 15) -> None:
    for _ in range(seconds * 10):
        if page.evaluate("localStorage.length") == 0:
            return
        page.wait_for_timeout(100)
    raise AssertionError(page.evaluate("({...localStorage})"))


def test_what_is_done_while_the_network_is_away_is_sent_when_it_is_back(chromium: Browser, served: Served) -> None:
    people = [make_registration(served.world.event_id, f"p{n}@example.org", name=f"Đặng Person {n}") for n in range(3)]
    context, page = desk(chromium, served)
    expect(page.get_by_text("1 of 7 are here")).to_be_visible()
    page.get_by_label("Name or organisation").fill("dang")
    expect(page.get_by_role("button", name="Check in")).to_have_count(3)
    context.set_offline(True)
    for number in range(3):
        check_in(page, f"Đặng Person {number}")
    expect(page.get_by_text("4 of 7 are here")).to_be_visible()
    expect(page.get_by_text("3 waiting to be sent")).to_be_visible()
    page.wait_for_timeout(SAME_TAP)
    page.get_by_role("button", name="Undo Đặng Person 1").click()
    page.get_by_role("link", name="Not on the list?").click()
    page.get_by_label("Full name").fill("Kim Walker")
    page.get_by_role("button", name="Let in").click()
    expect(page.get_by_text("5 waiting to be sent")).to_be_visible()
    assert arrived(served.world) == 1
    context.set_offline(False)
    expect(page.get_by_text("waiting to be sent")).to_be_hidden(timeout=15_000)
    wait_until_all_is_sent(page)
    expect(page.get_by_text("4 of 8 are here")).to_be_visible()
    db.session.rollback()  # what the test has read before
    came = who_came(served.world)
    assert came == {"Ali ‘al-Amin’", "Đặng Person 0", "Đặng Person 2", "Kim Walker"}
    assert len(people) == 3
    context.close()


def test_two_desks_see_each_other_within_seconds(chromium: Browser, served: Served) -> None:
    first, page = desk(chromium, served)
    second, other = desk(chromium, served)
    page.get_by_label("Name or organisation").fill("jane")
    page.get_by_role("button", name="Check in Jane").click()
    expect(other.get_by_text("2 of 4 are here")).to_be_visible(timeout=9_000)
    other.get_by_role("button", name="Undo Jane").click()
    expect(page.get_by_text("1 of 4 are here")).to_be_visible(timeout=9_000)
    first.close()
    second.close()


@pytest.mark.parametrize("reader", ["ours", "the browser’s own"])
def test_a_code_before_the_camera_checks_in(chromium: Browser, served: Served, reader: str) -> None:
    context, page = desk(chromium, served)
    own = "window.BarcodeDetector = class { static getSupportedFormats = async () => ['qr_code'];"
    own += " async detect() { return window.code ? [{ rawValue: window.code }] : []; } }; null"
    page.evaluate(own if reader != "ours" else "delete window.BarcodeDetector")
    page.evaluate(CAMERA)
    jane = served.world.values["registration_id"]
    link = absolute_url("code.scanned", token=sign(Purpose.CHECK_IN, jane))
    svg = code_svg(link).replace("<svg ", '<svg width="600" height="600" ', 1)
    page.get_by_role("button", name="Scan a code").click()
    expect(page.get_by_text("Point the camera at the code.")).to_be_visible()
    page.evaluate("window.show", svg)
    page.evaluate("link => { window.code = link; }", link)
    expect(page.get_by_text("Jane Trần is in.")).to_be_visible(timeout=10_000)
    expect(page.get_by_text("2 of 4 are here")).to_be_visible()
    page.get_by_role("button", name="Stop scanning").click()
    expect(page.locator("video")).to_be_hidden()
    context.close()


def test_a_code_before_the_list_is_here_is_of_somebody(chromium: Browser, served: Served) -> None:
    context, page = desk(chromium, served)
    page.route("**/door/expected*", lambda route: route.abort())
    page.reload()
    link = absolute_url("code.scanned", token=sign(Purpose.CHECK_IN, served.world.values["registration_id"]))
    own = "window.BarcodeDetector = class { static getSupportedFormats = async () => ['qr_code'];"
    page.evaluate(own + " async detect() { return [{ rawValue: window.code }]; } }; null")
    page.evaluate("link => { window.code = link; }", link)
    page.evaluate(CAMERA)
    page.get_by_role("button", name="Scan a code").click()
    expect(page.get_by_text("The list of people is not here yet.")).to_be_visible(timeout=10_000)
    page.unroute("**/door/expected*")
    expect(page.get_by_text("Jane Trần is in.")).to_be_visible(timeout=10_000)
    context.close()


def test_a_revoked_code_is_of_nobody(chromium: Browser, served: Served) -> None:
    context, page = desk(chromium, served)
    page.evaluate("delete window.BarcodeDetector")
    page.evaluate(CAMERA)
    old = absolute_url("code.scanned", token=sign(Purpose.CHECK_IN, served.world.values["registration_id"], 7))
    svg = code_svg(old).replace("<svg ", '<svg width="600" height="600" ', 1)
    page.get_by_role("button", name="Scan a code").click()
    page.evaluate("window.show", svg)
    expect(page.get_by_text("This code is of nobody who is registered here.")).to_be_visible(timeout=10_000)
    assert arrived(served.world) == 1
    context.close()


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("throw new DOMException('', 'NotAllowedError')", "The camera was refused to this page."),
        ("throw new DOMException('', 'NotFoundError')", "No camera answers"),
        (None, "Browsers give the camera only to addresses that begin with https."),
    ],
)
def test_without_a_camera_it_says_why_and_offers_names(
    chromium: Browser, served: Served, why: str | None, said: str
) -> None:
    context, page = desk(chromium, served)
    if why is None:
        page.evaluate("Object.defineProperty(window, 'isSecureContext', { value: false }); null")
    else:
        page.evaluate(f"navigator.mediaDevices.getUserMedia = async () => {{ {why}; }}; null")
    page.get_by_role("button", name="Scan a code").click()
    expect(page.get_by_text(said)).to_be_visible()
    expect(page.get_by_text("look for names")).to_be_visible()
    expect(page.get_by_text("https", exact=False)).to_have_count(1 if why is None else 0)
    context.close()


def test_a_second_tap_of_the_same_finger_undoes_nothing(chromium: Browser, served: Served) -> None:
    context, page = desk(chromium, served)
    page.get_by_label("Name or organisation").fill("jane")
    button = page.get_by_role("button", name="Check in Jane")
    box = button.bounding_box()
    assert box is not None
    at = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.click(*at)
    page.wait_for_timeout(150)
    page.mouse.click(*at)
    expect(page.get_by_text("Jane Trần is in.")).to_be_visible()
    expect(page.get_by_text("2 of 4 are here")).to_be_visible()
    wait_until_all_is_sent(page)  # then the list is drawn no more
    undo = page.get_by_role("button", name="Undo Jane").bounding_box()
    assert undo is not None
    assert undo["x"] + undo["width"] < box["x"]
    # The next name is typed at once.
    expect(page.get_by_label("Name or organisation")).to_be_focused()
    page.keyboard.type("ali")
    expect(page.get_by_label("Name or organisation")).to_have_value("ali")
    wait_until_all_is_sent(page)
    assert arrived(served.world) == 2
    context.close()


def test_a_queue_that_is_tapped_down_fast_loses_nobody(chromium: Browser, served: Served) -> None:
    names = [f"Queue {number}" for number in range(4)]
    for number, name in enumerate(names):
        make_registration(served.world.event_id, f"queue{number}@example.org", name=name)
    context, page = desk(chromium, served)
    field = page.get_by_label("Name or organisation")
    for name in names:  # the next one's button comes to stand in the very same place
        field.fill(name)
        page.get_by_role("button", name=f"Check in {name}").click()
    wait_until_all_is_sent(page)
    assert set(names) <= who_came(served.world)
    context.close()


@pytest.mark.parametrize("cut_off", [False, True])
def test_the_second_desk_reads_who_was_first(chromium: Browser, served: Served, *, cut_off: bool) -> None:
    context, page = desk(chromium, served)
    page.get_by_label("Name or organisation").fill("jane")
    expect(page.get_by_role("button", name="Check in Jane")).to_be_visible()
    # What the other desk does is not seen here before the button is pressed.
    page.route("**/door/changes?*", lambda route: route.fulfill(status=304))
    context.set_offline(cut_off)
    jane = served.world.values["registration_id"]
    assert isinstance(jane, UUID)
    checking_in.check_in(served.world.event_id, jane, served.world.event_id, how=How.BY_NAME, desk="Desk B", by="test")
    page.get_by_role("button", name="Check in Jane").click()
    if cut_off:
        expect(page.get_by_text("Jane Trần is in.")).to_be_visible()
    context.set_offline(False)
    expect(page.get_by_text("Jane Trần was checked in already, by Desk B at")).to_be_visible(timeout=15_000)
    wait_until_all_is_sent(page)
    context.close()


def test_who_waits_is_let_in_by_a_second_step_without_a_network(chromium: Browser, served: Served) -> None:
    event_id = served.world.event_id
    waits = make_registration(event_id, "mei@example.org", name="Mei Lin")
    leave_the_list(waits)
    context, page = desk(chromium, served)
    page.get_by_label("Name or organisation").fill("mei")
    expect(page.get_by_text("cancelled", exact=True)).to_be_visible()
    context.set_offline(True)
    page.keyboard.press("Enter")  # nobody is let in anyway by a key that was meant for another
    page.get_by_role("link", name="Let in anyway Mei Lin").click()
    page.wait_for_timeout(4_500)  # the list is shown anew, and the question stands
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_role("button", name="Yes, let in Mei Lin")).to_be_hidden()
    page.get_by_role("link", name="Let in anyway Mei Lin").click()
    page.get_by_role("button", name="Yes, let in Mei Lin").click()
    expect(page.get_by_text("2 of 5 are here")).to_be_visible()
    context.set_offline(False)
    wait_until_all_is_sent(page)
    db.session.rollback()
    assert who_came(served.world) == {"Ali ‘al-Amin’", "Mei Lin"}
    expect(page.get_by_text("2 of 5 are here")).to_be_visible()
    context.close()


def test_the_door_of_a_session_asks_once_more_without_a_network(chromium: Browser, served: Served) -> None:
    world, session_id = served.world, served.world.values["session_id"]
    assert isinstance(session_id, UUID)
    set_session_places(world.event_id, {session_id: SignUp(24)}, by="test")
    make_registration(world.event_id, "mei@example.org", name="Mei Lin")
    context, page = desk(chromium, served)
    page.goto(f"{DOOR}?session={world.values['code']}")
    expect(page.get_by_text("0 of 1 signed up are here")).to_be_visible()
    page.get_by_label("Name or organisation").fill("mei")
    expect(page.get_by_text("not signed up", exact=True)).to_be_visible()
    context.set_offline(True)
    page.get_by_role("link", name="Let in anyway Mei Lin").click()
    page.get_by_role("button", name="Yes, let in Mei Lin").click()
    expect(page.get_by_text("0 of 1 signed up are here")).to_be_visible()
    expect(page.get_by_text("Here and not signed up: 1")).to_be_visible()
    context.set_offline(False)
    wait_until_all_is_sent(page)
    expect(page.get_by_text("Here and not signed up: 1")).to_be_visible()
    db.session.rollback()
    assert count_at(world.event_id, session_id).arrived == 1
    context.close()


def test_without_scripts_names_are_found_checked_in_and_taken_back(chromium: Browser, served: Served) -> None:
    context, page = desk(chromium, served, scripts=False)
    page.get_by_label("Name or organisation").fill("tran")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("button", name="Check in Jane").click()
    expect(page.get_by_text("2 of 4 are here")).to_be_visible()
    page.get_by_role("button", name="Undo Jane").click()
    expect(page.get_by_text("1 of 4 are here")).to_be_visible()
    expect(page.get_by_role("button", name="Scan a code")).to_be_hidden()
    context.close()


def test_the_list_of_people_is_kept_nowhere(chromium: Browser, served: Served) -> None:
    context, page = desk(chromium, served)
    page.get_by_label("Name or organisation").fill("jane")
    expect(page.get_by_role("button", name="Check in Jane")).to_be_visible()
    assert page.evaluate("[...Object.values(localStorage), ...Object.values(sessionStorage)].join()") == ""
    assert page.evaluate("indexedDB.databases().then(all => all.length)") == 0
    context.close()


def test_what_was_done_signed_out_is_sent_once_somebody_has_signed_in_again(chromium: Browser, served: Served) -> None:
    context, page = desk(chromium, served)
    expect(page.get_by_text("1 of 4 are here")).to_be_visible()
    other = context.new_page()
    other.goto("/account")
    other.get_by_role("button", name="Sign out").click()
    page.get_by_label("Name or organisation").fill("jane")
    page.get_by_role("button", name="Check in Jane").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    expect(page.get_by_text("1 waiting to be sent")).to_be_visible()
    assert arrived(served.world) == 1
    db.session.rollback()
    other.goto(served.sign_in_path())
    other.locator("main button").click()
    wait_until_all_is_sent(page)
    expect(page.get_by_text("You are signed out.")).to_be_hidden()
    db.session.rollback()
    assert arrived(served.world) == 2
    context.close()


def test_what_waits_outlives_the_page(chromium: Browser, served: Served) -> None:
    context, page = desk(chromium, served)
    page.get_by_label("Name or organisation").fill("jane")
    expect(page.get_by_role("button", name="Check in Jane")).to_be_visible()
    context.set_offline(True)
    page.get_by_role("button", name="Check in Jane").click()
    expect(page.get_by_text("1 waiting to be sent")).to_be_visible()
    page.close()  # the phone has let it go
    context.set_offline(False)
    again = context.new_page()
    again.goto(DOOR)
    expect(again.get_by_text("2 of 4 are here")).to_be_visible()
    wait_until_all_is_sent(again)
    assert arrived(served.world) == 2
    context.close()


def test_what_one_window_has_sent_takes_nothing_of_what_waits_in_another(chromium: Browser, served: Served) -> None:
    make_registration(served.world.event_id, "dewi@example.org", name="Dewi Kartika")
    db.session.rollback()
    context, one = desk(chromium, served)
    other = context.new_page()
    other.goto(DOOR)
    other.route("**/door/slips", lambda route: route.abort())
    held: list[Route] = []
    one.route("**/door/slips", lambda route: route.continue_() if held else held.append(route))
    check_in(one, "Jane")
    one.wait_for_timeout(200)
    check_in(other, "Dewi")
    expect(other.get_by_text("waiting to be sent")).to_be_visible()
    held[0].continue_()
    expect(one.get_by_text("3 of 5 are here")).to_be_visible()
    other.close()  # before it could send anything
    wait_until_all_is_sent(one)
    assert arrived(served.world) == 3
    context.close()
