"""Every layout and component in Chromium, wide and narrow, light and dark, in both directions of writing."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from convene.gallery.facts import page_data
from convene.web.assets import DIST
from tests.support.axe import complaints_of_axe

pytestmark = pytest.mark.browser

# Each pair of width and mode, of width and direction, of mode and direction comes up once.
VIEWS = [(1280, "light", "ltr"), (390, "dark", "ltr"), (1280, "dark", "rtl"), (390, "light", "rtl")]

# Axe takes a second: two views hold both widths and both modes; what turns with the direction is geometry.
VIEWS_WITH_AXE = {(1280, "light", "ltr"), (390, "dark", "ltr")}

# Axe needs seconds for the 270 sessions of the large agenda, whose parts are those of the small one.
TOO_LARGE_FOR_AXE = {"agenda-large"}
AXE = {"resultTypes": ["violations"]}

TOO_SMALL = """() => {
  const inSentence = (link) =>
    [...link.parentElement.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const controls = document.querySelectorAll("a[href], button, input, select, textarea, summary");
  return [...controls].filter((control) => {
    if (control.matches(".skip, [type=hidden]") || !control.checkVisibility()) return false;
    // a link within a sentence is as high as its line
    if (control.tagName === "A" && inSentence(control)) return false;
    // the whole card of a session can be pressed
    const area = (control.closest(".session__title")?.closest(".session") ?? control).getBoundingClientRect();
    return area.width < 23.9 || area.height < 23.9;
  }).map((control) => control.outerHTML.slice(0, 160));
}"""

CUT = """() => [...document.querySelectorAll(".session, .button, .state")]
  .filter((box) => box.scrollHeight > box.clientHeight + 2 || box.scrollWidth > box.clientWidth + 2)
  .map((box) => box.textContent.trim().slice(0, 80))"""

COVERED = """() => [...document.querySelectorAll(".agenda")].flatMap((agenda) => {
  const boxes = [...agenda.querySelectorAll(".session")].map((box) =>
    [box.getBoundingClientRect(), box.textContent]);
  const touch = (one, other) => one.left < other.right - 1 && other.left < one.right - 1
    && one.top < other.bottom - 1 && other.top < one.bottom - 1;
  return boxes.flatMap(([one, name], index) =>
    boxes.slice(index + 1).filter(([other]) => touch(one, other)).map(([, other]) => [name, other]));
})"""


@pytest.fixture(scope="module")
def site(migrated: tuple[Flask, Path | None]) -> Iterator[str]:
    """The address of the layouts in the gallery, which asks no database."""
    if not (DIST / "manifest.json").exists():
        pytest.fail("Build the style sheets first: npm ci && npm run build in frontend/")
    server = make_server("localhost", 0, migrated[0], threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page(viewport={"width": 1280, "height": 900}, timezone_id="Europe/Paris")
    # The examples are sent nowhere: the answer to a form is "nothing new to show".
    page.route("**/*", lambda way: way.fulfill(status=204) if way.request.method == "POST" else way.fallback())
    yield page
    page.close()


@pytest.mark.long  # tests/browser walks every real page; the examples repeat that for states that few events have
@pytest.mark.parametrize(("width", "mode", "direction"), VIEWS)
@pytest.mark.parametrize("name", list(page_data()))
def test_a_page_is_sound_in_every_view(
    chromium: Browser, site: str, name: str, width: int, mode: Any, direction: str
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=mode)
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site}/styleguide/layouts/{name}.html?in={'ar' if direction == 'rtl' else 'en'}")
    page.evaluate("document.fonts.ready")

    assert said == []
    assert [url for url in asked if not url.startswith(site)] == []
    assert page.locator("h1").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert page.evaluate(TOO_SMALL) == []
    assert page.evaluate(CUT) == []
    assert page.evaluate(COVERED) == []
    if (width, mode, direction) in VIEWS_WITH_AXE and name not in TOO_LARGE_FOR_AXE:
        assert complaints_of_axe(page, AXE) == []
    context.close()


def test_rooms_lie_side_by_side_where_there_is_room_and_below_each_other_on_a_phone(page: Page, site: str) -> None:
    page.goto(f"{site}/styleguide/layouts/agenda.html")
    first = page.locator(".session", has_text="Rapid mapping").bounding_box()
    second = page.locator(".session", has_text="Keeping data").bounding_box()
    assert first
    assert second
    assert first["y"] == pytest.approx(second["y"], abs=1)
    assert second["x"] > first["x"] + first["width"] - 1
    page.set_viewport_size({"width": 390, "height": 900})
    first = page.locator(".session", has_text="Rapid mapping").bounding_box()
    second = page.locator(".session", has_text="Keeping data").bounding_box()
    assert first
    assert second
    assert second["y"] > first["y"] + first["height"] - 1


def test_what_is_under_way_is_marked_and_a_line_shows_the_time(page: Page, site: str) -> None:
    page.clock.set_fixed_time("2024-03-07T02:30:00Z")  # 09:30 in Bangkok
    page.goto(f"{site}/styleguide/layouts/agenda.html")
    on = page.locator(".session--on")
    assert on.count() == 3
    assert "On now" in on.first.inner_text()
    assert page.locator(".now time").inner_text() == "09:30"
    line = page.locator(".now").bounding_box()
    slot = page.locator(".slot h3", has_text="09:20").bounding_box()
    assert line
    assert slot
    assert line["y"] > slot["y"]


def test_nothing_is_marked_on_another_day(page: Page, site: str) -> None:
    page.clock.set_fixed_time("2024-03-08T02:30:00Z")
    page.goto(f"{site}/styleguide/layouts/agenda.html")
    assert page.locator(".session--on, .now").count() == 0


def test_the_error_summary_has_the_focus_and_leads_to_the_question(page: Page, site: str) -> None:
    page.goto(f"{site}/styleguide/layouts/register-wrong.html")
    assert page.evaluate("document.activeElement.hasAttribute('data-error-summary')")
    assert page.title().startswith("Error: Register")
    for words, id_ in [("Enter an e-mail", "email"), ("Say whether", "photographs-0")]:
        page.locator(".errors a", has_text=words).click()
        assert page.evaluate("document.activeElement.id") == id_


def test_an_error_is_told_with_its_question_to_those_who_do_not_see_it(page: Page, site: str) -> None:
    page.goto(f"{site}/styleguide/layouts/register-wrong.html")
    email = page.locator("#email")
    assert email.get_attribute("aria-invalid") == "true"
    assert email.get_attribute("aria-describedby") == "email-hint email-error"
    described = page.locator("fieldset", has=page.locator("#photographs-0"))
    assert described.get_attribute("aria-describedby") == "photographs-hint photographs-error"
    assert page.locator("#name").get_attribute("aria-invalid") is None


def test_typed_text_survives_a_reload_and_is_forgotten_once_sent(page: Page, site: str) -> None:
    page.goto(f"{site}/styleguide/layouts/register.html")
    page.on("dialog", lambda dialog: dialog.accept())
    page.fill("#name", "Jane Trần")
    page.check("text=Captions")
    page.reload()
    assert page.input_value("#name") == "Jane Trần"
    assert page.is_checked("#needs-0")
    page.click("button:has-text('Register')")
    page.goto(f"{site}/styleguide/layouts/place.html")
    assert page.evaluate("Object.keys(sessionStorage)") == []


def test_a_password_is_never_kept(page: Page, site: str) -> None:
    page.goto(f"{site}/styleguide/layouts/sign-in.html")
    page.evaluate("document.querySelector('form').dataset.keep = 'sign-in'")
    page.evaluate("import(document.querySelector('script[type=module]').src + '?again')")
    page.wait_for_timeout(100)
    page.fill("#email", "noor@example.org")
    page.fill("#password", "correct horse")
    kept = json.dumps(page.evaluate("({...sessionStorage})"))
    assert "noor@example.org" in kept
    assert "correct horse" not in kept


def test_a_second_press_sends_nothing_twice_and_says_that_something_happens(page: Page, site: str) -> None:
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.goto(f"{site}/styleguide/layouts/register.html")
    button = page.locator(".form-end button")
    button.click()
    button.click(force=True)
    assert button.inner_text() == "Working…"
    assert page.locator("[role=status]").last.inner_text() == "Working…"
    assert len(sent) == 1


def test_times_in_the_readers_zone_are_one_link_away(page: Page, site: str) -> None:
    page.goto(f"{site}/styleguide/layouts/agenda.html")
    href = page.locator("[data-local-time]").get_attribute("href")
    assert href is not None
    assert href.endswith("agenda.html?zone=Europe%2FParis")


def test_the_current_part_is_scrolled_into_view_on_a_phone(page: Page, site: str) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(f"{site}/styleguide/layouts/mails.html")
    box = page.locator(".life [aria-current]").bounding_box()
    assert box
    assert 0 <= box["x"] <= 390 - box["width"] + 1


def test_every_file_that_a_page_names_was_built() -> None:
    manifest = json.loads((DIST / "manifest.json").read_text())
    assert {"app.css", "app.js", "agenda.css", "gallery.css", "mark.svg"} <= set(manifest)
    assert all((DIST / name).is_file() for name in manifest.values())
