import gzip
import time
from collections.abc import Callable

import pytest
from flask import Flask, Response

from convene.errors import NotFound
from convene.web import serving
from convene.web.serving import Page, _Shelf, kept_fragment, served
from tests.support.at_once import at_once

BODY = "Thursday: " + "words " * 500
Answer = Callable[..., Response]


@pytest.fixture
def answer(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Answer:
    """The answer to a request for a served page, as the browser gets it."""
    monkeypatch.setitem(app.extensions, "served_pages", _Shelf(100_000))
    made: list[str] = []

    def answer(state: tuple[object, ...] = ("agenda", 1), *, path: str = "/e/forum/agenda",
               body: str = BODY, file_name: str | None = None, download: bool = False,
               asked: tuple[str, ...] = (), is_kept: bool = True,
               **headers: str) -> Response:  # fmt: skip
        def make() -> str:
            made.append(body)
            return body

        names = {name.replace("_", "-"): value for name, value in headers.items()}
        with app.test_request_context(path, headers=names):
            response = served(
                state,  # type: ignore[arg-type]
                make,
                asked=asked,
                is_kept=is_kept,
                file_name=file_name,
                download=download,
            )
            response.made = len(made)  # type: ignore[attr-defined]
            return response

    return answer


def test_a_page_is_made_once_for_each_state(answer: Answer) -> None:
    for _ in range(3):
        first = answer()
    assert first.made == 1  # type: ignore[attr-defined]
    assert answer(("agenda", 2)).made == 2  # type: ignore[attr-defined]


def test_a_page_is_its_own_for_each_path_and_each_thing_asked_for(answer: Answer) -> None:
    answer()
    assert answer(asked=("Asia/Bangkok",)).made == 2  # type: ignore[attr-defined]
    assert answer(path="/e/other/agenda").made == 3  # type: ignore[attr-defined]


def test_arguments_that_the_page_does_not_read_make_no_page(answer: Answer) -> None:
    for n in range(5):
        assert answer(path=f"/e/forum/agenda?fbclid={n}").made == 1  # type: ignore[attr-defined]


def test_a_search_is_made_each_time_and_not_kept(answer: Answer, app: Flask) -> None:
    assert answer(is_kept=False).headers["ETag"] == answer(is_kept=False).headers["ETag"]
    assert answer().made == 3  # type: ignore[attr-defined]


def test_of_many_who_miss_a_page_at_once_one_makes_it(app: Flask) -> None:
    shelf, made = _Shelf(100_000), []

    def make() -> Page:
        made.append(1)
        time.sleep(0.05)
        return Page(b"1234567890", b"", "a")

    pages = at_once(app, [lambda: shelf.kept(("a",), make)] * 20)
    assert len(made) == 1
    assert all(isinstance(page, Page) for page in pages)


def test_whoever_waits_for_a_page_that_cannot_be_made_tries_it_again() -> None:
    shelf = _Shelf(100_000)

    def fail() -> Page:
        raise NotFound

    with pytest.raises(NotFound):
        shelf.kept(("a",), fail)
    assert shelf.kept(("a",), lambda: Page(b"there", b"", "a")).body == b"there"


def test_a_turn_that_does_not_come_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "SECONDS_TO_WAIT_FOR_A_TURN", 0.01)
    shelf = _Shelf(100_000)
    within = shelf.kept(("a",), lambda: shelf.kept(("a",), lambda: Page(b"there", b"", "a")))
    assert within.body == b"there"


def test_a_fragment_inside_of_a_page_waits_for_no_turn(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever turn its key falls on: here all keys share one, which the page itself has taken."""
    monkeypatch.setattr(serving, "TURNS", 1)
    monkeypatch.setitem(app.extensions, "served_pages", _Shelf(100_000))
    started = time.monotonic()
    with app.test_request_context("/e/forum/agenda"):
        within = served(("agenda", 1), lambda: kept_fragment(("days", 1), lambda: "Thursday"))
    assert within.get_data() == b"Thursday"
    assert time.monotonic() - started < serving.SECONDS_TO_WAIT_FOR_A_TURN / 2


def test_who_has_it_already_is_told_so_and_nothing_else(answer: Answer) -> None:
    tag = answer().headers["ETag"]
    again = answer(If_None_Match=tag)
    assert (again.status_code, again.get_data()) == (304, b"")
    assert again.headers["ETag"] == tag
    assert again.headers["Cache-Control"] == "private, no-cache"
    assert "Cookie" in again.headers["Vary"]


def test_a_proxy_that_has_weakened_the_tag_is_understood(answer: Answer) -> None:
    tag = answer().headers["ETag"]
    assert answer(If_None_Match=f"W/{tag}").status_code == 304


@pytest.mark.parametrize("asked", ['"another"', "garbage", '"', "W/", ""])
def test_who_has_something_else_gets_the_page(answer: Answer, asked: str) -> None:
    assert answer(If_None_Match=asked).status_code == 200


def test_a_change_of_the_state_counts_for_who_has_the_old_page(answer: Answer) -> None:
    tag = answer().headers["ETag"]
    assert answer(("agenda", 2), body="another", If_None_Match=tag).status_code == 200


def test_the_tag_is_of_the_bytes_so_two_processes_give_the_same(
    answer: Answer, monkeypatch: pytest.MonkeyPatch, app: Flask
) -> None:
    first = answer().headers["ETag"]
    monkeypatch.setitem(app.extensions, "served_pages", _Shelf(100_000))
    assert answer().headers["ETag"] == first


def test_it_is_compressed_for_who_takes_that_under_a_tag_of_its_own(answer: Answer) -> None:
    plain, packed = answer(), answer(Accept_Encoding="gzip, br")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.get_data()) == plain.get_data() == BODY.encode()
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Content-Encoding" not in answer(Accept_Encoding="gzip;q=0").headers
    assert answer(Accept_Encoding="gzip", If_None_Match=packed.headers["ETag"]).status_code == 304


def test_a_file_has_its_name(answer: Answer) -> None:
    said = answer(file_name="forum.ics", download=True).headers["Content-Disposition"]
    assert said == "attachment; filename=\"forum.ics\"; filename*=UTF-8''forum.ics"


def test_what_was_not_asked_for_longest_leaves_the_shelf_first() -> None:
    shelf = _Shelf(33)
    for name in "abc":
        shelf.put((name,), Page(b"1234567890", b"", name))
    shelf.get(("a",))
    shelf.put(("d",), Page(b"1234567890", b"", "d"))
    assert [name for name in "abcd" if shelf.get((name,))] == ["a", "c", "d"]


def test_a_page_put_again_is_counted_once() -> None:
    shelf = _Shelf(22)
    for _ in range(10):
        shelf.put(("a",), Page(b"1234567890", b"", "a"))
    shelf.put(("b",), Page(b"1234567890", b"", "b"))
    assert shelf.get(("a",)) is not None


def test_keys_count_too() -> None:
    shelf = _Shelf(100)
    for n in range(9):
        shelf.put((str(n) * 40,), Page(b"1234567890", b"", "a"))
    assert [n for n in range(9) if shelf.get((str(n) * 40,))] == [7, 8]
