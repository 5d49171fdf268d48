"""Mails that organisers write, with places for each reader's own values.

A place is a word of a fixed list in braces: `{name}`. Nothing else is read as one, values are put in once and never
looked at again, and there is no way from a place to anything but its value.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

#: What organisers may put into a mail to those who have registered.
PLACEHOLDERS = ("name", "event", "when", "where", "organisation", "ticket", "link")
#: The same for those who are invited: they have no ticket yet, and their link stands below the text by itself.
PLACEHOLDERS_OF_INVITATIONS = ("name", "event", "when", "where", "organisation")
PLACE = re.compile(r"\{([^{}\n]{0,60})\}")


@dataclass(frozen=True, slots=True)
class Words:
    """What organisers write in a mail, with places for each one's own values."""

    subject: str
    text: str


def in_braces(names: Collection[str]) -> str:
    """Placeholders as they are written: `{name} {event}`."""
    return " ".join(f"{{{each}}}" for each in names)


def unknown_placeholders(text: str, known: Collection[str]) -> list[str]:
    """Words in braces that nothing stands for, in the order in which they come: a slip that would go out as it is."""
    return list(dict.fromkeys(each for each in PLACE.findall(text) if each.strip() not in known))


def filled_in(text: str, values: Mapping[str, str]) -> str:
    """The text with each place replaced by its value. What is no place of the list stays as it was written."""
    return PLACE.sub(lambda found: values.get(found[1].strip(), found[0]), text)


def paragraphs(text: str) -> list[list[str]]:
    """The lines of each paragraph; an empty line ends one."""
    return [part.split("\n") for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]
