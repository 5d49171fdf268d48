"""The board of groups: who sits where, how good that is, and what can be done about it."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from convene.breakouts.catalogue import ChangeKind, RunKind, RunState, WhyFailed
from convene.breakouts.forms.moving import NOWHERE, MovePerson
from convene.breakouts.models import AllocationRun
from convene.breakouts.pages.frame import Split, groups, show_groups_form, show_groups_page, split_called
from convene.breakouts.planning import Facts, Price, wishes_in
from convene.breakouts.queries.arrangements import last_change_of, last_run_of
from convene.breakouts.queries.facts import facts_of, run_of
from convene.breakouts.queries.participants import what_is_known, who_has_come
from convene.breakouts.services import at_the_door, moving, proposing, publishing
from convene.breakouts.showing import (
    known_labels,
    price_words,
    round_label,
    rounds_shown,
    rule_words,
    standing_of,
    who_words,
    wish_words,
)
from convene.breakouts.structure import Participant, RoundFacts, SeatMove, seats_by_round
from convene.errors import NotFound, Refused
from convene.events.event_page import event_page, permissions_of_reader
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.spelling import id_in, number_in
from convene.web.forms import OneButton
from convene.web.languages import join_words
from convene.web.redirects import see_other

ALL_ROUNDS = "all"


@dataclass(frozen=True, slots=True)
class AtTheDoor:
    """Who has come and has no group, and how many with a group have not come (none, while nobody has)."""

    without_group: Sequence[Participant]
    not_here: int


@groups.get("/<code>/")
@event_page(Permission.ARRANGE_GROUPS)
def board(event: Event, code: str) -> ResponseReturnValue:
    """A round with everybody in their groups; `?round=all` shows the rounds side by side."""
    split = split_called(event, code)
    return show_groups_page("breakouts/board.html", event, "board", split, form=OneButton(), **_board(event, split))


@groups.get("/<code>/fresh")
@event_page(Permission.ARRANGE_GROUPS)
def fresh_board(event: Event, code: str) -> ResponseReturnValue:
    """The parts of it that change, for a page that says which it has shown (`If-None-Match`): 304 while it would be the
    same."""
    split = split_called(event, code)
    seen = _seen(event, split)
    mark = _mark(*seen)
    if request.if_none_match.contains_weak(mark):
        answer = Response(status=304)
    else:
        shown = _board(event, split, seen)
        answer = Response(
            render_template(
                "breakouts/_board.html",
                event=event,
                session=split.session,
                arrangement=split.arrangement,
                **shown,
            ),
            mimetype="text/html",
        )
    answer.set_etag(mark)
    return answer


@groups.get("/<code>/people/<uuid:registration_id>")
@event_page(Permission.ARRANGE_GROUPS)
def person(event: Event, code: str, registration_id: UUID) -> ResponseReturnValue:
    """Where somebody sits in each round, and the form by which they are moved in one."""
    split = split_called(event, code)
    facts = facts_of(split.arrangement)
    return _person_page(event, split, facts, registration_id, _move_form(facts, _round(split), registration_id))


@groups.post("/<code>/people/<uuid:registration_id>/move")
@event_page(Permission.ARRANGE_GROUPS)
def move(event: Event, code: str, registration_id: UUID) -> ResponseReturnValue:
    """Seat somebody elsewhere in a round, and hold them there."""
    split = split_called(event, code)
    facts, one = facts_of(split.arrangement), _round(split)
    form = _move_form(facts, one, registration_id)
    if form.is_answered():
        group_id = UUID(form.group.data) if form.group.data != NOWHERE else None
        seen = form.seen.data or ""
        try:
            moving.move_person(
                event.id,
                split.arrangement.id,
                one.id,
                registration_id,
                group_id,
                seen_group_id=id_in(seen) if seen else "any",
                by=current_user.actor,
            )
        except Refused as refused:
            form.add_refusal(refused)
            if refused.status == 409 and "application/json" in request.headers.get("Accept", ""):
                return make_response({"error": form.general_errors[0]}, 409)
            split = split_called(event, code)
            facts = facts_of(split.arrangement)
        else:
            return _back(event, code, one)
    return _person_page(event, split, facts, registration_id, form)


@groups.post("/<code>/people/<uuid:registration_id>/hold")
@event_page(Permission.ARRANGE_GROUPS)
def hold_person(event: Event, code: str, registration_id: UUID) -> ResponseReturnValue:
    """Keep somebody where they sit in a round, or no more."""
    split = split_called(event, code)
    one = _round(split)
    return _act(
        event,
        split,
        lambda: moving.hold_person(
            event.id,
            split.arrangement.id,
            one.id,
            registration_id,
            is_held="hold" in request.form,
            by=current_user.actor,
        ),
        one,
    )


@groups.post("/<code>/people/<uuid:registration_id>/absent")
@event_page(Permission.ARRANGE_GROUPS)
def mark_absent(event: Event, code: str, registration_id: UUID) -> ResponseReturnValue:
    """Somebody is not there, or has come."""
    split = split_called(event, code)
    return _act(
        event,
        split,
        lambda: moving.mark_absent(
            event.id,
            split.arrangement.id,
            [registration_id],
            is_absent="absent" in request.form,
            by=current_user.actor,
        ),
    )


@groups.post("/<code>/people/<uuid:registration_id>/seat")
@event_page(Permission.ARRANGE_GROUPS)
def seat(event: Event, code: str, registration_id: UUID) -> ResponseReturnValue:
    """Give somebody a group in every round that has not begun: where it is best for them."""
    split = split_called(event, code)
    return _act(
        event,
        split,
        lambda: at_the_door.seat_now(event.id, split.arrangement.id, registration_id, by=current_user.actor),
    )


@groups.post("/<code>/propose")
@event_page(Permission.ARRANGE_GROUPS)
def propose(event: Event, code: str) -> ResponseReturnValue:
    """Have groups worked out around whoever is held."""
    split = split_called(event, code)
    return _act(event, split, lambda: proposing.ask_for_groups(event.id, split.arrangement.id, by=current_user.actor))


@groups.post("/<code>/propose-the-rest")
@event_page(Permission.ARRANGE_GROUPS)
def propose_the_rest(event: Event, code: str) -> ResponseReturnValue:
    """Have groups worked out in the rounds in which nobody sits yet; those of the others stay."""
    split = split_called(event, code)
    return _act(
        event,
        split,
        lambda: proposing.ask_for_groups(event.id, split.arrangement.id, RunKind.REST, by=current_user.actor),
    )


@groups.post("/<code>/prices")
@event_page(Permission.ARRANGE_GROUPS)
def ask_prices(event: Event, code: str) -> ResponseReturnValue:
    """Have worked out what each wish costs the others. Nobody is moved by it."""
    split = split_called(event, code)
    return _act(
        event,
        split,
        lambda: proposing.ask_for_groups(event.id, split.arrangement.id, RunKind.PRICES, by=current_user.actor),
    )


@groups.post("/<code>/repair")
@event_page(Permission.ARRANGE_GROUPS)
def repair(event: Event, code: str) -> ResponseReturnValue:
    """Put the groups right for those who are here, with as few moves as will do."""
    split = split_called(event, code)
    return _act(event, split, lambda: proposing.repair_groups(event.id, split.arrangement.id, by=current_user.actor))


@groups.post("/<code>/runs/<uuid:run_id>/stop")
@event_page(Permission.ARRANGE_GROUPS)
def stop(event: Event, code: str, run_id: UUID) -> ResponseReturnValue:
    """End the search with the best that it has."""
    split = split_called(event, code)
    if run_of(split.arrangement.id, run_id) is None:
        raise NotFound
    return _act(event, split, lambda: proposing.stop_run(event.id, split.arrangement.id, run_id, by=current_user.actor))


@groups.post("/<code>/undo")
@event_page(Permission.ARRANGE_GROUPS)
def undo(event: Event, code: str) -> ResponseReturnValue:
    """Put back what was changed last."""
    split = split_called(event, code)

    def put_back() -> None:
        count = moving.undo_last(event.id, split.arrangement.id, by=current_user.actor)
        flash(
            ngettext("%(num)s seat is as it was before.", "%(num)s seats are as they were before.", count)
            if count
            else _("Nothing could be put back: it was changed since, or has begun.")
        )

    return _act(event, split, put_back)


@groups.route("/<code>/publish", methods=["GET", "POST"])
@event_page(Permission.ARRANGE_GROUPS)
def publish(event: Event, code: str) -> ResponseReturnValue:
    """What showing everybody their group means, and the button."""
    split = split_called(event, code)
    form = OneButton()
    if form.is_answered():
        seen = request.form.get("revision", "")
        try:
            publishing.publish_groups(event.id, split.arrangement.id, number_in(seen) or 0, by=current_user.actor)
        except Refused as refused:
            form.add_refusal(refused)
            split = split_called(event, code)
        else:
            flash(_("Everybody sees their group now, by their link."))
            return see_other(url_for(".board", slug=event.slug, code=code))
    facts = facts_of(split.arrangement)
    shown = rounds_shown(facts)
    moved = _moved(facts)
    return show_groups_form(
        form,
        "breakouts/publish.html",
        event,
        "board",
        split,
        rounds=shown,
        unseated=sorted({(each.name, each.id) for one in shown if not one.has_begun for each in one.unseated}),
        moved=moved,
        people=len({seat.registration_id for seat in facts.seats if seat.group_id is not None}),
        letters_url=url_for("registrations.letters", slug=event.slug)
        if Permission.MANAGE_REGISTRATIONS in permissions_of_reader(event)
        else "",
    )


@groups.post("/<code>/withdraw")
@event_page(Permission.ARRANGE_GROUPS)
def withdraw(event: Event, code: str) -> ResponseReturnValue:
    """Show nobody their group any more."""
    split = split_called(event, code)

    def hide() -> None:
        publishing.withdraw_groups(event.id, split.arrangement.id, by=current_user.actor)
        flash(_("Nobody sees their group any more. Who sits where is kept here."))

    return _act(event, split, hide)


def _act(event: Event, split: Split, act: Any, one: RoundFacts | None = None) -> ResponseReturnValue:
    """Do it, and back to the board; what stands against it is said there."""
    form = OneButton()
    if form.is_answered():
        try:
            act()
        except Refused as refused:
            form.add_refusal(refused)
        else:
            return _back(event, split.session.code, one)
    split = split_called(event, split.session.code)
    return show_groups_form(form, "breakouts/board.html", event, "board", split, **_board(event, split))


def _back(event: Event, code: str, one: RoundFacts | None) -> ResponseReturnValue:
    asked = request.form.get("round") if one is None else str(one.position + 1)
    return see_other(url_for(".board", slug=event.slug, code=code, round=request.form.get("from") or asked or None))


Seen = tuple[Facts, AllocationRun | None, set[UUID]]


def _seen(event: Event, split: Split) -> Seen:
    """What the board is made of: the facts, the run that was asked for last, and who has come."""
    arrangement = split.arrangement
    return facts_of(arrangement), last_run_of(arrangement.id), who_has_come(event.id, arrangement.session_id)


def _board(event: Event, split: Split, seen: Seen | None = None) -> dict[str, Any]:
    """What the board shows."""
    arrangement = split.arrangement
    facts, run, here = seen or _seen(event, split)
    sees_confidential = Permission.KEEP_CONFIDENTIAL_RULES in permissions_of_reader(event)
    labels = known_labels(what_is_known(event.id))
    asked = request.args.get("round", request.form.get("from", ""))
    current = _asked_round(split, facts, asked)
    shown = rounds_shown(facts, None if current is None else [current.id])
    change = last_change_of(arrangement.id)
    return {
        "rounds": shown,
        "asked": ALL_ROUNDS if current is None else str(current.position + 1),
        "round_links": _round_links(event, split, current),
        "people_count": len(facts.participants),
        "is_empty": not any(seat.group_id for seat in facts.seats),
        "may_arrange": any(one.id not in facts.begun for one in arrangement.rounds),
        "may_add": bool(facts.unseated_rounds) and any(seat.group_id for seat in facts.seats),
        "standing": standing_of(facts, labels, sees_confidential=sees_confidential),
        "rules": [rule_words(each, labels) for each in arrangement.rules],
        "prices": _prices(run, labels),
        "pairs": sum(not each.is_confidential or sees_confidential for each in facts.pairs),
        "run": run,
        "run_words": _run_words(run, sees_confidential=sees_confidential) if run is not None else "",
        "door": _at_the_door(facts, here),
        "moves": _moves_in_words(facts, change)
        if change is not None and (arrangement.differs_from_published or not arrangement.is_published)
        else [],
        "undo_words": _undo_words(change) if change is not None else "",
        "fresh_url": url_for(".fresh_board", slug=event.slug, code=split.session.code, round=asked or None),
        "mark": _mark(facts, run, here),
    }


def _mark(facts: Facts, run: AllocationRun | None, here: set[UUID]) -> str:
    """Another one once anything on the board has changed. `here`: who has come."""
    arrangement = facts.arrangement
    state = f"{run.id.hex}.{run.state.value}.{run.percent}" if run is not None else ""
    people = [(one.id.hex, one.name, one.organisation, one.id in here) for one in facts.participants]
    wishes = sorted((each.hex, [one.hex for one in wished]) for each, wished in wishes_in(facts).items())
    rest = repr((people, wishes, sorted(facts.lost.values()), sorted(each.hex for each in facts.begun)))
    digest = hashlib.blake2b(rest.encode(), digest_size=9).hexdigest()
    return f"{arrangement.revision}.{arrangement.published_revision or 0}.{digest}.{state}"


def _asked_round(split: Split, facts: Facts, asked: str) -> RoundFacts | None:
    """The round that an address asks for; None: all of them. Without a word, the first that has not begun."""
    rounds = split.arrangement.rounds
    if asked == ALL_ROUNDS:
        return None
    number = number_in(asked) or 0
    if 1 <= number <= len(rounds):
        return rounds[number - 1]
    return next((one for one in rounds if one.id not in facts.begun), rounds[-1] if rounds else None)


def _round_links(event: Event, split: Split, current: RoundFacts | None) -> list[dict[str, Any]]:
    rounds, code = split.arrangement.rounds, split.session.code
    if len(rounds) < 2:
        return []
    links = [
        {
            "label": round_label(one, len(rounds)),
            "url": url_for(".board", slug=event.slug, code=code, round=one.position + 1),
            "is_current": current is not None and current.id == one.id,
            "note": one.starts_local.strftime("%H:%M") if one.starts_local else "",
        }
        for one in rounds
    ]
    side_by_side = url_for(".board", slug=event.slug, code=code, round=ALL_ROUNDS)
    return [*links, {"label": _("Side by side"), "url": side_by_side, "is_current": current is None, "note": ""}]


def _round(split: Split) -> RoundFacts:
    """The round that a form is about, by its number. NotFound."""
    number = number_in(request.form.get("round", request.args.get("round", "1"))) or 0
    rounds = split.arrangement.rounds
    if not 1 <= number <= len(rounds):
        raise NotFound
    return rounds[number - 1]


def _participant(facts: Facts, registration_id: UUID) -> Participant:
    found = next((one for one in facts.participants if one.id == registration_id), None)
    if found is None:
        raise NotFound
    return found


def _move_form(facts: Facts, one: RoundFacts, registration_id: UUID) -> MovePerson:
    form = MovePerson()
    _participant(facts, registration_id)
    there = seats_by_round(facts.seats).get(one.id, {})
    sizes = Counter(seat.group_id for seat in there.values())
    wished = wishes_in(facts).get(registration_id, [])
    form.offer(
        (
            str(group.id),
            " · ".join(
                filter(
                    None,
                    [
                        f"{group.letter}, {group.name}",
                        ngettext("%(num)s person", "%(num)s people", sizes[group.id]),
                        wish_words(wished.index(group.id) + 1) if group.id in wished else "",
                    ],
                )
            ),
        )
        for group in facts.arrangement.groups
    )
    seat = there.get(registration_id)
    if request.method == "GET":
        stands = str(seat.group_id) if seat is not None and seat.group_id is not None else NOWHERE
        form.group.data, form.seen.data = stands, stands
    return form


def _person_page(
    event: Event, split: Split, facts: Facts, registration_id: UUID, form: MovePerson
) -> ResponseReturnValue:
    who = _participant(facts, registration_id)
    one = _round(split)
    seats = {seat.round_id: seat for seat in facts.seats if seat.registration_id == registration_id}
    seat = seats.get(one.id)
    return show_groups_form(
        form,
        "breakouts/person.html",
        event,
        "board",
        split,
        who=who,
        who_words=who_words(who),
        round=one,
        round_label=round_label(one, len(split.arrangement.rounds)),
        has_begun=one.id in facts.begun,
        is_held=seat is not None and seat.is_held,
        is_absent=seat is not None and seat.is_absent,
        rounds=[
            (
                round_label(each, len(split.arrangement.rounds)),
                each.position + 1,
                split.arrangement.group(seats[each.id].group_id) if each.id in seats else None,
                each.id == one.id,
            )
            for each in split.arrangement.rounds
        ],
    )


def _at_the_door(facts: Facts, here: set[UUID]) -> AtTheDoor:
    open_ids = [one.id for one in facts.arrangement.rounds if one.id not in facts.begun]
    seats = seats_by_round(facts.seats)
    arranged = any(seat.group_id for seat in facts.seats)
    without = [
        one
        for one in facts.participants
        if one.id in here
        and arranged
        and any((seat := seats.get(each, {}).get(one.id)) is None or seat.group_id is None for each in open_ids)
    ]
    with_group = {seat.registration_id for seat in facts.seats if seat.group_id and seat.round_id in open_ids}
    people = {one.id for one in facts.participants}
    return AtTheDoor(without, len((with_group & people) - here) if here else 0)


def _run_words(run: AllocationRun, *, sees_confidential: bool) -> str:
    """What came of the last run, where nothing did."""
    if run.state is RunState.FAILED:
        return _why_failed(str(run.outcome.get("why", "")))
    if run.state is not RunState.IMPOSSIBLE:
        return ""
    if run.outcome.get("is_confidential") and not sees_confidential:
        return str(_("It cannot be done by what must hold, part of which only the safeguarding lead sees. Ask them."))
    return str(run.outcome.get("message", ""))


def _prices(run: AllocationRun | None, labels: Mapping[str, str]) -> list[tuple[str, str]]:
    """What each wish costs the others, if that was asked last: the wish, and what could be had without it."""
    if run is None or run.kind is not RunKind.PRICES or run.state is not RunState.DONE:
        return []
    prices = [Price.from_json(each) for each in run.outcome.get("prices", ())]
    return [(rule_words(each.rule, labels), price_words(each, labels)) for each in prices]


def _why_failed(why: str) -> str:
    words: dict[str, str] = {
        WhyFailed.STOPPED: _("The search was stopped before it had begun. Nobody was moved."),
        WhyFailed.BUSY: _(
            "Somebody changed the groups again and again meanwhile. Nobody was moved: propose once more."
        ),
        WhyFailed.BROKEN: _(
            "No groups were found that keep what must hold. Nobody was moved. Give groups more seats, or let somebody "
            "go who is held, and propose again."
        ),
    }
    return str(words.get(why) or _("The search was interrupted. Nobody was moved: propose once more."))


def _undo_words(change: Any) -> str:
    """What would be put back."""
    count = len(change.moves)
    words: dict[ChangeKind, str] = {
        ChangeKind.MOVED: ngettext("Undo the move of %(num)s seat", "Undo the move of %(num)s seats", count),
        ChangeKind.PROPOSED: ngettext("Undo the proposal: %(num)s seat", "Undo the proposal: %(num)s seats", count),
        ChangeKind.REPAIRED: ngettext("Undo the repair: %(num)s seat", "Undo the repair: %(num)s seats", count),
        ChangeKind.SEATED: ngettext("Undo the seating: %(num)s seat", "Undo the seating: %(num)s seats", count),
    }
    return str(words[change.kind])


def _moves_in_words(facts: Facts, change: Any) -> list[tuple[str, str]]:
    """Who was moved by the last repair, from where to where, and why."""
    if change.kind is not ChangeKind.REPAIRED:
        return []
    return _said_of_moves(facts, [SeatMove.from_json(each) for each in change.moves], with_reasons=True)


def _said_of_moves(facts: Facts, moves: Sequence[SeatMove], *, with_reasons: bool = False) -> list[tuple[str, str]]:
    """Each person who moves, named so that no two are alike, with where they move in each round."""
    people, said = {one.id: one for one in facts.participants}, defaultdict[UUID, list[str]](list)
    order = {one.id: one.position for one in facts.arrangement.rounds}
    count = len(facts.arrangement.rounds)
    for each in sorted(moves, key=lambda move: order.get(move.round_id, 0)):
        one = facts.arrangement.round(each.round_id)
        before, after = facts.arrangement.group(each.before[0]), facts.arrangement.group(each.after[0])
        if one is None or each.registration_id not in people or before == after:
            continue
        words = _(
            "from %(before)s to %(after)s",
            before=before.letter if before else _("no group"),
            after=after.letter if after else _("no group"),
        )
        reason = _why_moved(facts, each) if with_reasons else ""
        there = f"{words} ({reason})" if reason else str(words)
        said[each.registration_id].append(f"{round_label(one, count)}: {there}" if count > 1 else there)
    names = Counter(one.name for one in people.values())
    return sorted(
        (who.name if names[who.name] == 1 else f"{who.name}, {who_words(who)}", " · ".join(words))
        for key, words in said.items()
        if (who := people[key])
    )


def _why_moved(facts: Facts, move: SeatMove) -> str:
    """Why a repair moves somebody: who is missing where they go, or that they have just come."""
    if move.before[0] is None:
        return str(_("has come"))
    people = {one.id: one.name for one in facts.participants}
    missing = [
        people[seat.registration_id]
        for seat in facts.seats
        if seat.is_absent
        and seat.round_id == move.round_id
        and seat.published_group_id == move.after[0]
        and seat.registration_id in people
    ]
    if not missing:
        return str(_("so that all fit"))
    return str(
        ngettext("%(names)s is missing there", "%(names)s are missing there", len(missing), names=join_words(missing))
    )


def _moved(facts: Facts) -> list[tuple[str, str]]:
    """Who would see another group than they do now."""
    if not facts.arrangement.is_published:
        return []
    return _said_of_moves(
        facts,
        [
            SeatMove(
                seat.round_id,
                seat.registration_id,
                (seat.published_group_id, False, False),
                (seat.group_id, False, False),
            )
            for seat in facts.seats
            if seat.group_id != seat.published_group_id and seat.round_id not in facts.begun
        ],
    )
