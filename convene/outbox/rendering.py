"""From an intent to a mail: subject, text and HTML in the receiver's language. Preview and sending share it."""

from dataclasses import dataclass

from flask import render_template

from convene.outbox.catalogue import Attachment, CalendarPart, Content, Intent, Sender, composer_of
from convene.web.languages import in_language


@dataclass(frozen=True, slots=True)
class Mail:
    """A message as it would be sent now."""

    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...]
    list_unsubscribe: str | None = None
    calendar: CalendarPart | None = None
    sender: Sender | None = None


def render(intent: Intent) -> Mail | None:
    """The mail, or None where what it would say is no longer so."""
    content = composer_of(intent.name)(intent)
    if content is None:
        return None
    return written(intent.name, intent.to_name, intent.language, content)


def written(name: str, to_name: str, language: str, content: Content) -> Mail:
    """The mail `name` in `language`, of what its composer has found (or, in the gallery, of made-up facts)."""
    with in_language(language):
        context = {"to_name": to_name, **content.context}
        parts = [render_template(f"emails/{name}.{part}", **context) for part in ("subject.txt", "txt", "html")]
    # A subject is one line whatever stands in the values: a line break in it would begin another header.
    return Mail(
        " ".join(parts[0].split()),
        parts[1].strip() + "\n",
        parts[2],
        content.attachments,
        content.list_unsubscribe,
        content.calendar,
        content.sender,
    )
