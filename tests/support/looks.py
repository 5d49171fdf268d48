"""How the examples of a component lie and are coloured, as numbers: what a screenshot shows, without its grain.

A picture differs with every Chromium, in the smoothing of letters; what is compared here does not (decision 0016).
"""

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

LOOKS = Path(__file__).parents[1] / "front" / "looks"
VIEWS = [(1280, "light"), (390, "dark")]
#: Letters are a little wider or narrower in another Chromium; a step of the smallest space is four.
MOST_PIXELS_OFF = 2

MEASURE = """() => [...document.querySelectorAll("[data-example]")].map((example) => {
  const from = example.getBoundingClientRect();
  return [example, ...example.querySelectorAll("*")]
    .filter((each) => each.checkVisibility() && !each.closest("svg *"))
    .map((each) => {
      const box = each.getBoundingClientRect(), look = getComputedStyle(each);
      return [each.tagName.toLowerCase(),
        [box.x - from.x, box.y - from.y, box.width, box.height].map(Math.round),
        [look.color, look.backgroundColor, look.borderTopColor, look.fontSize, look.fontWeight,
         look.borderTopWidth, look.padding].join(" ")];
    });
})"""


def look_of(page: Page, url: str) -> dict[str, Any]:
    """Place, size and colours of every element of the examples, in each view."""
    seen = {}
    for width, scheme in VIEWS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{url}?scheme={scheme}")
        page.evaluate("document.fonts.ready")
        seen[f"{width} {scheme}"] = page.evaluate(MEASURE)
    return seen


def differences(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """What looks different, in words; places may be off by a little."""
    found = []
    for view, examples in before.items():
        was = [each for example in examples for each in example]
        is_now = [each for example in now[view] for each in example]
        if [each[0] for each in was] != [each[0] for each in is_now]:
            found.append(f"{view}: other elements")
            continue
        for (tag, box, look), (_, new_box, new_look) in zip(was, is_now, strict=True):
            if any(abs(one - other) > MOST_PIXELS_OFF for one, other in zip(box, new_box, strict=True)):
                found.append(f"{view} {tag}: lay at {box}, lies at {new_box}")
            if look != new_look:
                found.append(f"{view} {tag}: looked {look}, looks {new_look}")
    return found


def kept(name: str) -> dict[str, Any]:
    path = LOOKS / f"{name}.json"
    assert path.exists(), f"nobody has looked at {name} yet: make gallery, then commit tests/front/looks/{name}.json"
    look: dict[str, Any] = json.loads(path.read_text())
    return look


def keep(name: str, look: dict[str, Any]) -> None:
    """An element a line, so that a change of the look is a diff that can be read."""
    views = []
    for view, examples in look.items():
        shown = ",\n".join(
            "[\n" + ",\n".join(json.dumps(each, ensure_ascii=False) for each in example) + "\n]" for example in examples
        )
        views.append(f"{json.dumps(view)}: [\n{shown}\n]")
    LOOKS.mkdir(exist_ok=True)
    (LOOKS / f"{name}.json").write_text("{\n" + ",\n".join(views) + "\n}\n")
