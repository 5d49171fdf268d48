from hypothesis import given
from hypothesis import strategies as st

from convene.web.searching import LONGEST, MOST_WORDS, search_line, words_to_find


@given(st.text(max_size=2000))
def test_a_search_is_few_clean_words(text: str) -> None:
    words = words_to_find(text)
    assert len(words) <= MOST_WORDS
    assert len(search_line(text)) <= LONGEST
    assert "\x00" not in "".join(words)
    assert words_to_find(" ".join(words)) == words


def test_the_words_of_a_search_are_what_was_typed() -> None:
    assert words_to_find("  Linh\x00  100%_ public ") == ["Linh", "100%_", "public"]
    assert words_to_find("") == words_to_find("\x00 ") == []
    assert len(words_to_find("a " * 1500)) == MOST_WORDS
