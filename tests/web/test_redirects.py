import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.urls import iri_to_uri

from convene.web.redirects import safe_path


@pytest.mark.parametrize("target", ["/", "/account", "/e/forum/?zone=Asia/Bangkok#now", "/a//b", "/ü"])
def test_a_path_on_this_site_is_followed(target: str) -> None:
    assert safe_path(target, "/home") == target


@pytest.mark.parametrize(
    "target",
    [
        None,
        "",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "https://evil.example",
        "https:evil.example",
        "http:/evil.example",
        "javascript:alert(1)",
        "evil.example",
        "/\x00/evil.example",
        " /evil.example",
        "/a\\b",
        "/ /evil.example",
        "\t//evil.example",
        "/%09/evil.example\t",
        "/\x7f/evil",
    ],
)
def test_another_site_is_never_followed(target: str | None) -> None:
    assert safe_path(target, "/home") == "/home"


@given(st.text(st.sampled_from("/\\:.%09 \t\r\nabhtps@?#"), max_size=12))
def test_whatever_is_asked_for_a_browser_stays_here(target: str) -> None:
    path = safe_path(target, "/home")
    # What a browser makes of it: tabs and line ends dropped, backslashes turned (WHATWG URL, 4.4).
    seen = path.translate({ord(letter): None for letter in "\t\r\n"}).replace("\\", "/").strip()
    assert seen.startswith("/")
    assert not seen.startswith("//")
    assert iri_to_uri(path)
