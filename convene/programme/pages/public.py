"""What everybody sees of the agenda: pages, calendar files, and the schedule for other programs."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from uuid import UUID

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from convene.clock import today_in
from convene.engines.ics import zones_that_an_event_may_choose
from convene.errors import NotFound
from convene.events.event_page import has_ended, public_frame, when_of
from convene.events.forms.zones import zones_by_region
from convene.events.models import Event
from convene.events.queries import event_at
from convene.events.rules import defaults_of
from convene.events.sharing import page_within
from convene.programme import exporting
from convene.programme.catalogue import Reach
from convene.programme.downloads import table, text, website
from convene.programme.pages.reader import with_stars_of_reader
from convene.programme.printing.choosing import printed
from convene.programme.printing.papers import Paper, printable_version
from convene.programme.published_page import published_page, serve
from convene.programme.queries.materials import materials_for, opened_materials
from convene.programme.queries.versions import PublicRow, Published, SessionAt, published
from convene.programme.rules.parts import PartKind, ids_in_part
from convene.programme.showing.addresses import (
    person_addresses,
    person_key,
    public_addresses,
    session_addresses,
    stars_address,
)
from convene.programme.showing.agenda import agenda_of
from convene.programme.showing.calendar_links import (
    CalendarChoice,
    Occasion,
    ways_into_calendars,
)
from convene.programme.showing.finding import Wanted, wanted_in, way_asked_for
from convene.programme.showing.materials import left_in_short, materials_by_session, materials_left, shown_material
from convene.programme.showing.people import PersonEntry, is_named_like, meant_among, people_on_stage
from convene.programme.showing.session import session_page_of
from convene.programme.showing.sharing import page_of_session
from convene.programme.showing.times import Times, changed_line
from convene.programme.structure import SessionFacts
from convene.web.exports import CSV, WORKBOOK
from convene.web.feeds import CALENDAR, Feed
from convene.web.languages import zone_name
from convene.web.markdown import to_plain
from convene.web.paging import page_asked_for, part_of
from convene.web.panels import Place, fragments
from convene.web.searching import search_line, words_to_find
from convene.web.signed_links import absolute_url, base_address

programme = Blueprint("programme", __name__)

CHOOSE = "choose"
PEOPLE_ON_A_PAGE = 200
LONGEST_CHOICE = 40  # the id of a room is the longest


@programme.get("/e/<slug>/agenda")
@published_page
def agenda(slug: str, row: PublicRow) -> ResponseReturnValue:
    zone = _zone_asked_for(may_choose=True)
    asked = Wanted(
        words=search_line(request.args.get("q", "")),
        track=_track_asked_for(row),
        by=way_asked_for(),
        **{name: request.args.get(name, "")[:LONGEST_CHOICE] for name in ("format", "room", "language")},
    )
    return serve(
        row,
        "agenda",
        lambda: _agenda(slug, zone, asked),
        asked=(zone, asked.track, asked.by),
        is_kept=not asked.is_more_than_a_track,
        for_reader=with_stars_of_reader(row.event_id),
    )


@programme.get("/e/<slug>/sessions/<code>")
@published_page
def session(slug: str, code: str, row: PublicRow) -> ResponseReturnValue:
    zone = _zone_asked_for()
    # Some materials open at a moment: how many of these have passed is part of what the page says.
    opened = str(opened_materials(row, code))
    return serve(
        row,
        f"session {code}",
        lambda: _session(slug, code, zone),
        asked=(zone, opened),
        for_reader=with_stars_of_reader(row.event_id),
    )


@programme.get("/e/<slug>/materials")
@published_page
def materials(slug: str, row: PublicRow) -> ResponseReturnValue:
    """Everything that everybody may fetch of an event, session by session."""
    return serve(
        row,
        "materials",
        lambda: _materials(slug),
        asked=(str(opened_materials(row)),),
        for_reader=with_stars_of_reader(row.event_id),
    )


@programme.get("/e/<slug>/calendar")
@published_page
def subscribe(slug: str, row: PublicRow) -> ResponseReturnValue:
    """How to have the agenda in one's own calendar, for each of the large ones."""
    part = _part_asked_for(row)
    asked = (f"{part[0]} {part[1]}",) if part is not None else ()
    return serve(row, "subscribe", lambda: _subscribe(slug, part), asked=asked,
                 for_reader=with_stars_of_reader(row.event_id))  # fmt: skip


