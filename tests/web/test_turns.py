"""So many requests at once are worked on, and streams take nobody's turn."""

import threading
from typing import Any

from convene.web.turns import Turns
from tests.support.processes import until


def test_one_more_than_may_waits_until_another_has_its_answer_and_a_stream_does_not_wait() -> None:
    inside, may_go = [], threading.Event()

    def application(environ: dict[str, Any], _start: Any) -> list[bytes]:
        inside.append(environ["PATH_INFO"])
        may_go.wait(10)
        return [b""]

    turns = Turns(application, 2)

    def ask(path: str) -> threading.Thread:
        thread = threading.Thread(target=turns, args=({"PATH_INFO": path}, None))
        thread.start()
        return thread

    threads = [ask("/one"), ask("/two")]
    until(lambda: len(inside) == 2, "two are worked on")
    threads += [ask("/three"), ask("/g/token/live"), *(ask("/g/token/now") for _ in range(3))]
    until(lambda: "/g/token/live" in inside, "a stream passes by")
    until(lambda: inside.count("/g/token/now") == 2, "what open pages ask takes turns of its own")
    assert "/three" not in inside
    may_go.set()
    for each in threads:
        each.join(10)
    assert "/three" in inside
    assert inside.count("/g/token/now") == 3
