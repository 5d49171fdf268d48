"""Markdown as organisers write it, HTML as readers may see it: no raw HTML, no pictures from elsewhere.

`markdown-it` is given a nesting limit and no HTML; `nh3` then lets through only what a description needs, so that
a mistake in the first is not yet a hole.
"""

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

_parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 20, "linkify": False}).enable(
    ["table", "strikethrough"]
)
_parser.disable("image")

TAGS = {"p", "br", "strong", "em", "s", "ul", "ol", "li", "blockquote", "code", "pre", "a", "hr",
        "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip


@lru_cache(maxsize=512)
def to_html(text: str) -> Markup:
    """Safe HTML for a description. Links open nothing of ours: `rel="nofollow ugc noopener"`."""
    tokens = _parser.parse(text)
    _fit_headings_below_the_page(tokens)
    _give_words_to_links(tokens)
    html = _parser.renderer.render(tokens, _parser.options, {})
    return Markup(  # noqa: S704, cleaned in the same expression
        nh3.clean(
            html,
            tags=TAGS,
            attributes={"a": {"href"}, "ol": {"start"}, "*": set()},  # without the star, title and lang pass everywhere
            url_schemes={"http", "https", "mailto"},
            link_rel="nofollow ugc noopener",
        )
    )


def _fit_headings_below_the_page(tokens: list[Token]) -> None:
    """A description stands under a second-level heading, so its own begin at the third and never skip a level."""
    depth = 2
    for opening, closing in zip(tokens, tokens[2:], strict=False):
        if opening.type == "heading_open":
            depth = min(int(opening.tag[1]) + 2, depth + 1, 6)
            opening.tag = closing.tag = f"h{depth}"


def _give_words_to_links(tokens: list[Token]) -> None:
    """A link without words cannot be read or pressed: it says where it leads. (A picture becomes such a link.)"""
    for children in (token.children or [] for token in tokens):
        for opening in reversed([place for place, child in enumerate(children) if child.type == "link_open"]):
            closing = next(place for place in range(opening, len(children)) if children[place].type == "link_close")
            if not "".join(child.content for child in children[opening:closing]).strip():
                where = str(children[opening].attrGet("href") or "")
                children.insert(closing, Token("text", "", 0, content=where))


@lru_cache(maxsize=1024)
def to_plain(text: str) -> str:
    """The words alone, for calendar files, previews and search. Kept: each publish asks for those of every session."""
    pieces: list[str] = []
    for token in _parser.parse(text):
        if token.type == "inline":
            pieces.extend(
                "\n" if child.type in {"softbreak", "hardbreak"} else child.content
                for child in token.children or ()
                if child.type in {"text", "code_inline", "softbreak", "hardbreak"}
            )
            pieces.append("\n")
        elif token.type == "list_item_open" and token.info:
            pieces.append(f"{token.info}{token.markup} ")  # “see point 3” needs its number
        elif token.type in {"fence", "code_block"}:
            pieces.append(token.content)
        elif token.type == "paragraph_close" and token.level == 0:
            pieces.append("\n")
    return "".join(pieces).strip()