@programme.get("/e/<slug>/people")
@published_page
def people(slug: str, row: PublicRow) -> ResponseReturnValue:
    zone, wanted, number = _zone_asked_for(), search_line(request.args.get("q", "")), page_asked_for()
    return serve(
        row,
        "people",
        lambda: _people(slug, zone, wanted, number),
        asked=(zone,),
        is_kept=not wanted and number == 1,
        for_reader=with_stars_of_reader(row.event_id),
    )


@programme.get("/e/<slug>/people/<key>")
@published_page
def person(slug: str, key: str, row: PublicRow) -> ResponseReturnValue:
    zone = _zone_asked_for()
    for_reader = with_stars_of_reader(row.event_id)
    return serve(row, f"person {key}", lambda: _person(slug, key, zone), asked=(zone,), for_reader=for_reader)


@programme.get("/e/<slug>/calendar.ics")
@published_page
def calendar(slug: str, row: PublicRow) -> ResponseReturnValue:
    """The feed that calendars subscribe to."""
    # Cancelled sessions leave the feed after some weeks: what it says depends on the day, too.
    page = f"calendar on {today_in('UTC')}"
    response = serve(row, page, lambda: exporting.calendar_feed_of(_event(slug), base_address()),
                     content_type=CALENDAR, file_name=f"{slug}.ics")  # fmt: skip
    # Calendars poll it for ever; search engines shall not list it. A robots.txt would keep Google Calendar out, too.
    response.headers["X-Robots-Tag"] = "noindex"
    return _for_other_sites(response)


@programme.get("/e/<slug>/calendar/<any(track, room):kind>/<uuid:part_id>.ics")
@published_page
def calendar_of_part(slug: str, kind: str, part_id: UUID, row: PublicRow) -> ResponseReturnValue:
    """The sessions of one track, or in one room, to subscribe to."""
    return _calendar_of_part(row, slug, PartKind(kind), part_id)


@programme.get("/e/<slug>/people/<key>.ics")
@published_page
def calendar_of_person(slug: str, key: str, row: PublicRow) -> ResponseReturnValue:
    """The sessions with one person on stage, to subscribe to."""
    person_id = _known_parts(row).get((PartKind.PERSON, key))
    if person_id is None:
        raise NotFound
    return _calendar_of_part(row, slug, PartKind.PERSON, person_id)


def _calendar_of_part(row: PublicRow, slug: str, kind: PartKind, part_id: UUID) -> Response:
    if part_id not in _known_parts(row).values():
        raise NotFound

    def make() -> bytes:
        file = exporting.part_of_calendar(_event(slug), kind, part_id, base_address())
        if file is None:
            raise NotFound
        return file

    page = f"calendar of {kind} {part_id} on {today_in('UTC')}"
    response = serve(row, page, make, content_type=CALENDAR, file_name=f"{slug}-{kind}.ics")
    response.headers["X-Robots-Tag"] = "noindex"
    return _for_other_sites(response)


@programme.get("/e/<slug>/event.ics")
@published_page
def event_calendar(slug: str, row: PublicRow) -> ResponseReturnValue:
    """The event as one entry, to be put into one's own calendar."""

    def make() -> bytes:
        file = exporting.event_calendar_of(_event(slug), base_address())
        if file is None:
            raise NotFound
        return file

    response = serve(row, "calendar of the event", make, content_type=CALENDAR, file_name=f"{slug}-event.ics",
                     download=True)  # fmt: skip
    return _for_other_sites(response)


@programme.get("/e/<slug>/sessions/<code>.ics")
@published_page
def session_calendar(slug: str, code: str, row: PublicRow) -> ResponseReturnValue:
    """One session, to be put into one's own calendar."""

    def make() -> bytes:
        file = exporting.session_calendar_of(_event(slug), code, base_address())
        if file is None:
            raise NotFound
        return file

    # The code comes from the address: what is none of ours makes no file, and its name is never sent.
    name = f"{slug}-{code.lower()}.ics" if code.isascii() and code.isalnum() else "session.ics"
    page = f"calendar of {code}"
    return _for_other_sites(serve(row, page, make, content_type=CALENDAR, file_name=name, download=True))


