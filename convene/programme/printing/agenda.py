"""The short agenda on A4: a list, day by day, to read in the hand."""

from typing import Any

from flask_babel import gettext as _

from convene.programme.printing.papers import Printable, frame_of, session_on_paper
from convene.programme.showing.addresses import public_addresses
from convene.programme.showing.agenda import ShownAgenda, ShownDay, ShownSlot, agenda_of
from convene.web.typesetting import pdf_of, words_in

#: So many sessions at one time have room on a page, whatever their titles.
MOST_ON_ONE_PAGE = 9


def agenda_as_list(agenda: Printable) -> bytes:
    """About 0.6 s of one core for 350 sessions."""
    frame = frame_of(agenda)
    words = {"room": _("Format and room"), "session": _("Session"), "time": _("Time")}
    data = {
        **frame,
        "words": {**frame["words"], **words},
        "days": [_day(day) for day in by_day(agenda).days],
    }
    return pdf_of("agenda.typ", data, words_in(data), made_at=agenda.made_at)


def by_day(agenda: Printable) -> ShownAgenda:
    """What is printed, by days and times."""
    addresses = public_addresses(agenda.event.slug, None)
    return agenda_of(agenda.structure, agenda.people, agenda.times, addresses, number=0)


def _day(day: ShownDay) -> dict[str, Any]:
    return {"title": day.title, "times": [time_in_list(slot) for slot in day.slots]}


def time_in_list(slot: ShownSlot) -> dict[str, Any]:
    """What begins at one time, for a list. Where all of it lasts as long, the time says until when, and it alone."""
    spans = {one.time for one in slot.sessions}
    is_one_span = len(spans) == 1
    return {
        "time": next(iter(spans)) if is_one_span else slot.time,
        "sessions": [{**session_on_paper(one), **({"time": ""} if is_one_span else {})} for one in slot.sessions],
        # A time stands on one page, unless it fills more than that.
        "breakable": len(slot.sessions) > MOST_ON_ONE_PAGE,
    }
