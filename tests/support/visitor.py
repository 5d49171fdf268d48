"""Somebody with a browser: opens pages, fills forms, presses buttons, and notices what is wrong with any page.

    visitor.open("/e/forum/register")
    visitor.fill_in(name="Jane Vũ", email="jane@example.org").press("Register")
    assert "Look into your mail" in visitor.text

Every HTML page that is opened is checked (tests/support/page_checks.py). Forms are sent as a browser without
JavaScript sends them, with what the page had put into them.
"""

import contextvars
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask, has_app_context
from lxml import html
from werkzeug.test import TestResponse

from convene.accounts import services as accounts
from convene.accounts.queries import account_with
from convene.database import db
from tests.support.page_checks import problems_of


class Visitor:
    """One browser. `response`, `text` and `tree` are of the page it shows."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()
        self.response: TestResponse
        self.path = "/"
        self._answers: dict[str, Any] = {}
        #: What this browser says with every request, beside what it must.
        self.headers: dict[str, str] = {}

    def another(self) -> "Visitor":
        """Somebody else, with cookies of their own."""
        return Visitor(self.app)

    def signed_in_as(self, email: str) -> "Visitor":
        """Come in by a link, as an organiser does; the account is made if there is none."""
        account = account_with(email)
        account_id = account.id if account else accounts.create_account(email, by="test")
        secret = accounts.make_sign_in_link(account_id, by="test")
        self.open(f"/sign-in/link/{secret}").press(follow=False)
        assert self.response.status_code == 303, self.text
        return self

    def open(self, path: str, *, expect: int | None = 200, follow: bool = True, **options: Any) -> "Visitor":
        """GET a page. `expect` is the status it must have (None: any)."""
        return self._go("GET", path, expect=expect, follow=follow, **options)

    def post(
        self,
        path: str,
        data: dict[str, Any] | None = None,
        *,
        expect: int | None = None,
        follow: bool = True,
        **options: Any,
    ) -> "Visitor":
        """POST what no button of the page would send: for tests of what must be refused."""
        return self._go("POST", path, expect=expect, follow=follow, data=data or {}, **options)

    def fill_in(self, **answers: Any) -> "Visitor":
        """Type into the form of the page; the next `press` sends it."""
        self._answers |= answers
        return self

    def press(self, button: str | None = None, *, expect: int | None = None, follow: bool = True) -> "Visitor":
        """Press the button with these words (or the only one of the page's main part), and look at what comes."""
        form, pressed = self._form_with(button)
        known = {control.get("name") for control in _controls_of(form, "*[@name]")}
        unknown = set(self._answers) - known
        assert not unknown, f"the form has no {sorted(unknown)}, only {sorted(filter(None, known))}"
        data = self._filled(form, pressed)
        action = urljoin(
            self.path, (pressed is not None and pressed.get("formaction")) or form.get("action") or self.path
        )
        method = (form.get("method") or "get").upper()
        if method == "GET":
            return self._go("GET", action, expect=expect, follow=follow, query_string=data)
        kind = {"content_type": "multipart/form-data"} if form.get("enctype") == "multipart/form-data" else {}
        return self._go("POST", action, expect=expect, follow=follow, data=data, **kind)

    def follow_link(self, words: str) -> "Visitor":
        """Follow the first link that has these words."""
        for link in self.tree.xpath("//a[@href]"):
            if words in " ".join(link.text_content().split()):
                return self.open(link.get("href"))
        raise AssertionError(f"no link says {words!r}")

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def tree(self) -> html.HtmlElement:
        return html.document_fromstring(self.response.get_data(as_text=True))

    @property
    def text(self) -> str:
        """The words of the page, spaces folded."""
        if self.response.mimetype != "text/html" or not self.response.data:
            return self.response.get_data(as_text=True)
        return " ".join(self.tree.text_content().split())

    def _go(self, method: str, path: str, *, expect: int | None, follow: bool, **options: Any) -> "Visitor":
        self._answers = {}
        if has_app_context():
            db.session.rollback()  # let go of what the test has read: the page shall not wait for it
        response = self._request(method, path, **options)
        while follow and response.status_code in {301, 302, 303, 307, 308}:
            self.path = response.headers["Location"]
            response = self._request("GET", self.path)
        self.response = response
        if expect is not None:
            assert response.status_code == expect, f"{method} {path}: {response.status_code}, {self.text[:600]}"
        if response.mimetype == "text/html" and response.data and not 300 <= response.status_code < 400:
            problems = problems_of(response.get_data(as_text=True))
            assert not problems, f"{method} {path}: {'; '.join(problems)}"
        return self

    def _request(self, method: str, path: str, **options: Any) -> TestResponse:
        parts = urlsplit(path)
        self.path = parts.path + (f"?{parts.query}" if parts.query else "")
        # A context of its own, as on a server: the test's application context must not leak into the request.
        options = {"headers": self.headers, **options}
        return contextvars.Context().run(self.client.open, self.path, method=method, **options)

    def _form_with(self, button: str | None) -> tuple[html.HtmlElement, html.HtmlElement | None]:
        for form in self.tree.xpath("//main//form" if button is None else "//form"):
            for pressed in _controls_of(form, "button[not(@type='button')]", "input[@type='submit']"):
                words = " ".join((pressed.text_content() or pressed.get("value") or "").split())
                if button is None or button == words or words.startswith(button):
                    return form, pressed
        raise AssertionError(f"no button says {button!r} on {self.path}: {self.text[:400]}")

    def _filled(self, form: html.HtmlElement, pressed: html.HtmlElement | None) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for control in _controls_of(form, "input[@name]", "select[@name]", "textarea[@name]"):
            name, kind = control.get("name"), control.get("type") or control.tag
            if control.tag == "select":
                chosen = [option.get("value", option.text or "") for option in control.xpath(".//option[@selected]")]
                if not chosen and not control.get("multiple"):
                    chosen = [option.get("value", option.text or "") for option in control.xpath(".//option")][:1]
                data[name] = chosen if control.get("multiple") else (chosen or [""])[0]
            elif kind in {"checkbox", "radio", "hidden"}:
                if kind == "hidden" or control.get("checked") is not None:
                    value = control.get("value") or ("" if kind == "hidden" else "on")
                    before = data.get(name, []) if kind != "radio" else []  # others stand once for each row of a list
                    before = [before] if isinstance(before, str) else before
                    data[name] = [*before, value] if before else value
            elif kind not in {"submit", "file"}:
                data[name] = control.text or "" if control.tag == "textarea" else control.get("value") or ""
        if pressed is not None and pressed.get("name"):
            data[pressed.get("name")] = pressed.get("value") or ""
        for name, answer in self._answers.items():
            if answer is None or answer is False:
                data.pop(name, None)
            else:
                data[name] = "on" if answer is True else answer
        return data


def _controls_of(form: html.HtmlElement, *kinds: str) -> list[html.HtmlElement]:
    """Those in the form, and those elsewhere on the page that say they belong to it; what stands in a template is no
    part of the page before a script puts it there."""
    ways = [f".//{kind}[not(@form)][not(ancestor::template)]" for kind in kinds]
    if form.get("id"):
        ways += [f"//{kind}[@form='{form.get('id')}']" for kind in kinds]
    return list(form.xpath(" | ".join(ways)))