@programme.get("/e/<slug>/agenda-<any(a4, a3, booklet, doors):paper>.pdf")
@published_page
def agenda_on_paper(slug: str, paper: str, row: PublicRow) -> ResponseReturnValue:
    """The agenda to print: a list on A4, a day across the rooms on A3, a booklet, a sign for each door."""
    if row.version_id is None:
        raise NotFound
    return serve(
        row,
        f"agenda on {paper}",
        lambda: _on_paper(slug, Paper(paper)),
        content_type="application/pdf",
        file_name=f"{slug}-agenda-{paper}.pdf",
    )


@programme.get("/e/<slug>/schedule.json")
@published_page
def schedule_json(slug: str, row: PublicRow) -> ResponseReturnValue:
    return _schedule(row, slug, "schedule.json", "application/json", exporting.schedule_json_of)


@programme.get("/e/<slug>/schedule.xml")
@published_page
def schedule_xml(slug: str, row: PublicRow) -> ResponseReturnValue:
    return _schedule(row, slug, "schedule.xml", "application/xml", exporting.schedule_xml_of)


def _schedule(
    row: PublicRow, slug: str, page: str, content_type: str, write: Callable[[Published, Event, str], bytes]
) -> Response:
    def make() -> bytes:
        view = _view(slug, "")
        return write(view.published, view.event, base_address())

    return _for_other_sites(serve(row, page, make, content_type=content_type, file_name=page))


@programme.get("/e/<slug>/agenda.csv")
@published_page
def agenda_as_csv(slug: str, row: PublicRow) -> ResponseReturnValue:
    return _download(row, slug, "csv", CSV, lambda shown, _event: table.agenda_as_csv(shown))


@programme.get("/e/<slug>/agenda.xlsx")
@published_page
def agenda_as_workbook(slug: str, row: PublicRow) -> ResponseReturnValue:
    return _download(row, slug, "xlsx", WORKBOOK, lambda shown, _event: table.agenda_as_workbook(shown))


@programme.get("/e/<slug>/agenda.txt")
@published_page
def agenda_as_text(slug: str, row: PublicRow) -> ResponseReturnValue:
    """A page of text, for slow connections and for mails."""
    address = absolute_url("programme.agenda", slug=slug)
    return _download(row, slug, "txt", "text/plain; charset=utf-8",
                     lambda shown, event: text.agenda_as_text(shown, event, address), download=False)  # fmt: skip


@programme.get("/e/<slug>/agenda.zip")
@published_page
def agenda_as_website(slug: str, row: PublicRow) -> ResponseReturnValue:
    """The agenda as a small website that needs no network."""
    address = absolute_url("programme.agenda", slug=slug)
    return _download(row, slug, "zip", "application/zip",
                     lambda shown, event: website.agenda_as_website(shown, event, address))  # fmt: skip


def _download(
    row: PublicRow,
    slug: str,
    kind: str,
    content_type: str,
    make: Callable[[Published, Event], bytes],
    *,
    download: bool = True,
) -> Response:
    if row.version_id is None:
        raise NotFound

    def made() -> bytes:
        view = _view(slug, "")
        return make(view.published, view.event)

    return serve(
        row,
        f"agenda as {kind}",
        made,
        content_type=content_type,
        file_name=f"{slug}-agenda.{kind}",
        download=download,
    )


def _for_other_sites(response: Response) -> Response:
    """Public data, given without cookies: pages of other sites may read it."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


# --- what is asked for --------------------------------------------------------------------------------------------


def _zone_asked_for(*, may_choose: bool = False) -> str:
    """The zone in `?zone=`, CHOOSE where the page has a list to choose from, or "": the event's."""
    asked = request.args.get("zone", "")
    if asked in zones_that_an_event_may_choose() or (may_choose and asked == CHOOSE):
        return asked
    return ""


def _track_asked_for(row: PublicRow) -> str:
    """The letter in `?track=` if there is such a track, or "": all of them."""
    asked = request.args.get("track", "")
    return asked if asked and asked in _letters_of_tracks(row.event_id, row.version_id, row.served_revision) else ""


