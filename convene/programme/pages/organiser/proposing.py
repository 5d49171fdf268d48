"""An agenda is proposed: what is wished, how far it is, what would move and why, and the button that moves it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from uuid import UUID

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from convene.errors import NotFound, Refused
from convene.events.event_page import event_page
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.programme.catalogue import MayMove, ProposalState
from convene.programme.forms import AskForProposal
from convene.programme.models import AgendaProposal
from convene.programme.pages.organiser.frame import draft, show, show_form
from convene.programme.planning import Weighed, movable
from convene.programme.queries.draft import draft_of, span_of_draft
from convene.programme.queries.people import names_of_people
from convene.programme.queries.proposals import is_outdated, proposal_of, proposals_of
from convene.programme.services import proposing
from convene.programme.services.proposing import Proposed
from convene.programme.showing.times import day_name, moment_in
from convene.programme.structure import Place, Structure
from convene.web.forms import OneButton
from convene.web.languages import clock_time
from convene.web.redirects import see_other

#: The hours of a day of which nobody has said anything.
USUAL_HOURS = time(9), time(18)


@dataclass(frozen=True, slots=True)
class Move:
    """A session that would be moved, or was: from where ("" nowhere), to where, and why there."""

    title: str
    url: str
    was: str
    now: str
    why: str


@draft.route("/propose", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
def propose(event: Event) -> ResponseReturnValue:
    """What is wished, and the button; the last proposals below."""
    structure = draft_of(event.id)
    first, last = _hours(event)
    scope = MayMove.UNPLACED if structure.unplaced else MayMove.LEAST
    form = AskForProposal(from_time=first, until_time=last, scope=scope.value)
    if form.is_answered():
        try:
            proposal_id = proposing.ask_for_proposal(event.id, form.wishes, by=current_user.actor)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            return see_other(url_for("draft.proposal", slug=event.slug, proposal_id=proposal_id))
    return show_form(
        form,
        "programme/propose.html",
        event,
        "propose",
        counts={scope: len(movable(structure, scope)) for scope in MayMove},
        has_rooms=bool(structure.rooms),
        proposals=[
            (one, moment_in(one.asked_at, event.zone), _state_word(one.state)) for one in proposals_of(event.id)
        ],
    )


@draft.get("/proposals/<uuid:proposal_id>")
@event_page(Permission.EDIT_AGENDA)
def proposal(event: Event, proposal_id: UUID) -> ResponseReturnValue:
    return _show(event, _proposal(event, proposal_id), OneButton())


@draft.post("/proposals/<uuid:proposal_id>/stop")
@event_page(Permission.EDIT_AGENDA)
def stop_proposal(event: Event, proposal_id: UUID) -> ResponseReturnValue:
    if OneButton().is_answered():
        proposing.stop_proposal(event.id, proposal_id, by=current_user.actor)
    return see_other(url_for("draft.proposal", slug=event.slug, proposal_id=proposal_id))


@draft.post("/proposals/<uuid:proposal_id>/use")
@event_page(Permission.EDIT_AGENDA)
def use_proposal(event: Event, proposal_id: UUID) -> ResponseReturnValue:
    form = OneButton()
    if form.is_answered():
        try:
            count = proposing.use_proposal(event.id, proposal_id, by=current_user.actor)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            flash(
                ngettext(
                    "%(num)s session has its place as proposed. It is in the draft: readers see it once you publish.",
                    "%(num)s sessions have their places as proposed. They are in the draft: readers see them once you "
                    "publish.",
                    count,
                )
            )
            return see_other(url_for("draft.agenda", slug=event.slug))
    return _show(event, _proposal(event, proposal_id), form)


@draft.post("/proposals/<uuid:proposal_id>/back")
@event_page(Permission.EDIT_AGENDA)
def take_proposal_back(event: Event, proposal_id: UUID) -> ResponseReturnValue:
    form = OneButton()
    if form.is_answered():
        try:
            count = proposing.take_proposal_back(event.id, proposal_id, by=current_user.actor)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            flash(
                ngettext("%(num)s session is back where it was.", "%(num)s sessions are back where they were.", count)
            )
            return see_other(url_for("draft.agenda", slug=event.slug))
    return _show(event, _proposal(event, proposal_id), form)


@draft.post("/proposals/<uuid:proposal_id>/leave")
@event_page(Permission.EDIT_AGENDA)
def leave_proposal(event: Event, proposal_id: UUID) -> ResponseReturnValue:
    if OneButton().is_answered():
        proposing.drop_proposal(event.id, proposal_id, by=current_user.actor)
        flash(_("The draft stays as it is."))
    return see_other(url_for("draft.propose", slug=event.slug))


def _show(event: Event, row: AgendaProposal, form: OneButton) -> ResponseReturnValue:
    structure = draft_of(event.id)
    page = show(
        "programme/proposal.html",
        event,
        "propose",
        form=form,
        proposal=row,
        moves=_moves(event, structure, row),
        is_partial=bool(row.outcome.get("was_cut")),
        is_stale=row.state is ProposalState.READY and is_outdated(row, structure),
        figures=_figures(row),
        clash=_clash(event, structure, row),
    )
    refused = next(iter(form.form_errors), None)
    return (page, 409) if refused else page


def _moves(event: Event, structure: Structure, row: AgendaProposal) -> list[Move]:
    """What it moves, in the order of the new agenda."""
    sessions = {one.id: one for one in structure.sessions}
    before = {one.session_id: one.place for one in map(Proposed.from_json, row.before)}
    rooms, names_day = {one.id: one.name for one in structure.rooms}, len(structure.days()) > 1
    proposed = [one for one in map(Proposed.from_json, row.places) if one.session_id in sessions and one.place]
    return [
        Move(
            title=sessions[one.session_id].title,
            url=url_for("draft.session", slug=event.slug, code=sessions[one.session_id].code),
            was=_where(before.get(one.session_id, sessions[one.session_id].place), rooms, names_day=names_day),
            now=_where(one.place, rooms, names_day=names_day),
            why=_why(one.why, rooms, names_day=names_day),
        )
        for one in sorted(proposed, key=lambda one: (one.place.day, one.place.starts) if one.place else ())
    ]


def _where(place: Place | None, rooms: Mapping[UUID, str], *, names_day: bool) -> str:
    if place is None:
        return ""
    room = rooms.get(place.room_id, "") if place.room_id else ""
    day = day_name(place.day) if names_day else ""
    return ", ".join(filter(None, (day, clock_time(place.starts), room)))


def _why(why: Weighed | None, rooms: Mapping[UUID, str], *, names_day: bool) -> str:
    """Why it is there, in a sentence: what its cheapest other place would cost."""
    if why is None:
        return ""
    if why.nearest is None:
        return str(_("It is the only place that is open to it while the others stay where they are."))
    where = _where(why.nearest, rooms, names_day=names_day)
    if why.total == 0:
        return str(_("%(where)s would do as well.", where=where))
    words = {
        "missed_star": _("stars missed"),
        "overflow_seat": _("seats short"),
        "track_parallel": _("tracks against themselves"),
        "track_extra_room": _("changes of room"),
        "change": _("sessions moved"),
    }
    costs = ", ".join(f"{words[term]} {change:+}" for term, change in why.costs.items() if term in words)
    if why.total < 0:
        return str(_("%(where)s would be better by now: %(costs)s.", where=where, costs=costs))
    said: str = ngettext(
        "One other place is open to it, and worse: %(where)s, with %(costs)s.",
        "Of %(num)s other open places the nearest is worse: %(where)s, with %(costs)s.",
        why.open,
        where=where,
        costs=costs,
    )
    return said


def _figures(row: AgendaProposal) -> list[tuple[str, int, str]]:
    """How good it is: what is counted, how often, and in a few words what that means."""
    score, before = row.outcome.get("score") or {}, row.outcome.get("before") or {}
    said = {
        "missed_star": (_("stars missed"), _("something else is on that the same reader starred")),
        "overflow_seat": (_("seats short"), _("in rooms too small for those who starred")),
        "track_parallel": (_("tracks against themselves"), _("pairs of one track at the same time")),
        "track_extra_room": (_("changes of room"), _("of tracks within a day")),
    }
    return [
        (words, score[name], _("%(number)s in the draft", number=before[name]) if name in before else note)
        for name, (words, note) in said.items()
        if name in score
    ]


def _clash(event: Event, structure: Structure, row: AgendaProposal) -> dict[str, list[tuple[str, str]]]:
    """The sessions and people that cannot be had together, with the pages on which something can be done about it."""
    wanted = set(row.outcome.get("sessions", ()))
    people = {UUID(one) for one in row.outcome.get("people", ())}
    names = names_of_people(people)
    return {
        "sessions": [
            (one.title, url_for("draft.session", slug=event.slug, code=one.code))
            for one in structure.sessions
            if str(one.id) in wanted
        ],
        "people": [
            (names[one], url_for("draft.person", slug=event.slug, person_id=one)) for one in people if one in names
        ],
    }


def _hours(event: Event) -> tuple[time, time]:
    """From when until when sessions stand by now, or the event lasts."""
    span = span_of_draft(event.id)
    first = event.from_time or (span[0].time() if span else USUAL_HOURS[0])
    last = event.until_time or (span[1].time() if span else USUAL_HOURS[1])
    return (first, last) if first < last else USUAL_HOURS


def _proposal(event: Event, proposal_id: UUID) -> AgendaProposal:
    row = proposal_of(event.id, proposal_id)
    if row is None:
        raise NotFound
    return row


def _state_word(state: ProposalState) -> str:
    words: dict[ProposalState, str] = {
        ProposalState.WAITING: _("Begins soon"),
        ProposalState.RUNNING: _("Being worked out"),
        ProposalState.READY: _("Ready"),
        ProposalState.IMPOSSIBLE: _("Cannot be done"),
        ProposalState.FAILED: _("Broke off"),
        ProposalState.USED: _("Used"),
        ProposalState.DROPPED: _("Left"),
    }
    return words[state]
