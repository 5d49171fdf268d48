"""Which papers there are, what is printed on them, and what stands on all of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _

from convene.clock import now
from convene.events.event_page import when_of
from convene.events.models import Event
from convene.events.queries import names_of_hosts, team_of
from convene.events.rules import defaults_of
from convene.events.sharing import title_of
from convene.programme.queries.draft import draft_of
from convene.programme.queries.people import shown_people
from convene.programme.queries.versions import Published, ShownPerson, published
from convene.programme.rules.changes import to_publish
from convene.programme.showing.agenda import ShownSession, ShownTrack
from convene.programme.showing.session import ShownSessionPage, session_page_of
from convene.programme.showing.times import Times, moment_in, version_line
from convene.programme.structure import SessionFacts, Structure
from convene.web.languages import zone_name
from convene.web.markdown import to_plain
from convene.web.signed_links import absolute_url


class Paper(StrEnum):
    """What an agenda is printed as; the words are part of addresses."""

    LIST = "a4"  # a list, day by day, to read in the hand
    WALL = "a3"  # a day on a sheet, rooms across
    BOOKLET = "booklet"  # everything that is said of each session
    DOORS = "doors"  # for the door of each room


@dataclass(frozen=True, slots=True, kw_only=True)
class Printable:
    """An agenda that is printed: the version that everybody sees, or the draft, which says so on every page."""

    event: Event
    structure: Structure
    people: Mapping[UUID, ShownPerson]
    version: str
    #: When it became what it is. The bytes of a file depend on it, and not on when it is made.
    made_at: datetime
    is_draft: bool = False

    @property
    def times(self) -> Times:
        """On paper times are those of the place."""
        return Times(self.structure.zone, self.structure.zone)

    @property
    def placed(self) -> list[SessionFacts]:
        """What takes place, in the order of the agenda."""
        return [one for one in self.structure.sessions if one.is_placed and not one.is_withdrawn]


def printable_version(event: Event, shown: Published) -> Printable:
    """The version that everybody sees."""
    return Printable(
        event=event,
        structure=shown.structure,
        people=shown.as_shown(event.sensitivity).people,
        version=version_line(shown),
        made_at=shown.published_at,
    )


def printable_draft(event: Event) -> Printable:
    """The draft as a publish would make it public now."""
    public = published(event.id)
    structure = to_publish(public.structure if public else None, draft_of(event.id))
    at = now()
    return Printable(
        event=event,
        structure=structure,
        people=shown_people(event.id, structure.person_ids()),
        version=str(_("Draft of %(moment)s, not published.", moment=moment_in(at, structure.zone))),
        made_at=at,
        is_draft=True,
    )


def frame_of(agenda: Printable) -> dict[str, Any]:
    """What stands on every paper, as `templates/print/house.typ` takes it."""
    event, structure = agenda.event, agenda.structure
    noon = datetime.combine(structure.starts_on, time(12))
    return {
        "title": title_of(event),
        "host": ", ".join(names_of_hosts(event)) or team_of(event).name,
        "when": when_of(event),
        "where": event.where or (_("Online") if event.is_online else ""),
        "zone": zone_name(structure.zone, noon),
        "dye": event.dye.value,
        "version": agenda.version,
        "address": absolute_url("programme.agenda", slug=event.slug),
        "draft": _("Draft") if agenda.is_draft else "",
        "made_on": agenda.made_at.astimezone(UTC).isoformat(),
        "tracks": [track_on_paper(ShownTrack(one.letter, one.name, one.dye.value)) for one in structure.tracks],
        "words": {
            "cancelled": _("cancelled"),
            "draft": _("Draft, not published. It will change."),
            "nothing": _("No session has a time yet."),
            "online": _("The agenda as it is now stands here:"),
        },
    }


def session_on_paper(one: ShownSession) -> dict[str, Any]:
    """One session in a list or on a sheet."""
    return {
        "title": one.title,
        "lang": language_on_paper(one.lang),
        "time": one.time,
        "room": one.room or "",
        "format": one.format,
        "people": one.people or "",
        "track": track_on_paper(one.track),
        "pause": one.is_break,
        "cancelled": one.is_cancelled,
    }


def track_on_paper(track: ShownTrack | None) -> dict[str, str] | None:
    """A track by letter, name and dye."""
    return {"letter": track.letter, "name": track.name, "dye": track.dye} if track else None


def session_in_full(agenda: Printable, session: SessionFacts) -> ShownSessionPage:
    """Everything that the page of a session says, but for what is around it."""
    slug = agenda.event.slug
    return session_page_of(
        agenda.structure,
        session,
        agenda.people,
        agenda.times,
        session_url=lambda code: url_for("programme.session", slug=slug, code=code),
        person_url=lambda _id: "",
        defaults=defaults_of(agenda.event.sensitivity),
        with_neighbours=False,
    )


def paragraphs_of(text: str) -> list[str]:
    """Text as people write it (Markdown), as plain paragraphs."""
    return [part.strip() for part in to_plain(text).split("\n\n") if part.strip()]


def language_on_paper(lang: str | None) -> str | None:
    """As Typst takes it: two or three letters."""
    primary = (lang or "").split("-")[0].lower()
    return primary if 2 <= len(primary) <= 3 and primary.isascii() and primary.isalpha() else None