@lru_cache(maxsize=256)
def _letters_of_tracks(event_id: UUID, _version_id: UUID | None, _served_revision: int) -> frozenset[str]:
    """The letters are read once for each state of the agenda: a kept page shall not cost the reading of it all."""
    shown = published(event_id)
    return frozenset(track.letter for track in shown.structure.tracks) if shown else frozenset()


# --- making the pages ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _View:
    """A published agenda as this reader looks at it."""

    slug: str
    event: Event
    published: Published
    times: Times

    @property
    def zone_asked_for(self) -> str | None:
        return self.times.zone if self.times.is_elsewhere else None

    @property
    def session_url(self) -> Callable[[str], str]:
        return session_addresses(self.slug, self.zone_asked_for)

    def session(self, code: str) -> SessionFacts:
        found = self.published.structure.session(code)
        if found is None:
            raise NotFound
        return found


def _view(slug: str, zone: str) -> _View:
    event = _event(slug)
    shown = published(event.id)
    if shown is None:
        raise NotFound
    return _View(slug, event, shown.as_shown(event.sensitivity), _times(shown, zone))


def _event(slug: str) -> Event:
    event = event_at(slug)
    if event is None:
        raise NotFound
    return event


def _times(shown: Published, zone: str) -> Times:
    return Times(zone if zone not in {"", CHOOSE} else shown.structure.zone, shown.structure.zone)


def _agenda(slug: str, zone: str, asked: Wanted) -> str:
    event = _event(slug)
    shown = published(event.id)
    share = page_within(event, _("Agenda"), absolute_url("programme.agenda", slug=slug))
    if shown is None:
        frame = public_frame(event, "agenda")
        return render_template(
            "programme/agenda.html", agenda=None, event_when=when_of(event), is_over=has_ended(event), left=0,
            share=share, **frame,
        )  # fmt: skip
    view = _View(slug, event, shown, _times(shown, zone))
    is_choosing, wanted = zone == CHOOSE, wanted_in(shown.structure, asked)
    takes_stars = not has_ended(event)
    left = {} if takes_stars else materials_left(event.id, shown)
    return render_template(
        "programme/agenda.html",
        agenda=agenda_of(
            shown.structure,
            shown.people,
            view.times,
            public_addresses(slug, view.zone_asked_for),
            number=shown.number,
            note=shown.note,
            wanted=wanted,
            is_choosing=is_choosing,
            takes_stars=takes_stars,
            left={session_id: left_in_short(found) for session_id, found in left.items()},
        ),
        event_when=when_of(event),
        is_over=not takes_stars,
        left=len(left),
        changed_line=changed_line(shown, view.times.zone),
        zones=zones_by_region(event.zone) if is_choosing else [],
        links=_links_above(view, wanted),
        downloads=_downloads(slug),
        zone_asked_for=view.zone_asked_for,
        stars_url=stars_address(slug, zone=view.zone_asked_for, **wanted.query()),
        takes_stars=takes_stars,
        share=share,
        **_frame(view, "agenda"),
    )


@dataclass(frozen=True, slots=True)
class _Link:
    """A link of the agenda. `zone`: the one whose times the page shows, if the link offers the reader's own."""

    label: str
    url: str
    icon: str
    zone: str | None = None


def _links_above(view: _View, wanted: Wanted) -> list[_Link]:
    slug = view.slug
    own_zone = public_addresses(slug, None).agenda(zone=CHOOSE, **wanted.query())
    offer = [] if view.times.is_elsewhere else [_Link(_("Times in my zone"), own_zone, "globe", view.times.zone)]
    subscribe = [_Link(_("Subscribe"), url_for("programme.subscribe", slug=slug), "calendar")]
    if has_ended(view.event):
        subscribe = [_Link(_("As an .ics file"), url_for("programme.calendar", slug=slug), "calendar")]
    return [
        *offer,
        *subscribe,
        _Link(_("Print it (A4)"), url_for("programme.agenda_on_paper", slug=slug, paper="a4"), "print"),
    ]


