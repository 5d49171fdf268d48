"""An agenda is proposed: what is wished, how far it is, what would move and why, and the button that moves it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from convene.errors import NotFound, Refused
from convene.events.event_page import event_page
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.programme.catalogue import MayMove, ProposalState
from convene.programme.conditions import NO_WISHES, Conditions
from convene.programme.forms.proposing import AskForProposal
from convene.programme.loosening import Loosened
from convene.programme.models import AgendaProposal
from convene.programme.pages.organiser.frame import draft, show, show_form
from convene.programme.pages.organiser.ways_out import WaysOut
from convene.programme.pages.organiser.wishes import wish_words
from convene.programme.planning import Back, Weighed, Wishes, loosened, movable
from convene.programme.queries.conditions import conditions_of, warnings_of
from convene.programme.queries.draft import draft_of
from convene.programme.queries.free_places import hours_of
from convene.programme.queries.people import names_of_people
from convene.programme.queries.proposals import is_outdated, proposal_of, proposals_of
from convene.programme.rules.slots import AgendaWarning
from convene.programme.services import proposing
from convene.programme.services.proposing import Proposed
from convene.programme.showing.times import moment_in, place_words
from convene.programme.structure import SessionFacts, Structure, placed_at
from convene.web.forms import OneButton
from convene.web.languages import duration, join_words
from convene.web.redirects import see_other


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
    first, last = hours_of(event)
    scope = MayMove.UNPLACED if structure.unplaced else MayMove.LEAST
    conditions = conditions_of(event.id)
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
        counts={scope: len(movable(structure, scope, conditions)) for scope in MayMove},
        pinned=sum(one.is_pinned for one in conditions.wishes.values()),
        rules_count=len(conditions.rules),
        kept_count=sum(one != replace(NO_WISHES, is_pinned=one.is_pinned) for one in conditions.wishes.values()),
        has_rooms=bool(structure.rooms),
        proposals=[
            (one, moment_in(one.asked_at, event.zone), _scope_word(one), _state_word(one.state))
            for one in proposals_of(event.id)
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


@draft.post("/proposals/<uuid:proposal_id>/loosen")
@event_page(Permission.EDIT_AGENDA)
def loosen_proposal(event: Event, proposal_id: UUID) -> ResponseReturnValue:
    """Ask again with one thing less that must hold: one of those that were found to help."""
    row = _proposal(event, proposal_id)
    form = OneButton()
    by = Loosened.from_key(request.form.get("less", ""))
    if form.is_answered() and by is not None and by.key in row.outcome.get("loosenings", ()):
        try:
            again_id = proposing.ask_for_proposal(
                event.id, loosened(Wishes.from_json(row.wishes), by), by=current_user.actor
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            return see_other(url_for("draft.proposal", slug=event.slug, proposal_id=again_id))
    return _show(event, row, form)


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
    # While it is under way the page asks each second how far it is, and shows no more.
    found = {} if row.state.is_under_way else _found(event, row)
    page = show("programme/proposal.html", event, "propose", form=form, proposal=row, **found)
    refused = next(iter(form.form_errors), None)
    return (page, 409) if refused else page


def _found(event: Event, row: AgendaProposal) -> dict[str, Any]:
    """What came of it."""
    structure, conditions, wishes = draft_of(event.id), conditions_of(event.id), Wishes.from_json(row.wishes)
    names, is_ready = names_of_people(structure.person_ids()), row.state is ProposalState.READY
    ways_out = WaysOut(structure, names, {one.id: one for one in conditions.rules})
    return {
        "moves": _moves(event, structure, row, names),
        "is_partial": bool(row.outcome.get("was_cut")),
        "is_stale": is_ready and is_outdated(row, structure, conditions),
        "figures": _figures(row),
        "clash": _clash(event, structure, row, names, conditions),
        "clash_lead": _clash_lead(structure, row, names),
        "let_go": ways_out.let_go(wishes.without),
        "ways_out": ways_out.buttons(row.outcome.get("loosenings", ()), wishes),
        "left_over": _left_over(event, structure, row, conditions) if is_ready else [],
    }


def _moves(event: Event, structure: Structure, row: AgendaProposal, names: Mapping[UUID, str]) -> list[Move]:
    """What it moves, in the order of the new agenda."""
    sessions = {one.id: one for one in structure.sessions}
    before = {one.session_id: one.place for one in map(Proposed.from_json, row.before)}
    called = {str(one.id): one.title for one in structure.sessions} | {str(one): name for one, name in names.items()}
    proposed = [one for one in map(Proposed.from_json, row.places) if one.session_id in sessions and one.place]
    return [
        Move(
            title=sessions[one.session_id].title,
            url=url_for("draft.session", slug=event.slug, code=sessions[one.session_id].code),
            was=place_words(before.get(one.session_id, sessions[one.session_id].place), structure),
            now=place_words(one.place, structure),
            why=_why(one.why, structure, called),
        )
        for one in sorted(proposed, key=lambda one: (one.place.day, one.place.starts) if one.place else ())
    ]


def _why(why: Weighed | None, structure: Structure, called: Mapping[str, str]) -> str:
    """Why it is there, in a sentence: what its cheapest other place would cost."""
    if why is None:
        return ""
    return " ".join(filter(None, (_why_not_back(why.back, called), _why_there(why, structure))))


def _why_not_back(back: Back | None, called: Mapping[str, str]) -> str:
    """Why it does not stay where it was."""
    if back is None:
        return ""
    if not back.is_open:
        title, name = called.get(back.session or "", ""), called.get(back.person or "", "")
        if name:
            return str(_("Where it was, %(name)s is in “%(title)s” now.", name=name, title=title))
        if title:
            return str(_("Where it was stands “%(title)s” now.", title=title))
        return str(_("Where it was, what must hold does not allow it."))
    worse = _costs_in_words({term: change for term, change in back.costs.items() if change > 0})
    return str(_("Where it was: %(costs)s.", costs=worse)) if worse else ""


def _costs_in_words(costs: Mapping[str, int]) -> str:
    """ "2 more stars missed, 30 more seats short"; fewer where a number is below 0."""
    return ", ".join(filter(None, (_cost_words(term, change) for term, change in costs.items() if change)))


def _cost_words(term: str, change: int) -> str:
    count = abs(change)
    more: dict[str, str] = {
        "missed_star": ngettext("%(num)s more star missed", "%(num)s more stars missed", count),
        "overflow_seat": ngettext("%(num)s more seat short", "%(num)s more seats short", count),
        "track_parallel": ngettext("a track against itself", "%(num)s times a track against itself", count),
        "track_extra_room": ngettext("one more room for a track", "%(num)s more rooms for a track", count),
        "change": ngettext("one more session moved", "%(num)s more sessions moved", count),
    }
    fewer: dict[str, str] = {
        "missed_star": ngettext("%(num)s star missed less", "%(num)s stars missed less", count),
        "overflow_seat": ngettext("%(num)s seat short less", "%(num)s seats short less", count),
        "track_parallel": ngettext(
            "a track once less against itself", "tracks %(num)s times less against themselves", count
        ),
        "track_extra_room": ngettext("one room less for a track", "%(num)s rooms less for a track", count),
        "change": ngettext("one session moved less", "%(num)s sessions moved less", count),
    }
    return (more if change > 0 else fewer).get(term, "")


def _why_there(why: Weighed, structure: Structure) -> str:
    if why.nearest is None:
        return str(_("It is the only place that is open to it while the others stay where they are."))
    where = place_words(why.nearest, structure)
    if why.total == 0:
        return str(_("%(where)s would do as well.", where=where))
    costs = _costs_in_words(why.costs)
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


def _left_over(event: Event, structure: Structure, row: AgendaProposal, conditions: Conditions) -> list[AgendaWarning]:
    """What would still be wrong, or could be better, if the sessions stood as proposed."""
    places = {one.session_id: one.place for one in map(Proposed.from_json, row.places)}
    sessions = tuple(
        placed_at(one, place, structure.day_turns_at) if (place := places.get(one.id)) else one
        for one in structure.sessions
    )
    return warnings_of(event, replace(structure, sessions=sessions), conditions)


def _clash_lead(structure: Structure, row: AgendaProposal, names: Mapping[UUID, str]) -> str:
    """What cannot be had together, in one sentence: how many sessions, how long they are, and who is needed."""
    wanted = set(row.outcome.get("sessions", ()))
    sessions = [one for one in structure.sessions if str(one.id) in wanted]
    people = [names[each] for each in map(UUID, row.outcome.get("people", ())) if each in names]
    if not sessions:
        return ""
    length = duration(sum(one.minutes for one in sessions))
    if people:
        return str(
            ngettext(
                "“%(title)s”, %(length)s, with %(people)s on stage, has no place that keeps every rule.",
                "There is no place for all of these %(num)s sessions, %(length)s together, with %(people)s on stage.",
                len(sessions),
                title=sessions[0].title,
                length=length,
                people=join_words(people),
            )
        )
    return str(
        ngettext(
            "“%(title)s”, %(length)s, has no place that keeps every rule.",
            "There is no place for all of these %(num)s sessions, %(length)s together.",
            len(sessions),
            title=sessions[0].title,
            length=length,
        )
    )


def _in_a_clash(session: SessionFacts, names: Mapping[UUID, str], conditions: Conditions) -> str:
    """What binds a session: how long it lasts, who must be there, what its place must be like."""
    people = join_words([names[one.person_id] for one in session.everybody() if one.person_id in names])
    return " · ".join(filter(None, [duration(session.minutes), people, *wish_words(conditions.of(session.id))]))


def _clash(
    event: Event, structure: Structure, row: AgendaProposal, names: Mapping[UUID, str], conditions: Conditions
) -> dict[str, list[tuple[str, str, str]]]:
    """The sessions and people that cannot be had together, with the pages on which something can be done about it, and
    what binds them."""
    wanted = set(row.outcome.get("sessions", ()))
    people = {UUID(one) for one in row.outcome.get("people", ())}
    return {
        "sessions": [
            (
                one.title,
                url_for("draft.wish_place", slug=event.slug, code=one.code),
                _in_a_clash(one, names, conditions),
            )
            for one in structure.sessions
            if str(one.id) in wanted
        ],
        "people": [
            (names[one], url_for("draft.person", slug=event.slug, person_id=one), "") for one in people if one in names
        ],
    }


def _proposal(event: Event, proposal_id: UUID) -> AgendaProposal:
    row = proposal_of(event.id, proposal_id)
    if row is None:
        raise NotFound
    return row


def _scope_word(row: AgendaProposal) -> str:
    words: dict[MayMove, str] = {
        MayMove.UNPLACED: _("only what had no place"),
        MayMove.LEAST: _("as little as possible"),
        MayMove.ALL: _("everything"),
    }
    return words[Wishes.from_json(row.wishes).scope]


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
