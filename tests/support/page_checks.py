"""What must be true of every page, whatever it shows. Visitors ask it of each page that any test opens."""

import re
from itertools import pairwise

from lxml import html

HEADINGS = [f"h{level}" for level in range(1, 7)]
LEAKED = re.compile(
    r"Traceback|sqlalchemy\.|psycopg|sqlite3\.|jinja2\.|&lt;convene|object at 0x|StrictUndefined|None None"
)
UNFILLED = re.compile(r"%\(\w+\)s|\{\{|\}\}|\{%")


def problems_of(page: str) -> list[str]:
    """What is wrong with a page, in words; an empty list where nothing is."""
    tree = html.document_fromstring(page)
    return [
        *_structure(tree),
        *_ids(tree),
        *_forms(tree),
        *_headings(tree),
        *_policy(tree),
        *_words(tree),
    ]


def _structure(tree: html.HtmlElement) -> list[str]:
    problems = []
    if len(tree.xpath("//h1")) != 1:
        problems.append(f"{len(tree.xpath('//h1'))} h1 instead of one")
    if not tree.xpath("string(/html/head/title)").strip():
        problems.append("no title")
    if not tree.get("lang"):
        problems.append("no lang")
    if len(tree.xpath("//main")) != 1:
        problems.append("not one main")
    return problems


def _ids(tree: html.HtmlElement) -> list[str]:
    ids = tree.xpath("//@id")
    doubled = {each for each in ids if ids.count(each) > 1}
    missing = {
        each
        for attribute in ("aria-describedby", "aria-labelledby", "aria-controls", "for")
        for value in tree.xpath(f"//@{attribute}")
        for each in value.split()
        if each not in ids
    }
    dead = {each[1:] for each in tree.xpath("//a/@href") if each.startswith("#") and each[1:] not in [*ids, ""]}
    return [
        *(f"id twice: {each}" for each in doubled),
        *(f"points to no id: {each}" for each in missing),
        *(f"link to no id: #{each}" for each in dead),
    ]


def _forms(tree: html.HtmlElement) -> list[str]:
    controls = tree.xpath("//input[not(@type='hidden' or @type='submit')] | //select | //textarea")
    posts = [form for form in tree.xpath("//form") if (form.get("method") or "get").lower() == "post"]
    posts = [form for form in posts if form.get("data-stars") is None]  # kept for everybody (guards.from_our_pages)
    pressed = tree.xpath("//a[@href] | //button")
    return [
        *(f"no label: {each.get('name')}" for each in controls if not _is_labelled(tree, each)),
        *(f"no CSRF token: {form.get('action')}" for form in posts if not form.xpath(".//input[@name='csrf_token']")),
        *("a button or link without words" for each in pressed if not _has_words(each)),
    ]


def _is_labelled(tree: html.HtmlElement, control: html.HtmlElement) -> bool:
    labels = tree.xpath("//label[@for=$id]", id=control.get("id") or "") or control.xpath("ancestor::label")
    return bool(labels or control.get("aria-label") or control.get("aria-labelledby"))


def _has_words(element: html.HtmlElement) -> bool:
    pictures = "".join(element.xpath(".//img/@alt"))
    return bool(element.text_content().strip() or element.get("aria-label") or pictures.strip())


def _headings(tree: html.HtmlElement) -> list[str]:
    levels = [int(each.tag[1]) for each in tree.xpath("//main//*") if each.tag in HEADINGS]
    return [f"h{before} is followed by h{after}" for before, after in pairwise(levels) if after > before + 1]


def _policy(tree: html.HtmlElement) -> list[str]:
    problems = [f"style attribute on {each.tag}" for each in tree.xpath("//*[@style]")]
    problems += [f"{name} attribute" for name in tree.xpath("//@*[starts-with(name(), 'on')]/..")]
    problems += [
        "a script or style inside the page"
        for each in tree.xpath("//script[not(@src)] | //style")
        if each.get("type") != "application/ld+json"
    ]
    problems += [
        f"from elsewhere: {each}"
        for each in tree.xpath("//script/@src | //link[@rel='stylesheet']/@href | //img/@src")
        if not each.startswith("/")
    ]
    return problems


def _words(tree: html.HtmlElement) -> list[str]:
    said = tree.xpath("//text()[not(ancestor::pre[@class='example__call'])]")  # the gallery shows what to copy
    text = "".join(said)
    return [f"says {found.group()!r}" for found in (LEAKED.search(text), UNFILLED.search(text)) if found]