def _downloads(slug: str) -> list[_Link]:
    """What few come for stands at the foot: on a phone it would push the sessions off the first screen."""
    return [
        _Link(_("Programme to read (A4)"), url_for("programme.agenda_on_paper", slug=slug, paper="booklet"), "print"),
        _Link(_("For the wall (A3)"), url_for("programme.agenda_on_paper", slug=slug, paper="a3"), "print"),
        _Link(_("Plain text"), url_for("programme.agenda_as_text", slug=slug), "note"),
        _Link(_("Website without a network (ZIP)"), url_for("programme.agenda_as_website", slug=slug), "download"),
        _Link(_("Spreadsheet (XLSX)"), url_for("programme.agenda_as_workbook", slug=slug), "download"),
        _Link("CSV", url_for("programme.agenda_as_csv", slug=slug), "download"),
        _Link("schedule.json", url_for("programme.schedule_json", slug=slug), "download"),
        _Link("schedule.xml", url_for("programme.schedule_xml", slug=slug), "download"),
    ]


def _on_paper(slug: str, paper: Paper) -> bytes:
    event = _event(slug)
    shown = published(event.id)
    if shown is None:
        raise NotFound
    return printed(printable_version(event, shown), paper)


def _session(slug: str, code: str, zone: str) -> str:
    view = _view(slug, zone)
    facts = view.session(code)
    shown = session_page_of(
        view.published.structure,
        facts,
        view.published.people,
        view.times,
        session_url=view.session_url,
        person_url=person_addresses(view.event, view.zone_asked_for),
        defaults=defaults_of(view.event.sensitivity),
    )
    is_coming = shown.is_for_calendars and not has_ended(view.event)
    return render_template(
        "programme/session.html",
        session=shown,
        materials=[
            shown_material(one, view.session(code))
            for one in materials_for(view.event.id, view.published, Reach.EVERYBODY, code)
        ],
        agenda_url=url_for("programme.agenda", slug=slug, zone=view.zone_asked_for),
        event_zone_url=url_for("programme.session", slug=slug, code=code),
        calendars=_calendars_of(view, facts) if is_coming and not view.event.is_cancelled else [],
        stars_url=stars_address(slug, back="session", zone=view.zone_asked_for),
        takes_stars=is_coming,
        beside=fragments(Place.SESSION, SessionAt(view.event, facts.id, facts.code)),
        share=page_of_session(view.event, view.published, facts),
        **_frame(view, "agenda"),
    )


def _calendars_of(view: _View, session: SessionFacts) -> list[CalendarChoice]:
    starts, ends = session.starts_at(view.times.event_zone), session.ends_at(view.times.event_zone)
    if starts is None or ends is None:
        return []
    room = view.published.structure.room(session.room_id)
    occasion = Occasion(
        session.title,
        starts,
        ends,
        absolute_url("programme.session", slug=view.slug, code=session.code),
        ", ".join(filter(None, [room.name if room else "", view.event.where])),
        to_plain(session.abstract),
    )
    file = url_for("programme.session_calendar", slug=view.slug, code=session.code)
    return [CalendarChoice("", ways_into_calendars(occasion, file))]


def _person(slug: str, key: str, zone: str) -> str:
    view = _view(slug, zone)
    everybody = _everybody(view)
    url = url_for("programme.person", slug=slug, key=key, zone=view.zone_asked_for)
    one = next((one for one in everybody if one.url == url), None)
    if one is None:
        raise NotFound
    words = to_plain(one.biography) or one.affiliation
    return render_template(
        "programme/person_on_stage.html",
        person=one,
        people_url=url_for("programme.people", slug=slug, zone=view.zone_asked_for),
        calendar_url=url_for("programme.subscribe", slug=slug, person=key),
        share=page_within(view.event, one.name, absolute_url("programme.person", slug=slug, key=key), words),
        **_frame(view, "people"),
    )


def _everybody(view: _View) -> list[PersonEntry]:
    urls = view.session_url, person_addresses(view.event, view.zone_asked_for)
    return people_on_stage(view.published.structure, view.published.people, view.times, *urls)


def _materials(slug: str) -> str:
    event = _event(slug)
    shown = published(event.id)
    return render_template(
        "programme/materials.html",
        sessions=materials_by_session(event.id, shown, session_addresses(slug)) if shown else [],
        share=page_within(event, _("Materials"), absolute_url("programme.materials", slug=slug)),
        **public_frame(event, "materials"),
    )


