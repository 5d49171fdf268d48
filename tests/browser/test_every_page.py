"""Every page in a real browser, wide and narrow, light and dark: nothing to complain about."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.abuse.walking import routes_of
from tests.browser.conftest import Served
from tests.support.axe import complaints_of_axe

pytestmark = pytest.mark.browser
LOUD = {"error", "warning", "assert"}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
#: Those that depend on how wide and in which colours a page is shown; the others are asked once.
RULES_OF_LOOKS = {
    "runOnly": ["color-contrast", "target-size", "link-in-text-block", "scrollable-region-focusable", "meta-viewport"]
}
#: Sizes depend on no colours: what is narrow and light is seen narrow and dark, and wide and light.
OTHER_VIEWS: tuple[tuple[int, Literal["light", "dark"]], ...] = ((1280, "dark"), (390, "dark"))
#: Small targets that WCAG 2.2 2.5.8 excepts: links inside a line of text.
SMALL_CONTROLS = """() => [...document.querySelectorAll(
    'button, select, summary, input:not([type=hidden]), a.button, nav a')]
    .filter(each => each.ariaHidden !== 'true' && each.offsetParent !== null && getComputedStyle(each).clip === 'auto')
    .map(each => [each.outerHTML.slice(0, 120), each.getBoundingClientRect()])
    .filter(([_, box]) => box.width > 1 && box.height > 1 && (box.width < 24 || box.height < 24))
    .map(([html, box]) => `${Math.round(box.width)}x${Math.round(box.height)} ${html}`)"""
LISTEN = """window.violations = [];
    document.addEventListener('securitypolicyviolation', event => window.violations.push(
        `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`))"""


@contextmanager
def window(chromium: Browser, served: Served) -> Iterator[tuple[Page, list[str]]]:
    """A browser window, signed in as the owner, and the complaints that it has noted."""
    complaints: list[str] = []
    context = chromium.new_context(
        base_url=served.url,
        reduced_motion="reduce",
    )
    context.add_init_script(LISTEN)
    page = context.new_page()
    page.on("console", lambda said: complaints.append(f"console: {said.text}") if said.type in LOUD else None)
    page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
    page.on(
        "request",
        lambda request: (
            complaints.append(f"asked elsewhere: {request.url}")
            if urlsplit(request.url).hostname not in {"localhost", None} and not request.url.startswith("data:")
            else None
        ),
    )
    page.goto(served.sign_in_path())
    page.locator("main button").click()
    try:
        yield page, complaints
    finally:
        context.close()


#: These answer with a picture, a file or a text, which is no page.
NO_PAGES = {"speak.picture", "speak.part", "draft.part_of_photo", "registration.material", "events.robots",
            "registrations.upload", "registration.own_upload", "programme.changes_feed",
            "badges.picture", "door_sync.people", "door_sync.changes", "draft.grid_now",
             "draft.run_sheet_now", "groups.reports_now", "groups.wall_now", "groups.fresh_board", "groups.door",
             "my_group.fresh", "my_group.hear"}  # fmt: skip


#: Where an address ends with one of these, a file comes.
FILES = (".json", ".xml", ".ics", ".csv", ".xlsx", ".txt", ".zip", ".pdf", "/download")


def paths_of(served: Served) -> list[str]:
    """Every address of the world that answers with a page."""
    paths = []
    for rule, _says in routes_of(served.app):
        if "GET" not in (rule.methods or ()) or rule.endpoint.endswith(("calendar", "health")):
            continue
        if rule.endpoint == "outbox.mail_as_html":  # a sandbox in which nothing runs, axe neither
            continue
        if rule.endpoint in NO_PAGES:
            continue
        path = served.world.path_to(served.app, rule)
        if not path.endswith(FILES) and not path.startswith("/files/"):
            paths.append(path)
    assert len(paths) > 20
    return [*paths, "/nothing"]


@pytest.mark.parametrize("quarter", range(4))
def test_every_page(chromium: Browser, served: Served, quarter: int) -> None:
    """Each page is opened once, wide and light, and then looked at in its other sizes and colours."""
    wrong: list[str] = []
    with window(chromium, served) as (page, complaints):
        for path in paths_of(served)[quarter::4]:
            complaints.clear()
            page.set_viewport_size({"width": 1280, "height": 900})
            page.emulate_media(color_scheme="light")
            page.goto(path, wait_until="load")
            problems = complaints_of_axe(page, RULES)
            problems += _what_does_not_fit(page)
            for width, scheme in OTHER_VIEWS:
                page.set_viewport_size({"width": width, "height": 900})
                page.emulate_media(color_scheme=scheme)
                seen = [*complaints_of_axe(page, RULES_OF_LOOKS), *_what_does_not_fit(page)]
                problems += [f"{width} {scheme}: {each}" for each in seen]
            problems += [f"policy: {each}" for each in page.evaluate("window.violations")]
            expected = path == "/nothing"
            problems += [each for each in complaints if not (expected and "404" in each)]
            wrong += [f"{path}: {problem}" for problem in problems]
    assert not wrong, "\n".join(wrong)


def _what_does_not_fit(page: Page) -> list[str]:
    problems = [f"under 24 px: {each}" for each in page.evaluate(SMALL_CONTROLS)]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        problems.append("scrolls sideways")
    return problems
