"""27: whatever is typed into whatever field of whatever form, the answer is a page that somebody has written."""

from collections import Counter

import pytest
from flask import Flask

from convene.web.limits import limiter
from tests.abuse.walking import Answers, FormSeen, one_of_each, send
from tests.support.visitor import Visitor
from tests.support.world import OWNER, make_world

LETTERS = "Ja\x00ne \ud800\u202eenaJ\u2067 🎉 \u0301"
#: Into all fields of a form at once.
ODD = {
    "odd letters": LETTERS,
    "309 digits": "9" * 309,
    "4,000 digits": "9" * 4_000,
    "other digits": "٣²",
    "the year nought": "0000-00-00",
    "the last day": "9999-12-31",
    "the last hour": "9999-12-31T23:59",
}
#: Into one field that is no text (a hidden one, a number, a choice): more digits than Python makes a number of.
NO_TEXT = "9" * 5_000

#: Where 400 is an answer: the link to sign in lets in once and its form is spent, and an act that is none is nonsense.
MAY_BE_NONSENSE = ("/sign-in/link/", "/organise/forum/publish", "/organise/forum/care/loosening")


@pytest.fixture
def visitor(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    """The owner, who is shown a page where something fails, as on a real server."""
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setattr(limiter, "enabled", False)  # who is counted is another test's question
    return Visitor(app)


def test_no_answer_to_any_form_is_an_error_of_ours(app: Flask, visitor: Visitor) -> None:
    world = make_world()
    visitor.signed_in_as(OWNER)
    seen = one_of_each(app, world, visitor)
    errors, statuses = [], Counter[int]()

    def ask(form: FormSeen, what: str, answers: Answers) -> None:
        status = send(form, form.answers | answers)
        statuses[status] += 1
        if status >= 500 or (status == 400 and not form.action.startswith(MAY_BE_NONSENSE)):
            errors.append(f"{form.action}: {what}")

    for form in seen:
        fields = [name for name in form.answers if name != "csrf_token"]
        for what, odd in ODD.items() if fields else ():
            ask(form, f"{what} everywhere", dict.fromkeys(fields, odd))
        for name in sorted(form.texts)[:1]:
            ask(form, f"{name}=10,000 emoji", {name: "🎉" * 10_000})
            if form.action.startswith(("/e/", "/r/", "/sign-in")):  # everybody may write there
                ask(form, f"{name}=a megabyte", {name: "x" * 1_000_000})
    for form in seen:
        for name in form.answers:
            if name != "csrf_token":
                what, odd = ("odd letters", LETTERS) if name in form.texts else ("5,000 digits", NO_TEXT)
                ask(form, f"{name}={what}", {name: odd})
    assert not errors, "\n".join(errors)
    assert len(seen) > 25
    assert statuses[422] > 100, statuses  # they were understood as answers, not turned away at the door
    assert statuses[303] > 30, statuses  # and some were let in
