"""1, the other way round: no page of an organiser links to what its reader may not open."""

from urllib.parse import urldefrag

from flask import Flask
from lxml import html

from convene.permissions.catalogue import Role
from tests.abuse.walking import Browser, Walker, come_in, may_open, routes_of
from tests.support.world import World, make_world


def links_on(content: bytes) -> set[str]:
    """Where the links of a page lead among the organiser's pages; those of rows that scripts make are not on it."""
    addresses = {urldefrag(each).url for each in html.fromstring(content).xpath("//a[not(ancestor::template)]/@href")}
    return {each for each in addresses if each.startswith("/organise/")}


def pages_of(app: Flask, world: World, walker: Walker) -> list[str]:
    """The organiser's pages of the event that somebody may open."""
    found = []
    for rule, says in routes_of(app):
        is_a_page = rule.rule.startswith("/organise/<slug>/") and "GET" in (rule.methods or ())
        if is_a_page and says.startswith(("event: ", "team of the event: ")) and may_open(walker, says):
            found.append(world.path_to(app, rule))
    return found


def closed_doors(browser: Browser, pages: list[str]) -> list[str]:
    """Every link on these pages that leads to a closed door, in words."""
    answers: dict[str, int] = {}
    wrong = []
    for page in pages:
        shown = browser.send("GET", page)
        if shown.mimetype != "text/html" or shown.status_code != 200:
            continue
        for link in sorted(links_on(shown.data)):
            if link not in answers:
                answers[link] = browser.send("GET", link).status_code
            if answers[link] not in {200, 303}:
                wrong.append(f"{page} links to {link}: {answers[link]}")
    return wrong


def test_no_page_links_to_what_its_reader_may_not_open(app: Flask) -> None:
    world = make_world()
    wrong = []
    for role in Role:
        walker = Walker(role.value, world.roles[role], role)
        pages = pages_of(app, world, walker)
        assert pages, f"a {role.value} has no page at all"
        wrong += [f"{role.value}: {each}" for each in closed_doors(come_in(app, walker), pages)]
    assert not wrong, "\n".join(wrong)
