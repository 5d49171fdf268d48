"""Every component looks as it was last agreed, wide and light, narrow and dark; axe finds nothing in any.

`make gallery` looks anew and writes tests/front/looks/: the diff is what a reviewer agrees to.
"""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from convene.gallery.components import component_names, examples_of
from convene.web.assets import DIST
from tests.support.axe import complaints_of_axe
from tests.support.looks import LOOKS, VIEWS, Seen, differences, keep, kept, seen_now, show

pytestmark = pytest.mark.browser
RENEW = bool(os.environ.get("RENEW_LOOKS"))
WEAR = """rule => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rule);
  document.adoptedStyleSheets = rule ? [sheet] : [];
}"""

#: A page has one list with pages; this one shows the states of what leads through them.
SEVERAL_OF_A_KIND = {"rules": {"landmark-unique": {"enabled": False}}}


@pytest.fixture(scope="module")
def gallery(chromium: Browser, migrated: tuple[Flask, Path | None]) -> Iterator[Page]:
    """The gallery, open on its one page of all components: it asks no database."""
    if not (DIST / "manifest.json").exists():
        pytest.fail("Build the style sheets first: npm ci && npm run build in frontend/")
    server = make_server("localhost", 0, migrated[0], threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    context = chromium.new_context(reduced_motion="reduce", locale="en-GB", timezone_id="UTC")
    page = context.new_page()
    page.goto(f"http://localhost:{server.server_port}/styleguide/")
    yield page
    context.close()
    server.shutdown()
    thread.join()
    server.server_close()


def test_every_component_looks_as_agreed(gallery: Page) -> None:
    seen: dict[str, Seen] = {name: {} for name in component_names()}
    for width, scheme in VIEWS:
        show(gallery, width, scheme)
        for name, views in seen.items():
            views[f"{width} {scheme}"] = seen_now(gallery, name)
    if RENEW:
        for name, look in seen.items():
            keep(name, look)
    changed = [f"{name}: {each}" for name, look in seen.items() for each in differences(kept(name), look)[:3]]
    assert not changed, "\n".join([*changed, "As it should be? Then: make gallery, and commit what it writes."])


def test_what_is_agreed_is_about_what_there_is() -> None:
    assert {path.stem for path in LOOKS.glob("*.json")} == set(component_names())
    for name in component_names():
        for width, scheme in VIEWS:
            examples = kept(name)[f"{width} {scheme}"]
            assert list(examples) == [example.title for example in examples_of(name)]
            assert any(examples.values()), f"{name}: nothing was seen"


@pytest.mark.parametrize(("width", "scheme"), VIEWS)
def test_axe_finds_nothing(gallery: Page, width: int, scheme: str) -> None:
    show(gallery, width, "light" if scheme == "light" else "dark")
    assert complaints_of_axe(gallery, SEVERAL_OF_A_KIND) == []
    assert gallery.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("color: rgb(1 2 3) !important", "#010203"),
        ("font-size: 19px !important", " 19px "),
        ("padding-inline-start: 9px !important", "padding 2px 6.5px 2px 9px"),
        ("margin-inline-end: 6px !important", "lies at"),
        ("border: 5px solid !important", "border 5px"),
    ],
)
def test_a_changed_rule_is_seen(gallery: Page, rule: str, says: str) -> None:
    width, scheme = VIEWS[0]
    show(gallery, width, scheme)
    view = f"{width} {scheme}"
    agreed = {view: kept("state")[view]}
    assert differences(agreed, {view: seen_now(gallery, "state")}) == []
    gallery.evaluate(WEAR, f"main .state {{ {rule} }}")
    found = differences(agreed, {view: seen_now(gallery, "state")})
    gallery.evaluate(WEAR, "")
    assert any(says in each for each in found), found[:3]
