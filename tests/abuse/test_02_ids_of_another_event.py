"""2: ids of another event in a nested address are not found, even for somebody who owns both events."""

from flask import Flask

from tests.abuse.walking import Walker, come_in, routes_of
from tests.support.world import OWNER, make_world

#: Parts of addresses that name no row.
NO_IDS = {"paper", "question_kind", "ready_form", "ready_made"}


def test_nothing_of_one_event_is_found_under_the_address_of_another(app: Flask) -> None:
    world = make_world()
    browser = come_in(app, Walker("owner", OWNER))
    wrong = []
    for rule, _says in routes_of(app):
        if len(rule.arguments - NO_IDS) < 2 or "slug" not in rule.arguments:
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            here = world.path_to(app, rule)
            there = world.path_to(app, rule, slug=world.sibling_slug)
            if method == "GET" and browser.send("GET", here).status_code != 200:
                wrong.append(f"GET {here} is not there in its own event: the test would prove nothing")
            answer = browser.send(method, there)
            if answer.status_code != 404:
                wrong.append(f"{method} {rule.rule}: {answer.status_code} for an id of another event")
    assert not wrong, "\n".join(wrong)
