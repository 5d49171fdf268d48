"""1: every route of the URL map, every method, as everybody: refused unless its access line says otherwise."""

import pytest
from flask import Flask

from convene.permissions.catalogue import Role
from tests.abuse.walking import METHODS, Walker, come_in, is_refused, may_open, routes_of, walkers
from tests.support.snapshots import fingerprint
from tests.support.visitor import Visitor
from tests.support.world import OTHER_ORGANISER, World, make_world


def doors(app: Flask, world: World, walker: Walker, *, is_published: bool) -> list[str]:
    """Every door that was open or closed against what its access line says, in words."""
    browser = come_in(app, walker)
    wrong = []
    slug = world.slug if is_published else world.draft_slug
    for rule, says in routes_of(app, with_examples=True):
        if not is_published and "slug" not in rule.arguments:
            continue
        path = world.path_to(app, rule, slug=slug)
        for method in METHODS:
            exists = method in (rule.methods or set())
            if not exists and walker.email is not None:
                continue  # the map refuses it before anybody is asked who they are: of that a stranger is told
            may = exists and may_open(walker, says, is_published=is_published)
            if may and (method != "GET" or not is_published):
                continue  # what those who may do can do is told by the tests of each feature
            answer = browser.send(method, path)
            if answer.status_code >= 500 or is_refused(answer) is may:
                what = "refused" if may else "open"
                wrong.append(f"{method} {rule.rule} is {what} to {walker.name}: {answer.status_code} ({says})")
    return wrong


@pytest.mark.parametrize("is_published", [True, False], ids=["published", "draft"])
def test_every_route_by_everybody(app: Flask, is_published: bool) -> None:
    world = make_world()
    everybody = walkers(world)
    if not is_published:  # a role at the published event says nothing about the draft of the same team
        everybody = [each if each.role is Role.OWNER else Walker(each.name, each.email) for each in everybody]
    wrong = []
    for walker in everybody:
        before = fingerprint_of_what_matters()
        wrong += doors(app, world, walker, is_published=is_published)
        if fingerprint_of_what_matters() != before:
            wrong.append(f"{walker.name} has changed something on the way")
    assert not wrong, "\n".join(wrong)


def fingerprint_of_what_matters() -> str:
    """What stands in the database but who is signed in, and the traces of that."""
    return fingerprint(without={"sign_in_session", "sign_in_link", "audit_line"})


def test_to_a_stranger_an_event_that_is_there_and_one_that_is_not_look_the_same(app: Flask, visitor: Visitor) -> None:
    world = make_world()
    for rule, says in routes_of(app, with_examples=True):
        if "slug" not in rule.arguments or "GET" not in (rule.methods or ()):
            continue
        for somebody in (visitor, visitor.another().signed_in_as(OTHER_ORGANISER)):
            answers = [
                somebody._request("GET", world.path_to(app, rule, slug=slug)) for slug in (world.draft_slug, "nothing")
            ]
            assert answers[0].status_code == answers[1].status_code, f"{rule.rule} ({says})"
            if answers[0].status_code == 404:
                for answer in answers:
                    assert b"There is nothing here" in answer.data


def test_where_somebody_wanted_to_go_is_where_signing_in_leads(app: Flask, visitor: Visitor) -> None:
    world = make_world()
    visitor.open(f"/organise/{world.slug}/", follow=False, expect=303)
    assert visitor.response.headers["Location"] == f"/sign-in?next=/organise/{world.slug}/"


@pytest.mark.parametrize(
    "address", ["/organise/forum/../../healthz", "/e/%2e%2e/", "/e/forum%00/", "/e//forum/", "/e/FORUM/"]
)
def test_an_odd_address_leads_nowhere_it_should_not(app: Flask, visitor: Visitor, address: str) -> None:
    make_world()
    visitor.open(address, expect=None)
    assert visitor.status in {200, 303, 308, 404}
