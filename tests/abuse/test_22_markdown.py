"""22: descriptions in Markdown: no raw HTML, nothing loaded from elsewhere, no links that run, no time eaten."""

import time

import pytest

from tests.factories.events import make_event
from tests.support.visitor import Visitor

HOSTILE = [
    "<script>alert(1)</script>",
    "<iframe src=https://evil.example></iframe>",
    "![](https://evil.example/pixel.gif)",
    "[](https://evil.example/) [ ](https://evil.example/)",
    "![x][y]\n\n[y]: https://evil.example/pixel.gif",
    "<img src=https://evil.example/pixel.gif>",
    "[click](javascript:alert(1))",
    "[click](JaVaScRiPt:alert(1))",
    "[click](data:text/html;base64,PHNjcmlwdD4=)",
    "[click](&#106;avascript:alert(1))",
    "<javascript:alert(1)>",
    '[x](https://example.org "onmouseover=alert(1)")',
    '<a href="https://example.org" onclick="alert(1)">x</a>',
    "```<style>*{display:none}</style>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_description_runs_and_loads_nothing(visitor: Visitor, text: str) -> None:
    event = make_event(description=text)
    visitor.open(f"/e/{event.slug}/")
    prose = visitor.tree.xpath("//div[contains(@class, 'prose')]")[0]
    assert not prose.xpath(".//script | .//iframe | .//img | .//style | .//svg | .//object | .//form")
    assert not prose.xpath(".//@src | .//@style | .//@*[starts-with(name(), 'on')]")
    assert all(link.text_content().strip() for link in prose.xpath(".//a"))
    assert all(href.startswith(("http://", "https://", "mailto:")) for href in prose.xpath(".//@href"))


@pytest.mark.parametrize(
    "text",
    [">" * 10_000 + "x", "- " * 10_000, "[" * 20_000, "*a " * 6_000, "`" * 20_000, "a**b" * 5_000, "|" * 20_000],
)
def test_deep_nesting_eats_no_time(visitor: Visitor, text: str) -> None:
    event = make_event(description=text)
    begin = time.thread_time()
    visitor.open(f"/e/{event.slug}/")
    assert time.thread_time() - begin < 3


def test_headings_of_a_description_stand_below_those_of_the_page(visitor: Visitor) -> None:
    event = make_event(description="# One\n\n#### Four\n\n###### Six\n\n# One again")
    visitor.open(f"/e/{event.slug}/")  # the visitor refuses a heading that skips a level
    assert [each.tag for each in visitor.tree.xpath("//div[contains(@class, 'prose')]/*")] == ["h3", "h4", "h5", "h3"]
