"""A reader's own agenda: stars, the page of what is starred, and the calendar of it. Nobody needs an account."""

from urllib.parse import quote
from uuid import UUID

from flask import Blueprint, flash, jsonify, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from convene.calendar.catalogue import FeedKind
from convene.calendar.forms import OwnAddress
from convene.calendar.services.feeds import change_feed_address
from convene.calendar.showing.own_feeds import own_feed, words_for_change
from convene.errors import NotFound
from convene.events.event_page import public_frame
from convene.events.queries import event_at
from convene.programme import exporting
from convene.programme.pages.reader import forget_cookie, keep_reader, reader_of_request
from convene.programme.published_page import published_page
from convene.programme.queries.stars import is_reader, stars_of
from convene.programme.queries.versions import PublicRow, published
from convene.programme.services import starring
from convene.programme.showing.addresses import public_addresses, session_addresses, stars_address
from convene.programme.showing.mine import my_agenda_of
from convene.programme.showing.times import Times
from convene.web.feeds import CALENDAR
from convene.web.forms import OneButton
from convene.web.guards import from_our_pages, holds_link
from convene.web.languages import zone_name
from convene.web.limits import at_most
from convene.web.redirects import see_other
from convene.web.serving import kept_secret, served
from convene.web.signed_links import Link, Purpose, absolute_url, base_address, sign

my_agenda = Blueprint("my_agenda", __name__)

KEPT_IN_ADDRESS = ("zone", "track", "q", "format", "room", "language", "by")


@my_agenda.post("/e/<slug>/stars")
@published_page
@at_most("1200 per minute")
@from_our_pages
def star(slug: str, row: PublicRow) -> ResponseReturnValue:
    """Star a session, or take a star away, whichever button was pressed."""
    reader_id = reader_of_request()
    added, taken = request.form.get("star", ""), request.form.get("unstar", "")
    if not row.is_public or not (added or taken):
        raise NotFound
    if added:
        reader_id = starring.star(row.event_id, added, reader_id)
    elif reader_id:
        starring.unstar(row.event_id, taken, reader_id)
    response = make_response(_answer(slug, row.event_id, reader_id, added or taken, is_starred=bool(added)))
    return keep_reader(response, slug, reader_id) if reader_id and added else response


def _answer(slug: str, event_id: UUID, reader_id: UUID | None, code: str, *, is_starred: bool) -> ResponseReturnValue:
    if request.accept_mimetypes.best == "application/json":
        count = len(stars_of(event_id, reader_id)) if reader_id else 0
        return jsonify(starred=is_starred, count=count)
    back = request.args.get("back", "")
    if back == "mine":
        return see_other(url_for("my_agenda.page", slug=slug))
    if back == "session":
        return see_other(url_for("programme.session", slug=slug, code=code, zone=request.args.get("zone")))
    asked = {name: request.args.get(name) for name in KEPT_IN_ADDRESS}
    return see_other(f"{public_addresses(slug, None).agenda(**asked)}#s-{quote(code)}")


@my_agenda.get("/e/<slug>/my-agenda")
@published_page
def page(slug: str, row: PublicRow) -> ResponseReturnValue:
    event, shown, reader_id = event_at(slug), published(row.event_id), _reader(row.event_id)
    if event is None:
        raise NotFound
    frame = public_frame(event, "mine")
    if shown is None or reader_id is None:
        return render_template("programme/my_agenda.html", mine=None, is_here=reader_id is not None, **frame)
    times = Times(shown.structure.zone, shown.structure.zone)
    starred = set(stars_of(row.event_id, reader_id).values())
    response = make_response(
        render_template(
            "programme/my_agenda.html",
            mine=my_agenda_of(shown.structure, shown.people, times, starred, session_addresses(slug)),
            stars_url=stars_address(slug, back="mine"),
            feed=own_feed(FeedKind.STARS, reader_id, event.id, event.title),
            device_url=absolute_url("my_agenda.here", slug=slug, token=sign(Purpose.MY_AGENDA, reader_id)),
            **{**frame, "event_zone": zone_name(times.zone)},
        )
    )
    # It says secret addresses: of the reader's calendar, and of the link to another device.
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@my_agenda.get("/e/<slug>/my-agenda.ics")
@published_page
def download(slug: str, row: PublicRow) -> ResponseReturnValue:
    """What is starred now, as a file."""
    reader_id = _reader(row.event_id)
    if reader_id is None:
        return see_other(url_for(".page", slug=slug))  # which says that nothing is starred yet
    return served(
        (),
        lambda: exporting.file_of_stars(reader_id, base_address()),
        is_kept=False,
        content_type=CALENDAR,
        file_name=f"{slug}-my-agenda.ics",
        download=True,
    )


@my_agenda.post("/e/<slug>/my-agenda/calendar-address")
@published_page
@at_most("60 per hour")
def change_calendar_address(slug: str, row: PublicRow) -> ResponseReturnValue:
    reader_id = _reader(row.event_id)
    form = OwnAddress()
    if reader_id is not None and form.is_answered():
        change_feed_address(FeedKind.STARS, reader_id, row.event_id, is_to_stop=form.is_to_stop)
        flash(words_for_change(is_to_stop=form.is_to_stop))
    return see_other(url_for(".page", slug=slug, _anchor="calendar"))


@my_agenda.post("/e/<slug>/my-agenda/forget")
@published_page
@at_most("60 per hour")
def forget(slug: str, row: PublicRow) -> ResponseReturnValue:
    """Take every star away, on every device, and the cookie from this one."""
    reader_id = _reader(row.event_id)
    if reader_id is not None:
        starring.forget_reader(reader_id)
    return forget_cookie(make_response(see_other(url_for(".page", slug=slug))), slug)


@my_agenda.route("/e/<slug>/my-agenda/here/<token>", methods=["GET", "POST"])
@holds_link(Purpose.MY_AGENDA)
def here(slug: str, link: Link) -> ResponseReturnValue:
    """Bring one's stars to another device: opening the link shows a button, and pressing it sets the cookie."""
    event = event_at(slug)
    if event is None or not event.is_public or not is_reader(event.id, link.id):
        raise NotFound
    form = OneButton()
    if form.is_answered():
        return keep_reader(kept_secret(see_other(url_for(".page", slug=slug))), slug, link.id)
    count, other = len(stars_of(event.id, link.id)), _reader(event.id)
    frame = public_frame(event, "mine")
    has_others = other is not None and other != link.id
    shown = render_template("programme/my_agenda_here.html", form=form, count=count, has_others=has_others, **frame)
    return kept_secret(shown)


def _reader(event_id: UUID) -> UUID | None:
    """The reader that the cookie names, if there is one at this event."""
    reader_id = reader_of_request()
    return reader_id if reader_id and is_reader(event_id, reader_id) else None


#: What pages that are kept for everybody send: they can hold no token of their reader (`guards.from_our_pages`).
FROM_KEPT_PAGES = (star,)
