"""Words for people, written where the fact is known and translated where they are shown.

Rules and refusals stand below Flask and know no reader's language. They build a `Sentence`; the `|say` filter of the
templates, and `web.errors`, translate its text and fill in its values. `says` and `says_one_or_many` are also the
marks by which the extraction of translatable texts finds them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Sentence:
    """A text with `%(name)s` places and the values that go there.

    `many` and `count` are given where the wording depends on a number. A value may itself be a Sentence.
    """

    text: str
    values: Mapping[str, object] = field(default_factory=dict, hash=False)
    many: str | None = None
    count: int = 1

    def __str__(self) -> str:
        """The sentence in English, for logs, tests and the command line."""
        text = self.many if self.many is not None and self.count != 1 else self.text
        return text % self.values if self.values else text.replace("%%", "%")


def says(text: str, /, **values: object) -> Sentence:
    """Mark an English text for translation: `says("%(room)s is taken.", room="Ballroom")`."""
    return Sentence(text, MappingProxyType(values))


def says_one_or_many(one: str, many: str, /, count: int, **values: object) -> Sentence:
    """The same for a text that depends on a number, which stands in it as `%(count)s`."""
    return Sentence(one, MappingProxyType({"count": count, **values}), many, count)
