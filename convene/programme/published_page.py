"""The guard of pages and files that show the published agenda.

    @pages.get("/e/<slug>/agenda")
    @published_page
    def agenda(row: PublicRow) -> ResponseReturnValue: ...

`event_page(Everyone)` reads the whole event. These pages are asked for most, and mostly by readers and calendars
that have them already; so one small row decides who may come in and is the state of the page (`web.serving`), and
everything else is read only where the page has to be made.
"""

from collections.abc import Callable
from uuid import UUID

from flask import Response, g
from flask_login import current_user

from convene.errors import NotFound
from convene.events.models import Event
from convene.events.rules import defaults_of
from convene.permissions.catalogue import Permission
from convene.permissions.queries import may
from convene.programme.queries.materials import opened_materials
from convene.programme.queries.versions import PublicRow, public_row
from convene.web.guards import AccessRule, View, ViewArguments, guard
from convene.web.headers import keep_from_search_engines
from convene.web.serving import OwnMarks, disposition, served


def _admit(arguments: ViewArguments) -> None:
    slug = arguments.pop("slug")
    row = public_row(slug)
    if row is None or not (row.is_public or _organises(row)):
        raise NotFound
    if not defaults_of(row.sensitivity).is_for_search_engines:
        keep_from_search_engines()
    _known_rows()[row.event_id] = row
    arguments["slug"], arguments["row"] = slug, row


def row_of(event: Event) -> PublicRow | None:
    """The state of an event's published pages, asked once a request: several panels of one page want to know."""
    known = _known_rows()
    if event.id not in known:
        known[event.id] = public_row(event.slug)
    return known[event.id]


def _known_rows() -> dict[UUID, PublicRow | None]:
    rows: dict[UUID, PublicRow | None] = g.setdefault("public_rows", {})
    return rows


def _organises(row: PublicRow) -> bool:
    return bool(
        current_user.is_authenticated
        and may(current_user.account_id, Permission.SEE_EVENT, event_id=row.event_id, team_id=row.team_id)
    )


def published_page(view: View) -> View:
    """Admit everybody to what is published, and organisers before. The URL's `slug` stays, `row` is added."""
    return guard(AccessRule("everyone, once published", _admit))(view)


def serve(
    row: PublicRow,
    page: str,
    make: Callable[[], str | bytes],
    *,
    asked: tuple[str, ...] = (),
    is_kept: bool = True,
    content_type: str = "text/html; charset=utf-8",
    file_name: str | None = None,
    download: bool = False,
    for_reader: OwnMarks | None = None,
) -> Response:
    """The page of this name in its present state. Before the event is public it is made for its organisers alone,
    and nothing of it is kept.

    `asked`: what the page reads of the arguments in its address, each one of few values (see `web.serving.served`).
    """
    if row.is_public:
        # Once it is over, the navigation of every page leads to materials as soon as there are some, and no change of
        # the database says when one opens.
        opened = str(opened_materials(row)) if row.is_over else ""
        return served((*row.state_of_page(page), opened), make, asked=asked, is_kept=is_kept,
                      content_type=content_type, file_name=file_name, download=download,
                      for_reader=for_reader)  # fmt: skip
    response = Response(make(), content_type=content_type)
    response.headers["Cache-Control"] = "private, no-store"
    if file_name is not None:
        response.headers["Content-Disposition"] = disposition(file_name, download=download)
    return response
