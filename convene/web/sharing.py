"""What a page says of itself to those who pass it on: search engines, messengers, programs.

Everything here is what the page itself shows to everybody. `is_listed=False`: found by those who have the address,
so search engines are asked to leave it out, and nothing is said to them.
"""

from dataclasses import dataclass, field
from typing import Any

#: What is shown of a description; longer ones are cut by whoever shows them.
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Sharing:
    """A page as others show it. `data`: what it is about, in the words of schema.org."""

    title: str
    description: str
    url: str
    site: str
    is_listed: bool = True
    kind: str = "website"
    data: dict[str, Any] = field(default_factory=dict)


def in_short(text: str) -> str:
    """A text as one line, cut at a word."""
    line = " ".join(text.split())
    if len(line) <= LONGEST:
        return line
    return line[:LONGEST].rsplit(" ", 1)[0] + "…"


def said(**facts: Any) -> dict[str, Any]:
    """Facts of schema.org, those that are empty left out; `type` and `context` are written with their @."""
    return {f"@{name}" if name in {"type", "context"} else name: value for name, value in facts.items() if value}
