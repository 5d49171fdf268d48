import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from convene.web.markdown import TAGS, to_html, to_plain

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "[click](JAVASCRIPT:alert(1))",
    "[click](data:text/html;base64,PHNjcmlwdD4=)",
    "<javascript:alert(1)>",
    "![beacon](https://evil.example/beacon.gif)",
    "[a](https://x.example \"onmouseover=alert(1)\")",
    "<a href='https://x.example' onclick='alert(1)'>x</a>",
    "<iframe src=https://evil.example></iframe>",
    "<style>body{display:none}</style>",
    "<svg/onload=alert(1)>",
    "`<img src=x onerror=alert(1)>`",
    "```\n<script>alert(1)</script>\n```",
    "[x]: javascript:alert(1)\n\n[x]",
    "<!-- --><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
]  # fmt: skip


def problems_of(markup: str) -> list[str]:
    tree = html.fragment_fromstring(f"<div>{markup}</div>")
    inner = list(tree.iterdescendants())
    found = [f"<{each.tag}>" for each in inner if each.tag not in TAGS]
    found += [f"@{name}" for each in inner for name in each.attrib if name not in {"href", "rel"}]
    return found + [
        each for each in tree.xpath(".//@href") if not each.lower().startswith(("http://", "https://", "mailto:"))
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_markdown_is_only_words(text: str) -> None:
    assert problems_of(to_html(text)) == []


@given(st.text(st.sampled_from("[](){}<>!\"'`*_#>-|~\\\n\t :/.&;abcjavscriptonload="), max_size=120))
def test_whatever_is_written_only_harmless_html_comes_out(text: str) -> None:
    assert problems_of(to_html(text)) == []
    to_plain(text)


def test_what_organisers_write_is_shown() -> None:
    shown = to_html("# Aims\n\n- **See** what works\n- [Ask](https://example.org)")
    assert "<h3>Aims</h3>" in shown
    assert "<strong>See</strong>" in shown
    assert '<a href="https://example.org" rel="nofollow ugc noopener">Ask</a>' in shown


@pytest.mark.parametrize(
    ("text", "levels"), [("# A\n\n#### B\n\n# C", ["h3", "h4", "h3"]), ("###### A\n\n# B", ["h3", "h3"])]
)
def test_headings_begin_below_those_of_the_page_and_skip_no_level(text: str, levels: list[str]) -> None:
    tree = html.fragment_fromstring(f"<div>{to_html(text)}</div>")
    assert [each.tag for each in tree] == levels


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        "[" * 20_000,
        "![" * 10_000,
        "> " * 10_000 + "x",
        "* " * 5_000 + "x",
        "**a " * 5_000,
        "`" * 20_000,
        "[a](" * 5_000,
        "<" * 20_000,
        "a|" * 5_000 + "\n" + "-|" * 5_000 + "\n",
        "&" * 20_000,
        "_a__b" * 4_000,
        "[a]: x\n" * 3_000,
    ],
)
def test_what_is_made_to_take_for_ever_does_not(text: str) -> None:
    started = time.thread_time()
    to_html(text[:20_000])  # the longest that a field takes
    to_plain(text[:20_000])
    assert time.thread_time() - started < 3


def test_the_plain_words_have_no_marks() -> None:
    assert to_plain("# Aims\n\n**See** [what](https://example.org)\nworks") == "Aims\nSee what\nworks"


@pytest.mark.parametrize("text", ["[](https://example.org/x)", "![](https://example.org/x)"])
def test_a_link_without_words_shows_its_address(text: str) -> None:
    assert ">https://example.org/x</a>" in to_html(text)


def test_numbers_of_a_list_go_on_after_a_paragraph_between() -> None:
    shown = to_html("1. One\n2. Two\n\nA break.\n\n3. Three")
    assert shown.count("<ol") == 2
    assert '<ol start="3">\n<li>Three</li>' in shown


def test_the_plain_words_keep_the_numbers_of_a_list() -> None:
    assert to_plain("3. Ask\n4) Answer\n\n- a point") == "3. Ask\n4) Answer\na point"
