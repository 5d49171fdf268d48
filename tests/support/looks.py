"""How the examples of a component lie and are coloured, as numbers: what a screenshot shows, without its grain.

A picture differs with every Chromium, in the smoothing of letters; what is compared here does not (decision 0016).
A kept look is a table of looks (colours, type, borders, padding) and a line for each element: what it is, where it
lies in the element around it, its size, and which look of the table it has.
"""

import json
import re
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Page

LOOKS = Path(__file__).parents[1] / "front" / "looks"
VIEWS: tuple[tuple[int, Literal["light", "dark"]], ...] = ((1280, "light"), (390, "dark"))
#: Letters are a little wider or narrower in another Chromium. A step of the smallest space is four pixels.
PIXELS_OFF, PART_OFF = 2, 0.03
#: A mixed colour may be rounded otherwise.
SHADES_OFF = 2

Element = list[Any]
Seen = dict[str, dict[str, list[Element]]]
Look = dict[str, Any]

#: Pictures wait until they are scrolled to.
WAIT = """() => {
  for (const each of document.images) each.loading = "eager";
  return Promise.all([document.fonts.ready, ...[...document.images].map((each) => each.decode())]).then(() => null);
}"""
MEASURE = """name => {
  const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const hex = (colour) => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
    if (!alpha) return "";
    const parts = alpha < 255 ? [red, green, blue, alpha] : [red, green, blue];
    return "#" + parts.map((n) => n.toString(16).padStart(2, "0")).join("");
  };
  const short = (sizes) => sizes.replace(/-?\\d+\\.\\d+/g, (n) => String(Math.round(n * 10) / 10));
  // Four sides in as few words as they need.
  const sides = (values) => new Set(values).size === 1 ? values[0] : values.join(" / ");
  const lookOf = (each) => {
    const css = getComputedStyle(each), said = [hex(css.color)];
    if (each.textContent.trim() || each.matches("input:not([type=radio], [type=checkbox]), select, textarea")) {
      said.push(short(css.fontSize), css.fontWeight);
      const family = css.fontFamily.split(",")[0].replace(/["']|\\s?\\d?\\s?Variable/g, "");
      if (!family.startsWith("Source Sans")) said.push(family);
      if (css.fontStyle !== "normal") said.push(css.fontStyle);
      if (css.textDecorationLine !== "none") said.push(css.textDecorationLine);
    }
    const ground = hex(css.backgroundColor);
    if (ground) said.push("on " + ground);
    const borders = ["Top", "Right", "Bottom", "Left"].map((side) =>
      css[`border${side}Style`] === "none" || css[`border${side}Width`] === "0px" ? "0"
        : [short(css[`border${side}Width`]), css[`border${side}Style`], hex(css[`border${side}Color`])].join(" "));
    if (borders.some((each) => each !== "0")) said.push("border " + sides(borders));
    if (css.borderRadius !== "0px") said.push("radius " + short(css.borderRadius));
    if (css.padding !== "0px") said.push("padding " + short(css.padding));
    if (css.gap !== "normal" && css.display.match(/flex|grid/)) said.push("gap " + short(css.gap));
    if (css.opacity !== "1") said.push("opacity " + css.opacity);
    return said.join(" ");
  };
  const monospace = "pre, code, kbd";
  const examples = document.querySelectorAll(`[data-component="${name}"] [data-example]`);
  return Object.fromEntries([...examples].map((example) => [example.dataset.example,
    [...example.querySelectorAll("*")]
      .filter((each) => each.checkVisibility() && !each.closest("svg *"))
      .map((each) => {
        const from = each.parentElement.getBoundingClientRect(), box = each.getBoundingClientRect();
        const look = lookOf(each), css = getComputedStyle(each);
        // A word in a line that looks as the line does is only as wide as its letters.
        if (css.display === "inline" && look === lookOf(each.parentElement)) return null;
        // The letters of code are those that the machine has.
        const isElsewhere = each.closest(monospace) || each.querySelector(monospace);
        const place = isElsewhere ? [] : [box.x - from.x, box.y - from.y, box.width, box.height].map(Math.round);
        return [[each.tagName.toLowerCase(), ...each.classList].join("."), ...place, look];
      })
      .filter(Boolean)]));
}"""


