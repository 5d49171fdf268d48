"""Walking the URL map as somebody: what may they open, as the access lines of the routes say?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from convene.permissions.catalogue import Permission, Role
from convene.permissions.rules import PERMISSIONS
from convene.web.limits import limiter
from tests.support.visitor import Visitor
from tests.support.world import OPERATOR, OTHER_ORGANISER, OWNER, World

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Walker:
    """Somebody who tries every door. `role` is theirs at the event; `email` is None for a stranger."""

    name: str
    email: str | None = None
    role: Role | None = None


def walkers(world: World) -> list[Walker]:
    """Everybody who is not an owner, and the owner."""
    return [
        Walker("stranger"),
        Walker("organiser of another team", OTHER_ORGANISER),
        Walker("operator", OPERATOR),
        *(Walker(role.value, email, role) for role, email in world.roles.items()),
    ]


def may_open(walker: Walker, says: str, *, is_published: bool = True) -> bool:
    """Whether a route whose access line says this is open to somebody, with links and files that are theirs."""
    allowed = PERMISSIONS[walker.role] if walker.role else frozenset()
    if says in {"everyone", "on this machine, or operator"}:
        return True  # the test client sits at this machine; test_08 comes from elsewhere
    if says == "operator":
        return walker.email in {OPERATOR, OWNER}
    if says == "signed in":
        return walker.email is not None
    if says.startswith("holds a link: "):
        return True
    if says in {"everyone, once published", "audience of the file"}:
        return is_published or Permission.SEE_EVENT in allowed
    if says.startswith("event: "):
        return Permission(says.removeprefix("event: ")) in allowed
    raise AssertionError(
        f"an access line says {says!r}, and tests/abuse/walking.py does not know to whom that is open: say it there"
    )


def routes_of(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every route with what its access line says."""
    for rule in app.url_map.iter_rules():
        yield rule, app.view_functions[rule.endpoint].access_rule.says  # type: ignore[attr-defined]


def come_in(app: Flask, walker: Walker) -> "Browser":
    """The browser of this person, signed in, with a genuine CSRF token."""
    visitor = Visitor(app)
    if walker.email:
        visitor.signed_in_as(walker.email)
    limiter.reset()
    visitor.open("/account" if walker.email else "/sign-in")
    (token,) = set(visitor.tree.xpath("//input[@name='csrf_token']/@value"))
    return Browser(visitor, token)


@dataclass
class Browser:
    """Sends any method to any address, with a genuine CSRF token."""

    visitor: Visitor
    token: str

    def send(self, method: str, path: str) -> TestResponse:
        limiter.reset()  # who is counted is another test's question
        data = {"csrf_token": self.token} if method not in {"GET", "HEAD"} else None
        return self.visitor._request(method, path, data=data)


def is_refused(answer: TestResponse) -> bool:
    """Whether the door stayed closed: not found, not allowed, not a method, or the way to the sign-in page."""
    if answer.status_code in {303, 302}:
        return bool(re.match(r"/sign-in(\?|$)", answer.headers["Location"]))
    return answer.status_code in {401, 403, 404, 405}
