import threading

import time_machine
from flask import Flask

from convene.web.limits import CountersInMemory
from tests.support.visitor import Visitor


def test_asking_for_a_link_again_and_again_for_one_address_ends_with_a_page_that_says_so(
    app: Flask, visitor: Visitor
) -> None:
    for _ in range(5):
        visitor.open("/sign-in").fill_in(email="noor@example.org").press("Mail me a link")
    visitor.open("/sign-in").fill_in(email="noor@example.org").press("Mail me a link", expect=429)
    assert "Too many tries" in visitor.text


def test_writing_the_address_otherwise_does_not_begin_a_new_count(app: Flask, visitor: Visitor) -> None:
    for address in (
        "noor@example.org",
        "NOOR@example.org",
        " noor@example.org ",
        "Noor@Example.org",
        "noor@EXAMPLE.org",
    ):
        visitor.open("/sign-in").fill_in(email=address).press("Mail me a link")
    visitor.open("/sign-in").fill_in(email="nOOr@example.org").press("Mail me a link", expect=429)


def test_a_room_full_of_people_behind_one_address_is_let_in(app: Flask, visitor: Visitor) -> None:
    for n in range(60):
        visitor.open("/sign-in").fill_in(email=f"person{n}@example.org").press("Mail me a link", follow=False)
        assert visitor.status == 303


def test_looking_at_a_page_is_not_counted(app: Flask, visitor: Visitor) -> None:
    for _ in range(12):
        visitor.open("/sign-in")


def test_what_is_counted_is_forgotten_when_it_is_over_and_takes_no_thread() -> None:
    with time_machine.travel("2027-01-04 09:00:00+00:00") as clock:
        counters = CountersInMemory()
        counters.timer.join()
        threads = threading.active_count()
        assert [counters.incr("one", 3600) for _ in range(3)] == [1, 2, 3]
        assert counters.incr("two", 60) == 1
        assert threading.active_count() == threads
        clock.shift(61)
        assert counters.incr("one", 3600) == 4
        assert set(counters.expirations) == {"one"}, "the one that is over is not kept in memory for ever"
        clock.shift(3600)
        assert counters.incr("one", 3600) == 1