def show(page: Page, width: int, scheme: Literal["light", "dark"]) -> None:
    """The page that is open, so wide and in these colours."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.evaluate(WAIT)


def seen_now(page: Page, name: str) -> dict[str, list[Element]]:
    """Every element of the examples of a component on the page that is open: what it is, [place], look."""
    seen: dict[str, list[Element]] = page.evaluate(MEASURE, name)
    return seen


def differences(before: Seen, now: Seen) -> list[str]:
    """What looks different, in words; places may be off by a little."""
    found = []
    for view, examples in before.items():
        for title, was in examples.items():
            is_now = now[view].get(title, [])
            where = f"{view}, {title}"
            if [each[0] for each in was] != [each[0] for each in is_now]:
                found.append(f"{where}: other elements")
                continue
            for (tag, *place, look), (_, *new_place, new_look) in zip(was, is_now, strict=True):
                if len(place) != len(new_place) or any(map(_is_moved, place, new_place)):
                    found.append(f"{where}, {tag}: lay at {place}, lies at {new_place}")
                if _is_another(look, new_look):
                    found.append(f"{where}, {tag}: looked {look}, looks {new_look}")
        found += [f"{view}: {title} is new" for title in now[view].keys() - examples.keys()]
    return found


def _is_moved(was: int, is_now: int) -> bool:
    return abs(was - is_now) > max(PIXELS_OFF, PART_OFF * max(abs(was), abs(is_now)))


def _is_another(was: str, is_now: str) -> bool:
    """Whether two looks are more apart than a colour that was rounded otherwise."""
    if was == is_now:
        return False
    colour = re.compile(r"#\w+")
    if colour.sub("#", was) != colour.sub("#", is_now):
        return True
    pairs = zip(colour.findall(was), colour.findall(is_now), strict=True)
    return any(
        len(one) != len(other)
        or any(abs(a - b) > SHADES_OFF for a, b in zip(bytes.fromhex(one[1:]), bytes.fromhex(other[1:]), strict=True))
        for one, other in pairs
    )


def kept(name: str) -> Seen:
    """What was agreed. AssertionError: nobody has looked at this component yet."""
    path = LOOKS / f"{name}.json"
    assert path.exists(), f"nobody has looked at {name} yet: make gallery, then commit tests/front/looks/{name}.json"
    written = json.loads(path.read_text())
    looks = written.pop("looks")
    return {
        view: {title: [[*each[:-1], looks[each[-1]]] for each in elements] for title, elements in examples.items()}
        for view, examples in written.items()
    }


def keep(name: str, seen: Seen) -> None:
    """An element a line and each look once, so that a change of the look is a diff that can be read."""
    looks = list(dict.fromkeys(each[-1] for view in seen.values() for part in view.values() for each in part))
    number = {look: index for index, look in enumerate(looks)}

    def line(value: object) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def block(entries: list[str], opens: str, closes: str) -> str:
        return opens + "\n" + ",\n".join(entries) + "\n" + closes if entries else opens + closes

    parts = ['"looks": ' + block([line(look) for look in looks], "[", "]")]
    for view, examples in seen.items():
        shown = [
            f"{line(title)}: " + block([line([*each[:-1], number[each[-1]]]) for each in elements], "[", "]")
            for title, elements in examples.items()
        ]
        parts.append(f"{line(view)}: " + block(shown, "{", "}"))
    LOOKS.mkdir(exist_ok=True)
    (LOOKS / f"{name}.json").write_text(block(parts, "{", "}") + "\n", encoding="utf-8")
