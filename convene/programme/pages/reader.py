"""Who reads, as far as a browser with stars says: a signed cookie, of one event, that says nothing else.

It is set with the first star and never before. It goes to the pages of its event alone, so that nobody can see from
it what a reader does at two of them.
"""

import re
from collections.abc import Collection
from uuid import UUID

from flask import Response, current_app, request, url_for

from convene.programme.queries.stars import stars_of
from convene.web.serving import OwnMarks
from convene.web.signed_links import Purpose, read, sign

COOKIE = "my_agenda"
A_YEAR = 365 * 24 * 60 * 60
#: A button of components/star.html, and what is hidden of whoever starred nothing, as the finished page has them.
UNPRESSED = re.compile(
    rb'name="star" value="(?P<star>[0-9A-Z]{6})" aria-pressed="false"|data-mine="(?P<mine>[0-9A-Z]{6}|any)" hidden'
)


def reader_of_request() -> UUID | None:
    """The id that the browser's cookie holds. Whether there still is such a reader, the database knows."""
    link = read(Purpose.MY_AGENDA, request.cookies.get(COOKIE, ""))
    return link.id if link else None


def keep_reader(response: Response, slug: str, reader_id: UUID) -> Response:
    """Give the browser the cookie of this reader, for this event."""
    response.set_cookie(
        COOKIE,
        sign(Purpose.MY_AGENDA, reader_id),
        max_age=A_YEAR,
        path=url_for("events.event", slug=slug),
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        httponly=True,
        samesite="Lax",
    )
    return response


def forget_cookie(response: Response, slug: str) -> Response:
    """Take the cookie away from the browser."""
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    path = url_for("events.event", slug=slug)
    response.delete_cookie(COOKIE, path=path, secure=secure, httponly=True, samesite="Lax")
    return response


def with_stars_of_reader(event_id: UUID) -> OwnMarks | None:
    """What presses the stars of this reader in a page that is kept for everybody; None for who has none. One
    statement, where there is a cookie."""
    reader_id = reader_of_request()
    starred = stars_of(event_id, reader_id) if reader_id else {}
    if not starred:
        return None
    codes = {code.encode() for code in starred}
    return OwnMarks(tuple(sorted(starred)), lambda body: _pressed(body, codes | {b"any"}))


def _pressed(body: bytes, codes: Collection[bytes]) -> bytes:
    def press(found: re.Match[bytes]) -> bytes:
        star, mine = found["star"], found["mine"]
        if (star or mine) not in codes:
            return found[0]
        if mine:
            return b'data-mine="%s"' % mine
        return b'name="unstar" value="%s" aria-pressed="true"' % star

    return UNPRESSED.sub(press, body)
