"""Texts with HTML in them become the same words in Markdown, and all others stay as they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convene.engines.schedule_files.marked_up import in_markdown


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<p>One.</p><p>Two,<br/>and more.</p>", "One.\n\nTwo,\nand more."),
        ('See <a href="https://example.org/x">the page</a>.', "See [the page](https://example.org/x)."),
        ('<a href="https://example.org">https://example.org</a>', "https://example.org"),
        ('<a href="javascript:alert(1)">press</a>', "press"),
        ("<ul><li>One</li><li><b>Two</b></li></ul>", "- One\n- **Two**"),
        ("<p>Fish &amp; chips</p>", "Fish & chips"),
        ("<p>a</p><script>alert(1)</script><style>p{}</style>", "a"),
        ("<p>&lt;b&gt;shown&lt;/b&gt;</p>", "**shown**"),
        ("a < b, c > d, <3, <guid>, 1<p", "a < b, c > d, <3, <guid>, 1<p"),
        ("AT&amp;T without a tag", "AT&amp;T without a tag"),
        ("", ""),
    ],
)
def test_what_tags_say_is_said_in_markdown(text: str, words: str) -> None:
    assert in_markdown(text) == words


PIECES = ["<p>", "</p>", "<a href='https://e.org'>", "</a>", "&lt;p&gt;", "<br>", "a", "\n", "<", "*"]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_what_was_turned_once_is_not_turned_again(text: str) -> None:
    once = in_markdown(text)
    assert in_markdown(once) == once


def test_a_megabyte_of_openings_takes_no_time() -> None:
    assert len(in_markdown("<a href=" * 60_000)) > 0
    assert in_markdown("<p>" * 100_000 + "end") == "end"
