"""A message that only tests know, so that they can put anything into it."""

from collections.abc import Callable, Iterator
from uuid import UUID

import jinja2
import pytest
from flask import Flask

from convene.outbox import catalogue
from convene.outbox.catalogue import Attachment, Content, Intent
from convene.outbox.services import enqueue

TEMPLATES = {
    "emails/tests/greeting.subject.txt": "{{ subject }}",
    "emails/tests/greeting.txt": "Good day {{ to_name }},\n\n{{ words }}\n",
    "emails/tests/greeting.html": "<p>Good day {{ to_name }},</p><p>{{ words }}</p>",
}


@pytest.fixture
def greet(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., UUID]]:
    """Write down a greeting: `greet("noor@example.org", name=..., subject=..., words=..., about=...)`."""

    def compose(intent: Intent) -> Content | None:
        given = intent.private
        if given.get("is_gone"):
            return None
        if given.get("fails"):
            raise LookupError("what it speaks of has a bug")
        files = (Attachment("place.ics", "text/calendar", b"BEGIN:VCALENDAR\r\n"),) if given.get("file") else ()
        return Content({"subject": given["subject"], "words": given["words"]}, files)

    monkeypatch.setitem(catalogue._messages, "tests/greeting", compose)
    monkeypatch.setattr(
        app.jinja_env, "loader", jinja2.ChoiceLoader([jinja2.DictLoader(TEMPLATES), app.jinja_env.loader])
    )

    def greet(to: str = "noor@example.org", *, name: str = "Noor Idris", about: str | None = None,
              event_id: UUID | None = None, **private: object) -> UUID:  # fmt: skip
        return enqueue(
            "tests/greeting",
            to,
            to_name=name,
            about=about,
            event_id=event_id,
            private={"subject": "A greeting", "words": "See you in Bangkok.", **private},
        )

    yield greet
    app.jinja_env.cache.clear()  # type: ignore[union-attr]
