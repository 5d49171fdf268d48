"""`make bench`: every page beside a bare page that reads one row, in one run; then registrations per second.

Rounds alternate between the pages, so that whatever else the machine does falls on all alike; the ratio of a page is
the median of its ratios in the rounds. `--seconds` and `--rounds` make it longer and steadier.
"""

import argparse
import http.client
import re
import statistics
import tempfile
import urllib.parse
from pathlib import Path

from bench.load import Outcome, once_each, repeat, request_bytes
from bench.server import environment, flask, free_port, running

AIMS = {"agenda, 300 sessions": 0.6, "agenda, not changed (304)": 0.8, "whole event .ics": 0.6, "session page": 0.5}
CONNECTIONS = 8
#: Of the event that `flask demo build` makes.
ORGANISER = "organiser@example.org"
AT_ONCE = 50


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.0, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--sessions", type=int, default=300)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--registrations", type=int, default=1000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="convene-bench-") as folder:
        port = free_port()
        env = environment(Path(folder), port)
        flask(env, "db", "upgrade")
        built = flask(env, "demo", "build", "--sessions", str(chosen.sessions), "--people", str(chosen.people))
        slug = built.splitlines()[-1].strip("/").rsplit("/", 1)[-1]
        link = flask(env, "accounts", "sign-in-link", ORGANISER)
        with running(env):
            measure_pages(port, slug, chosen.seconds, chosen.rounds, signed_in(port, link))
            measure_registrations(port, slug, chosen.registrations, "one web process")
        with running(env | {"CONVENE_WEB_PROCESSES": "2"}):
            measure_registrations(port, slug, chosen.registrations, "two web processes", first=chosen.registrations)


def measure_pages(port: int, slug: str, seconds: float, rounds: int, cookie: str) -> None:
    """Print requests per second of each page, and the ratio to the bare page of the same round. `cookie`: an
    organiser's, for the list of those who registered."""
    agenda = f"/e/{slug}/agenda"
    etag, page = fetch(port, agenda)
    code = re.search(rf"/e/{slug}/sessions/([0-9A-Z]{{6}})", page)
    if code is None:
        raise SystemExit("the agenda of the bench names no session")
    requests = {
        "bare page, one row": request_bytes("/bench/one-row"),
        "bare page, no row": request_bytes("/bench/no-row"),
        "agenda, 300 sessions": request_bytes(agenda),
        "agenda, not changed (304)": request_bytes(agenda, {"If-None-Match": etag}),
        "whole event .ics": request_bytes(f"/e/{slug}/calendar.ics"),
        "session page": request_bytes(f"/e/{slug}/sessions/{code.group(1)}"),
        "people page": request_bytes(f"/e/{slug}/people"),
        "event page": request_bytes(f"/e/{slug}/"),
        "register page": request_bytes(f"/e/{slug}/register"),
        "list of registrations": request_bytes(f"/organise/{slug}/people/", {"Cookie": cookie}),
    }
    for request in requests.values():
        repeat(port, request, connections=CONNECTIONS, seconds=0.3)
    speeds: dict[str, list[Outcome]] = {name: [] for name in requests}
    for _ in range(rounds):
        for name, request in requests.items():
            speeds[name].append(repeat(port, request, connections=CONNECTIONS, seconds=seconds))
    bare = speeds["bare page, one row"]
    print(f"\n{'page':<28}{'per s':>9}{'ratio':>8}{'aim':>6}{'p50 ms':>9}{'p99 ms':>9}{'bytes':>9}  statuses")
    for name, outcomes in speeds.items():
        ratio = statistics.median(one.per_second / base.per_second for one, base in zip(outcomes, bare, strict=True))
        middle = sorted(outcomes, key=lambda outcome: outcome.per_second)[len(outcomes) // 2]
        size = middle.bytes_read // max(1, middle.requests)
        aim = f"{AIMS[name]:.1f}" if name in AIMS else ""
        print(
            f"{name:<28}{middle.per_second:>9.0f}{ratio:>8.2f}{aim:>6}{middle.percentile(0.5):>9.1f}"
            f"{middle.percentile(0.99):>9.1f}{size:>9}  {middle.statuses}"
        )


def measure_registrations(port: int, slug: str, number: int, served_by: str, *, first: int = 0) -> None:
    """Print registrations per second with 50 people at once, each from an address of their own. `first`: the number of
    the first of them, since nobody registers twice."""
    posts = []
    for person in range(first, first + number):
        network = f"10.{person // 65025 % 255}.{person // 255 % 255}.{person % 255}"
        cookie, token = form_of(port, slug, network)
        body = urllib.parse.urlencode(
            {
                "csrf_token": token,
                "name": f"Person {person}",
                "email": f"bench-{person}@example.org",
                "organisation": "Bench",
                "country": "TH",
            }
        ).encode()
        headers = {
            "Cookie": cookie,
            "X-Forwarded-For": network,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        posts.append(request_bytes(f"/e/{slug}/register", headers, method="POST", body=body))
    outcome = once_each(port, posts, connections=AT_ONCE)
    print(
        f"\n{number} registrations, {AT_ONCE} at once, {served_by}: {outcome.per_second:.0f} per s, "
        f"p50 {outcome.percentile(0.5):.0f} ms, p99 {outcome.percentile(0.99):.0f} ms, statuses {outcome.statuses}"
    )


def fetch(port: int, path: str) -> tuple[str, str]:
    """The tag of a page as a browser that takes gzip gets it, and its words."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", path)
    page = connection.getresponse().read().decode()
    connection.request("GET", path, headers={"Accept-Encoding": "gzip", "Accept-Language": "en"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.headers.get("ETag", ""), page


def signed_in(port: int, link: str) -> str:
    """The cookie of a browser that has opened a sign-in link and pressed its button."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    path = urllib.parse.urlsplit(link).path
    connection.request("GET", path)
    answer = connection.getresponse()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', answer.read().decode())
    cookie = (answer.headers.get("Set-Cookie") or "").split(";")[0]
    if token is None:
        raise SystemExit("the sign-in link of the bench has no button")
    body = urllib.parse.urlencode({"csrf_token": token.group(1)})
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", path, body, headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return (answer.headers.get("Set-Cookie") or cookie).split(";")[0]


def form_of(port: int, slug: str, network: str) -> tuple[str, str]:
    """A cookie and the token of the registration form, for one person."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", f"/e/{slug}/register", headers={"X-Forwarded-For": network})
    answer = connection.getresponse()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', answer.read().decode())
    cookie = (answer.headers.get("Set-Cookie") or "").split(";")[0]
    connection.close()
    if token is None:
        raise SystemExit("the registration form of the bench is closed")
    return cookie, token.group(1)


if __name__ == "__main__":
    main()
