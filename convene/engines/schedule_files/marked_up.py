"""Texts that came with HTML in them, as some programs export them: the same words in Markdown.

Only a text that holds a tag of HTML is touched, so that "a < b" and "<3" stay as they were typed. What the tags of
a text say (paragraphs, lists, links, stress) is kept as Markdown says it; everything else of them is dropped.
"""

import re
from html.parser import HTMLParser

_TAG = re.compile(
    r"</?(?:p|br|a|ul|ol|li|strong|b|em|i|u|s|h[1-6]|div|span|blockquote|code|pre|hr|img|table|tr|td|th|tbody|font|sup|sub)"
    r"(?:\s[^<>]{0,2000})?/?>",
    re.IGNORECASE,
)
_BLOCKS = frozenset({"p", "div", "ul", "ol", "blockquote", "pre", "table", "h1", "h2", "h3", "h4", "h5", "h6"})
_STRESS = {"strong": "**", "b": "**", "em": "*", "i": "*"}
_BLANK_LINES = re.compile(r"[ \t]*\n(?:[ \t]*\n)+")
#: Text that shows tags by their entities (`&lt;p&gt;`) has tags again after one turn.
_TURNS = 3


def in_markdown(text: str) -> str:
    """The text without tags. What it returns, it returns again."""
    for _ in range(_TURNS):
        if not _TAG.search(text):
            return text
        text = _Words(text).all()
    return _TAG.sub("", text)


class _Words(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._links: list[tuple[str, int]] = []
        self._hides = 0
        self.feed(text)
        self.close()

    def all(self) -> str:
        return _BLANK_LINES.sub("\n\n", "".join(self._pieces)).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "style"}:
            self._hides += 1
        elif tag in _BLOCKS:
            self._pieces.append("\n\n")
        elif tag == "br":
            self._pieces.append("\n")
        elif tag == "hr":
            self._pieces.append("\n\n---\n\n")
        elif tag in {"li", "tr"}:
            self._pieces.append("\n- " if tag == "li" else "\n")
        elif tag in {"td", "th"}:
            self._pieces.append(" ")
        elif tag in _STRESS:
            self._pieces.append(_STRESS[tag])
        elif tag == "a":
            self._links.append((next((value or "" for name, value in attrs if name == "href"), ""), len(self._pieces)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in {"br", "hr"}:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self._hides = max(0, self._hides - 1)
        elif tag in _BLOCKS:
            self._pieces.append("\n\n")
        elif tag in _STRESS:
            self._pieces.append(_STRESS[tag])
        elif tag == "a" and self._links:
            address, place = self._links.pop()
            words = "".join(self._pieces[place:]).strip()
            if address.lower().startswith(("http://", "https://", "mailto:")) and words != address:
                self._pieces[place:] = [f"[{words}]({address})" if words else address]

    def handle_data(self, data: str) -> None:
        if not self._hides:
            self._pieces.append(re.sub(r"[ \t]*\n[ \t]*", "\n", data))