def _part_asked_for(row: PublicRow) -> tuple[PartKind, UUID] | None:
    """The part in `?track=`, `?room=` or `?person=`, if the agenda has it; None: all of it."""
    for kind in PartKind:
        part_id = _known_parts(row).get((kind, request.args.get(kind, "")))
        if part_id is not None:
            return kind, part_id
    return None


def _known_parts(row: PublicRow) -> dict[tuple[PartKind, str], UUID]:
    return _parts_by_address(row.event_id, row.version_id, row.served_revision)


@lru_cache(maxsize=64)
def _parts_by_address(
    event_id: UUID, _version_id: UUID | None, _served_revision: int
) -> dict[tuple[PartKind, str], UUID]:
    """What tracks, rooms and people are called in addresses, read once for each state of the agenda: what a calendar
    has already shall not cost the reading of it all."""
    shown = published(event_id)
    if shown is None:
        return {}
    structure = shown.structure
    return {
        **{(PartKind.TRACK, str(one.id)): one.id for one in structure.tracks},
        **{(PartKind.ROOM, str(one.id)): one.id for one in structure.rooms},
        **{(PartKind.PERSON, person_key(event_id, one)): one for one in shown.people},
    }


def _subscribe(slug: str, part: tuple[PartKind, UUID] | None) -> str:
    event = _event(slug)
    shown = published(event.id)
    name = exporting.part_name(shown, *part) if part is not None else None
    title = f"{event.title}: {name}" if name else event.title
    return render_template(
        "programme/subscribe.html",
        feed=Feed(_address_of(event, part), title),
        part=name,
        file_url=_address_of(event, part),
        parts=_parts(slug, shown) if shown is not None else [],
        is_over=has_ended(event),
        share=page_within(event, _("In your calendar"), absolute_url("programme.subscribe", slug=slug)),
        **public_frame(event, "agenda"),
    )


def _address_of(event: Event, part: tuple[PartKind, UUID] | None) -> str:
    if part is None:
        return absolute_url("programme.calendar", slug=event.slug)
    kind, part_id = part
    if kind is PartKind.PERSON:
        return absolute_url("programme.calendar_of_person", slug=event.slug, key=person_key(event.id, part_id))
    return absolute_url("programme.calendar_of_part", slug=event.slug, kind=kind.value, part_id=part_id)


@dataclass(frozen=True, slots=True)
class _Parts:
    """Tracks, or rooms, each with the page on how to subscribe to it alone."""

    title: str
    links: list[tuple[str, str]]


def _parts(slug: str, shown: Published) -> list[_Parts]:
    structure = shown.structure
    page = url_for("programme.subscribe", slug=slug)
    tracks = [(one.id, one.name) for one in structure.tracks]
    rooms = [(one.id, one.name) for one in structure.rooms]
    found = [(PartKind.TRACK, _("Only one track"), tracks), (PartKind.ROOM, _("Only one room"), rooms)]
    return [
        _Parts(title, [(name, f"{page}?{kind}={one}") for one, name in used])
        for kind, title, those in found
        for used in [[(one, name) for one, name in those if ids_in_part(structure, kind, one)]]
        if len(used) > 1
    ]


def _people(slug: str, zone: str, wanted: str, number: int) -> str:
    event = _event(slug)
    shown = published(event.id)
    if shown is None:
        frame = public_frame(event, "people")
        nobody = part_of(list[PersonEntry](), 1)
        return render_template("programme/people.html", listing=nobody, total=0, wanted=wanted, meant="", **frame)
    view = _View(slug, event, shown.as_shown(event.sensitivity), _times(shown, zone))
    words = words_to_find(wanted)
    everybody = _everybody(view)
    listing = part_of([one for one in everybody if is_named_like(one, words)], number, PEOPLE_ON_A_PAGE)
    return render_template(
        "programme/people.html",
        listing=listing,
        page_url=partial(url_for, "programme.people", slug=slug, zone=view.zone_asked_for, q=wanted or None),
        total=len(everybody),
        wanted=wanted,
        meant="" if listing.total else meant_among(everybody, words),
        share=page_within(event, _("People"), absolute_url("programme.people", slug=slug)),
        **_frame(view, "people"),
    )


def _frame(view: _View, current: str) -> dict[str, object]:
    """The frame of the event's pages. The times of these are the version's, or the reader's."""
    return {**public_frame(view.event, current), "event_zone": zone_name(view.times.zone)}
