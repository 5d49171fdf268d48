"""Walking the URL map as somebody: what may they open, as the access lines of the routes say?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask
from lxml import html
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from convene.permissions.catalogue import Permission, Role
from convene.permissions.rules import PERMISSIONS
from convene.web.limits import limiter
from tests.support.visitor import Visitor
from tests.support.world import OPERATOR, OTHER_ORGANISER, OWNER, World

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
#: The gallery: forms and links of its examples lead nowhere, and its words are nobody's. tests/guards/test_gallery.py
#: opens each of its pages, tests/front looks at them in a browser; who may see them is asked with all the others.
EXAMPLES = "gallery."

Answers = dict[str, str | list[str]]
#: Of the forms that stand once for each row of a list one is enough.
IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
#: What ends the walk: a password, the own role, the way out.
LEFT_OUT = {"/sign-out", "/account/password", "/account/password/remove"}
#: What single forms insist on: texts that they leave empty, and choices that they leave open.
MUST_BE_TOLD = {"title": "Water", "name": "Water Fund", "starts_on": "2027-03-04", "zone": "Asia/Bangkok"}
MUST_BE_CHOSEN = {"role": "host", "relation": "follows"}


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
    if says == "knows the secret of answers":
        return False  # here there is none; tests/registration/test_answers_come_in.py knows one
    if says in {"everyone, once published", "audience of the file", "holds the address of a calendar"}:
        return is_published or Permission.SEE_EVENT in allowed
    if says.startswith(("team: ", "team of the event: ")):  # in which only the owner of this world has a role
        return walker.role is Role.OWNER
    if says.startswith("event: "):
        return Permission(says.removeprefix("event: ")) in allowed
    raise AssertionError(
        f"an access line says {says!r}, and tests/abuse/walking.py does not know to whom that is open: say it there"
    )


def routes_of(app: Flask, *, with_examples: bool = False) -> Iterator[tuple[Rule, str]]:
    """Every route with what its access line says; pages of examples for those who ask for them."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(EXAMPLES) and not with_examples:
            continue
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


@dataclass(frozen=True)
class FormSeen:
    """A form of a page: who has it open and where, where it is sent to, what the page had put into it. Then the names
    of its fields for text, for longer text, for an address on the web, and for a file."""

    reader: Visitor
    page: str
    action: str
    answers: Answers
    texts: frozenset[str]
    areas: frozenset[str]
    addresses: frozenset[str]
    files: frozenset[str]

    def anew(self) -> "FormSeen | None":
        """The same form as it stands on its page now, with fresh marks of what is there; None: it is gone."""
        now = forms_on(self.reader, self.page)
        return next((form for form in now if form.answers.keys() == self.answers.keys()), None)


def forms_on(reader: Visitor, path: str) -> Iterator[FormSeen]:
    """Every form of a page that is sent by POST; none where there is no page."""
    answer = reader._request("GET", path)
    if answer.mimetype != "text/html" or not answer.data:
        return
    page = reader.path
    for form in html.document_fromstring(answer.get_data(as_text=True)).xpath("//form[@method='post']"):

        def names(kind: str, form: html.HtmlElement = form) -> frozenset[str]:
            return frozenset(map(str, form.xpath(f".//{kind}/@name")))

        areas = names("textarea")
        texts = areas | names("input[@type='text']")
        kinds = names("input[@type='url']"), names("input[@type='file']")
        yield FormSeen(reader, page, form.get("action") or page, reader._filled(form, None), texts, areas, *kinds)


def forms_of(app: Flask, world: World, visitor: Visitor) -> Iterator[FormSeen]:
    """Every form that is sent by POST, of every page; and those of who has not signed in, seen by a stranger."""
    for rule, _ in routes_of(app):
        if "GET" in (rule.methods or ()) and "." not in rule.rule:  # files hold no forms, and paper takes its time
            reader = visitor.another() if rule.rule.startswith("/sign-in") else visitor
            for form in forms_on(reader, world.path_to(app, rule)):
                if form.action.split("?")[0] not in LEFT_OUT:
                    yield form


def one_of_each(app: Flask, world: World, visitor: Visitor) -> list[FormSeen]:
    """Every form once, whatever row of a list it is about."""
    seen = {(IDS.sub("", form.action), *sorted(form.answers)): form for form in forms_of(app, world, visitor)}
    return list(seen.values())


def answers_to(form: FormSeen) -> Answers:
    """What the page had put into a form, and what the form must be told besides: any file or link would be taken."""
    told = {name: value or MUST_BE_TOLD.get(name, "") for name, value in form.answers.items()}
    return MUST_BE_CHOSEN | told


def send(form: FormSeen, answers: Answers) -> int:
    """Send these answers alone, as a browser would; returns the status."""
    body = urlencode(answers, doseq=True, errors="surrogatepass")
    answer = form.reader._request("POST", form.action, data=body, content_type="application/x-www-form-urlencoded")
    return answer.status_code
