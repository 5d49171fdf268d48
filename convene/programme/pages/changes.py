"""What has changed in the published agenda: a page, and a feed for programs that look out for it."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from convene.errors import NotFound
from convene.events.event_page import public_frame, when_of
from convene.events.models import Event
from convene.events.queries import event_at, team_of
from convene.events.sharing import page_within
from convene.programme.pages.public import programme
from convene.programme.pages.reader import with_stars_of_reader
from convene.programme.published_page import published_page, serve
from convene.programme.queries.versions import PublicRow, Published, public_versions, published
from convene.programme.showing.addresses import session_addresses
from convene.programme.showing.changes import in_html, shown_versions
from convene.web.atom import CONTENT_TYPE, AtomEntry, AtomFeed, build_atom
from convene.web.languages import in_language
from convene.web.paging import page_asked_for, part_of
from convene.web.signed_links import absolute_url

VERSIONS_ON_A_PAGE = 10
VERSIONS_IN_THE_FEED = 20


@programme.get("/e/<slug>/agenda/changes")
@published_page
def changes(slug: str, row: PublicRow) -> ResponseReturnValue:
    """Each version that was public, the latest first, with what it changed."""
    number = page_asked_for()
    return serve(
        row,
        "changes",
        lambda: _changes(slug, number),
        is_kept=number == 1,
        for_reader=with_stars_of_reader(row.event_id),
    )


@programme.get("/e/<slug>/agenda/changes.atom")
@published_page
def changes_feed(slug: str, row: PublicRow) -> ResponseReturnValue:
    """The same, to subscribe to."""
    response = serve(row, "feed of changes", lambda: _feed(slug), content_type=CONTENT_TYPE)
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Access-Control-Allow-Origin"] = "*"  # public data, given without cookies
    return response


def _changes(slug: str, number: int) -> str:
    event, public = _published(slug)
    listing = part_of(public_versions(event.id), number, VERSIONS_ON_A_PAGE)
    return render_template(
        "programme/changes.html",
        versions=shown_versions(event, listing.rows, public, session_addresses(slug)),
        listing=listing,
        event_when=when_of(event),
        feed_url=url_for("programme.changes_feed", slug=slug),
        share=page_within(event, _("What has changed"), absolute_url("programme.changes", slug=slug)),
        **public_frame(event, "agenda"),
    )


def _feed(slug: str) -> bytes:
    """In the language of the event: a program that reads it speaks none."""
    event, public = _published(slug)
    page = absolute_url("programme.changes", slug=slug)
    with in_language(event.language):
        versions = shown_versions(event, public_versions(event.id)[:VERSIONS_IN_THE_FEED], public, lambda _code: "")
        return build_atom(
            AtomFeed(
                id=event.id,
                title=_("%(event)s: changes of the agenda", event=event.title),
                author=team_of(event).name,
                language=event.language,
                updated=versions[0].published_at,
                url=page,
                own_url=absolute_url("programme.changes_feed", slug=slug),
                entries=[
                    AtomEntry(one.id, one.summary, one.published_at, f"{page}#{one.anchor}", in_html(one))
                    for one in versions
                ],
            )
        )


def _published(slug: str) -> tuple[Event, Published]:
    """The event and its agenda. NotFound: nothing is published."""
    event = event_at(slug)
    public = published(event.id) if event is not None else None
    if event is None or public is None:
        raise NotFound
    return event, public
