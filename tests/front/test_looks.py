"""Every component looks as it was last agreed, wide and light, narrow and dark; axe finds nothing in any.

`make gallery` looks anew and writes tests/front/looks/: the diff is what a reviewer agrees to.
"""

import os
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from convene.gallery.components import component_names
from tests.support.axe import complaints_of_axe
from tests.support.looks import differences, keep, kept, look_of

pytestmark = pytest.mark.browser
RENEW = bool(os.environ.get("RENEW_LOOKS"))


@pytest.fixture(scope="module")
def gallery(migrated: tuple[Flask, Path | None]) -> Iterator[str]:
    """The address of the gallery: it asks no database."""
    server = make_server("localhost", 0, migrated[0], threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}/styleguide"
    server.shutdown()
    thread.join()
    server.server_close()


def test_every_component_looks_as_agreed(chromium: Browser, gallery: str) -> None:
    context = chromium.new_context(reduced_motion="reduce")
    page = context.new_page()
    changed: list[str] = []
    for name in component_names():
        look = look_of(page, f"{gallery}/components/{name}")
        if RENEW:
            keep(name, look)
        changed += [f"{name}: {each}" for each in differences(kept(name), look)[:3]]
        changed += [f"{name}: {each}" for each in complaints_of_axe(page, {})]  # the last view: narrow and dark
    context.close()
    assert not changed, "\n".join(changed)


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (".state { color: rgb(1 2 3) !important }", "rgb(1, 2, 3)"),
        (".state { font-size: 19px !important }", "19px"),
        (".state { padding-inline-start: 9px !important }", "lay at"),
        (".cluster { gap: 40px !important }", "lay at"),
        (".state { border-width: 5px !important; border-style: solid !important }", "5px"),
    ],
)
def test_a_changed_sheet_is_seen(chromium: Browser, gallery: str, rule: str, says: str) -> None:
    context = chromium.new_context(reduced_motion="reduce")
    page = context.new_page()
    page.route(
        re.compile(r"/static/app-\w+\.css"),
        lambda route: route.fulfill(response=(answer := route.fetch()), body=f"{answer.text()}\n{rule}"),
    )
    found = differences(kept("state"), look_of(page, f"{gallery}/components/state"))
    context.close()
    assert any(says in each for each in found), found[:3]
