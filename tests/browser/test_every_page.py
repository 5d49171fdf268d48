"""Every page in a real browser, wide and narrow, light and dark: nothing to complain about."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.abuse.walking import routes_of
from tests.browser.conftest import Served

pytestmark = pytest.mark.browser
LOUD = {"error", "warning", "assert"}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
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
def window(chromium: Browser, served: Served, width: int, scheme: str) -> Iterator[tuple[Page, list[str]]]:
    """A browser window, signed in as the owner, and the complaints that it has noted."""
    complaints: list[str] = []
    context = chromium.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]
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


def paths_of(served: Served) -> list[str]:
    """Every address of the world that answers with a page."""
    paths = []
    for rule, _says in routes_of(served.app):
        if "GET" not in (rule.methods or ()) or rule.endpoint.endswith(("calendar", "health")):
            continue
        if rule.endpoint == "outbox.mail_as_html":  # a sandbox in which nothing runs, axe neither
            continue
        path = served.world.path_to(served.app, rule)
        if not path.endswith((".json", ".xml", ".ics", ".csv")) and not path.startswith("/files/"):
            paths.append(path)
    assert len(paths) > 20
    return [*paths, "/nothing"]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page(chromium: Browser, served: Served, width: int, scheme: str) -> None:
    wrong: list[str] = []
    axe = Axe()
    with window(chromium, served, width, scheme) as (page, complaints):
        for path in paths_of(served):
            complaints.clear()
            page.goto(path, wait_until="load")
            found = axe.run(page, options=RULES).response["violations"]
            problems = [f"axe {each['id']}: {node['html'][:140]}" for each in found for node in each["nodes"][:3]]
            problems += [f"policy: {each}" for each in page.evaluate("window.violations")]
            problems += [f"under 24 px: {each}" for each in page.evaluate(SMALL_CONTROLS)]
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                problems.append("scrolls sideways")
            expected = path == "/nothing"
            problems += [each for each in complaints if not (expected and "404" in each)]
            wrong += [f"{path}: {problem}" for problem in problems]
    assert not wrong, "\n".join(wrong)
