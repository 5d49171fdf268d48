"""The agenda as a small website in a ZIP: opened from a stick or a folder, without a network and without scripts.

No page asks for anything but its style sheet, and every link between them leads to a file that is there. Pictures of
people are left out: who takes theirs back from the pages could not take it back from a stick.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from uuid import UUID

from flask import render_template
from flask_babel import gettext as _

from convene.events.event_page import when_of
from convene.events.models import Event
from convene.events.queries import names_of_hosts
from convene.events.rules import defaults_of
from convene.events.sharing import title_of
from convene.programme.queries.versions import Published
from convene.programme.showing.addresses import Addresses, person_key
from convene.programme.showing.agenda import agenda_of
from convene.programme.showing.people import people_on_stage
from convene.programme.showing.session import session_page_of
from convene.programme.showing.times import Times, version_line
from convene.web.exports import zip_of

HOME, PEOPLE, STYLE = "index.html", "people.html", "style.css"


def agenda_as_website(shown: Published, event: Event, address: str) -> bytes:
    """All in one folder of the event's name. About 0.9 s of one core for 350 sessions."""
    folder = f"{event.slug}-agenda"
    site = _Site(shown, event, address)
    return zip_of(((f"{folder}/{path}", page.encode()) for path, page in site.pages()), shown.published_at)


@dataclass(frozen=True, slots=True)
class _Site:
    shown: Published
    event: Event
    address: str

    def pages(self) -> Iterator[tuple[str, str]]:
        """Every file with its path."""
        placed = tuple(one for one in self.shown.structure.sessions if one.is_placed)
        structure, people = replace(self.shown.structure, sessions=placed), self.shown.people
        times = Times(structure.zone, structure.zone)
        agenda = agenda_of(
            structure,
            people,
            times,
            Addresses(session=_path_of, agenda=lambda **_query: HOME),
            number=self.shown.number,
        )
        everybody = people_on_stage(structure, people, times, _path_of, self._place_of)
        show = partial(
            render_template,
            event=self.event,
            event_title=title_of(self.event),
            event_when=when_of(self.event),
            event_where=self.event.where or (_("Online") if self.event.is_online else ""),
            hosts=", ".join(names_of_hosts(self.event)),
            agenda=agenda,
            version=version_line(self.shown),
            address=self.address,
            has_people=bool(everybody),
        )
        yield HOME, show("programme/offline/index.html", root="")
        yield STYLE, render_template("programme/offline/style.css")
        if everybody:
            yield PEOPLE, show("programme/offline/people.html", root="", people=everybody)
        for session in placed:
            page = session_page_of(
                structure,
                session,
                people,
                times,
                session_url=_path_of,
                person_url=self._place_of,
                defaults=defaults_of(self.event.sensitivity),
                with_neighbours=False,
            )
            yield _path_of(session.code), show("programme/offline/session.html", root="../", session=page)

    def _place_of(self, person_id: UUID) -> str:
        return f"{PEOPLE}#p-{person_key(self.event.id, person_id)}"


def _path_of(code: str) -> str:
    """Where a session stands. Codes are six letters and digits; with a word before it none is a name that a system
    keeps for itself."""
    return f"sessions/session-{code}.html"
