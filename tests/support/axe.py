"""The accessibility rules of axe-core on a page that is open in Chromium."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page


def complaints_of_axe(page: Page, rules: dict[str, Any]) -> list[str]:
    """What axe finds wrong, three places of each kind at the most.

    Asked for violations alone: the package's own call has everything that is right sent over as well, which takes
    three times as long.
    """
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(f"() => {{ {AXE_SCRIPT} }}")
    found = page.evaluate("rules => axe.run(rules)", {**rules, "resultTypes": ["violations"]})["violations"]
    return [f"axe {each['id']}: {node['html'][:140]}" for each in found for node in each["nodes"][:3]]
