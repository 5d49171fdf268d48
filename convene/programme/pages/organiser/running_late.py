"""A day is late: what would move is looked at first, then it is moved, and shown to readers in the same moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from convene.clock import now
from convene.errors import NotAllowed, NotFound, Refused
from convene.events.event_page import event_page, permissions_of_reader
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.programme.catalogue import CatchUp, GoesOut
from convene.programme.errors import DayMovedMeanwhile
from convene.programme.forms.lateness import EARLIER, LATER, PUBLISH, HowLate, MoveTheDay
from convene.programme.lateness import Moved, Plan, Shift, Span, plan_return, plan_shift, sessions_of_day, stands_alike
from convene.programme.pages.organiser.frame import draft, show
from convene.programme.pages.organiser.run_sheet import day_asked_for, shift_words
from convene.programme.queries.conditions import conditions_of
from convene.programme.queries.draft import agenda_state, draft_of, mark_of_frame, said_of_slot
from convene.programme.queries.people import names_of_people
from convene.programme.queries.shifts import kept_moves, last_shift, said_of_day, shift_of
from convene.programme.queries.versions import Published, published
from convene.programme.rules.changes import compare, to_publish
from convene.programme.services import running_late
from convene.programme.services.running_late import Done
from convene.programme.showing.differences import ShownChange, frame_lines, shown_changes
from convene.programme.showing.times import Times, day_and_month
from convene.programme.showing.words import language_of
from convene.programme.structure import SessionFacts, Structure, instant_of
from convene.spelling import id_in
from convene.web.languages import clock_time, duration, zone_name
from convene.web.meanwhile import mark_of
from convene.web.redirects import see_other

OFTEN = (5, 10, 15, 20)
#: What ran over until so long ago may still be what makes the day late.
JUST_OVER = timedelta(minutes=30)
EVERYWHERE, HERE = "all", "this"


@dataclass(frozen=True, slots=True)
class ShownMove:
    """A session that would be moved: when it was, when it would be, and what becomes of its length."""

    title: str
    lang: str | None
    room: str
    was: str
    now: str
    note: str


class _Wish:
    """What is asked for by the address: the session, the minutes, the rooms, how the day catches up."""

    def __init__(self, structure: Structure, day: date, at: datetime, *, begins_anew: bool = False) -> None:
        """`begins_anew`: from what is on now, where the session that is asked for stands on this day no more."""
        self.structure, self.day, self.at = structure, day, at
        self.room_id = id_in(request.args.get("room", ""))
        zone = structure.zone
        self.sessions = [one for one in sessions_of_day(structure, day) if _ends_at(one, zone) + JUST_OVER > at]
        here = [one for one in self.sessions if self.room_id in {None, one.room_id}]
        # What is on; else what comes next; else what has just ended.
        usual = next((one for one in here if _ends_at(one, zone) > at), here[-1] if here else None)
        asked = {"begin": usual.code if usual else "", "minutes": "10", "to": LATER}
        said = {name: request.args[name] for name in asked if name in request.args}
        if begins_anew and said.get("begin") not in {one.code for one in self.sessions}:
            said.pop("begin", None)
        self.form = HowLate(MultiDict(asked | said))
        self.form.begin.choices = [(one.code, _label(one, structure)) for one in self.sessions]
        self.is_understood = bool(self.sessions) and self.form.validate()
        self.first = next((one for one in self.sessions if one.code == self.form.begin.data), usual)
        is_of_all = self.first is None or self.first.room_id is None or not structure.rooms
        scope = request.args.get("rooms", EVERYWHERE if self.room_id is None else HERE)
        self.is_everywhere = is_of_all or scope != HERE
        self.has_choice_of_rooms = not is_of_all
        how = request.args.get("how", "")
        self.how = CatchUp(how) if how in self.ways() else CatchUp.BREAKS

    def ways(self) -> dict[CatchUp, str]:
        """How the day can catch up: whoever is early need not shorten anything."""
        if self.form.to.data == EARLIER:
            return {CatchUp.BREAKS: _("Make the next break longer"), CatchUp.ALL: _("Move all that follows")}
        return {
            CatchUp.BREAKS: _("Take it out of the breaks"),
            CatchUp.SHORTEN: _("Shorten what follows"),
            CatchUp.ALL: _("Move all that follows"),
        }

    def shift(self, asked_at: datetime) -> Shift | None:
        if not self.is_understood or self.first is None:
            return None
        return Shift(
            day=self.day,
            from_id=self.first.id,
            minutes=self.form.by,
            is_everywhere=self.is_everywhere,
            how=self.how,
            asked_at=asked_at,
        )

    def query(self, **other: object) -> dict[str, Any]:
        """The same wish as an address says it, with something else instead."""
        return {
            "day": self.day.isoformat(),
            "room": self.room_id,
            "begin": self.form.begin.data,
            "minutes": abs(self.form.by) if self.is_understood else 10,
            "to": self.form.to.data,
            "rooms": EVERYWHERE if self.is_everywhere else HERE,
            "how": self.how.value,
            **other,
        }


@draft.route("/run-sheet/late", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
def run_late(event: Event) -> ResponseReturnValue:
    """What would move, then the buttons. Of two who press at once the second is told, and sees how it is now."""
    # The revision is read before what it is the revision of, as when a draft is published.
    revision, frame = agenda_state(event.id).draft_revision, mark_of_frame(event.id)
    structure = draft_of(event.id)
    day, form = day_asked_for(structure), MoveTheDay()
    wish = _Wish(structure, day, now())
    status, changed = 200, []
    if form.is_answered():
        _must_be_allowed(event, form.out)
        try:
            done = _move_the_day(event, structure, day, form)
        except Refused as refused:
            form.add_refusal(refused)
            status = refused.status
            revision, frame = agenda_state(event.id).draft_revision, mark_of_frame(event.id)
            structure = draft_of(event.id)
            wish = _Wish(structure, day, now(), begins_anew=True)
            changed = _changed_since(form.seen.day, structure, day)
        else:
            flash(_said_of(done))
            return see_other(_back(event, day, wish.room_id))
    shift = wish.shift(wish.at)
    names = names_of_people(structure.person_ids())
    hours = event.from_time, event.until_time
    plan = (
        plan_shift(structure, shift, names=names, hours=hours, conditions=conditions_of(event.id)) if shift else Plan()
    )
    form.asked_at.data, form.day_seen.data = wish.at.isoformat(), mark_of(said_of_day(structure, wish.day))
    form.revision.data, form.frame_seen.data = str(revision), frame
    public = published(event.id)
    page = show(
        "programme/running_late.html",
        event,
        "run sheet",
        form=form,
        wish=wish,
        title=_title(wish),
        day=day_and_month(wish.day),
        toggles=_toggles(event, wish),
        moves=_moves(plan.moves, structure),
        plan=plan,
        sums=_sums(plan, structure),
        changed=changed,
        last=_last(event, wish.day) if changed else "",
        zone=zone_name(structure.zone, wish.at),
        here=url_for("draft.run_late", slug=event.slug, **wish.query()),
        back_url=_back(event, wish.day, wish.room_id),
        publishing=_publishing(event, public, structure, wish.day),
    )
    return page, status


def _move_the_day(event: Event, structure: Structure, day: date, form: MoveTheDay) -> Done:
    """Move what was looked at. What could be chosen then counts: what is long over by now is told as being too late."""
    at = form.looked_at or now()
    shift = _Wish(structure, day, at).shift(at)
    if shift is None:  # the session it begins with was withdrawn, deleted or put on another day
        raise DayMovedMeanwhile
    return running_late.shift_day(
        event.id, shift, seen=form.seen, goes_out=form.out, tells=form.tells, by=current_user.actor
    )


@draft.route("/run-sheet/moves/<uuid:shift_id>/back", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
def take_shift_back(event: Event, shift_id: UUID) -> ResponseReturnValue:
    """What a move of the day would be taken back to, and whether readers see that at once."""
    shift = shift_of(event.id, shift_id)
    if shift is None:
        raise NotFound
    day, form = shift.day, MoveTheDay()
    if form.is_answered():
        out = GoesOut.THIS if form.act.data == PUBLISH else GoesOut.NOTHING
        _must_be_allowed(event, out)
        try:
            done = running_late.take_shift_back(event.id, shift_id, goes_out=out, by=current_user.actor)
        except Refused as refused:
            form.add_refusal(refused)
            shift = shift_of(event.id, shift_id)
        else:
            flash(_said_of_return(done))
            return see_other(_back(event, day, None))
    assert shift is not None
    structure = draft_of(event.id)
    public = published(event.id)
    back = plan_return(structure, day, kept_moves(shift))
    page = show(
        "programme/take_shift_back.html",
        event,
        "run sheet",
        form=form,
        is_open=shift.taken_back_at is None,
        moves=_moves(back.moves, structure),
        stays=back.stays,
        withdrawn=back.withdrawn,
        may_publish=public is not None
        and Permission.PUBLISH_AGENDA in permissions_of_reader(event)
        and stands_alike(public.structure, structure, day),
        was_published=shift.was_published,
        tells=bool(shift.told),
        day=day_and_month(day),
        back_url=_back(event, day, None),
    )
    return page, 409 if form.form_errors else 200


@dataclass(frozen=True, slots=True)
class Publishing:
    """What can be shown to readers with the move: `ways` as `GoesOut` has them, one or both, or none and `why_not`;
    what else would go out (`others`), and why the move cannot go out alone."""

    ways: tuple[str, ...]
    others: list[ShownChange]
    why: str


def _publishing(event: Event, public: Published | None, structure: Structure, day: date) -> Publishing:
    if Permission.PUBLISH_AGENDA not in permissions_of_reader(event):
        return Publishing((), [], _("Somebody who may publish shows it to readers."))
    if public is None:
        return Publishing((), [], _("The agenda is not published yet, so nobody has seen other times."))
    difference = compare(public.structure, to_publish(public.structure, structure))
    names = names_of_people(structure.person_ids() | public.structure.person_ids())
    others = shown_changes(difference, structure, names, event.slug)
    if difference.frame:
        others.append(ShownChange("changed", event.title, "", frame_lines(difference)))
    if not stands_alike(public.structure, structure, day):
        why = _("Readers see this day otherwise than the draft has it, so the move cannot go out alone.")
        return Publishing((GoesOut.EVERYTHING,), others, why)
    return Publishing((GoesOut.THIS, GoesOut.EVERYTHING) if others else (GoesOut.THIS,), others, "")


def _must_be_allowed(event: Event, out: GoesOut) -> None:
    if out is not GoesOut.NOTHING and Permission.PUBLISH_AGENDA not in permissions_of_reader(event):
        raise NotAllowed


def _changed_since(seen: str, structure: Structure, day: date) -> list[str]:
    """The sessions of a day that do not stand as they did on a page, and what was on it and is withdrawn: their titles,
    in the order of the day."""
    marks = set(seen.split())
    return [
        one.title
        for one in structure.sessions
        if one.day == day and one.is_placed and (mark_of({one.code: said_of_slot(one)}) in marks) is one.is_withdrawn
    ]


# --- in words ---------------------------------------------------------------------------------------------------


def _title(wish: _Wish) -> str:
    length = duration(abs(wish.form.by)) if wish.is_understood else ""
    if not length:
        return str(_("We are late"))
    if wish.form.by < 0:
        return str(_("We are %(length)s early", length=length))
    return str(_("We are %(length)s late", length=length))


def _toggles(event: Event, wish: _Wish) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """What is chosen with one tap each: how much, where, and how the day catches up."""

    def url(**other: object) -> str:
        return url_for("draft.run_late", slug=event.slug, **wish.query(**other))

    room = wish.structure.room(wish.first.room_id) if wish.first else None
    minutes = abs(wish.form.by) if wish.is_understood else None
    return [
        (
            _("By how much"),
            [(str(ngettext("%(num)s min", "%(num)s min", each)), url(minutes=each), each == minutes) for each in OFTEN],
        ),
        *(
            [
                (
                    _("Where"),
                    [
                        (_("Only %(room)s", room=room.name), url(rooms=HERE), not wish.is_everywhere),
                        (_("All rooms"), url(rooms=EVERYWHERE), wish.is_everywhere),
                    ],
                )
            ]
            if room is not None and wish.has_choice_of_rooms
            else []
        ),
        (
            _("How the day catches up"),
            [(words, url(how=way.value), way is wish.how) for way, words in wish.ways().items()],
        ),
    ]


def _moves(moves: Sequence[Moved], structure: Structure) -> list[ShownMove]:
    return [_move(one.session, one.was, one.then, structure) for one in moves]


def _move(session: SessionFacts, was: Span, then: Span, structure: Structure) -> ShownMove:
    room = structure.room(session.room_id)
    change = then.minutes - was.minutes
    note = ""
    if change < 0:
        note = str(_("%(length)s shorter", length=duration(-change)))
    elif change > 0:
        note = str(_("%(length)s longer", length=duration(change)))
    return ShownMove(
        session.title,
        language_of(session.title, session.language),
        room.name if room else "",
        _clocks(was, structure.zone),
        _clocks(then, structure.zone),
        note,
    )


def _clocks(span: Span, zone: str) -> str:
    times = Times(zone, zone)
    starts_at = instant_of(span.starts_local, zone, span.fold)
    return f"{clock_time(span.starts_local)}–{clock_time(times.local(starts_at + timedelta(minutes=span.minutes)))}"


def _sums(plan: Plan, structure: Structure) -> list[str]:
    """What it comes to: where the day is on time again, or when it ends."""
    if not plan.moves or plan.ends is None:
        return []
    was, then = plan.ends
    sums = []
    if plan.on_time_from is not None:
        first = plan.on_time_from
        sums.append(
            _("From %(time)s on, “%(title)s”, all keeps its time.",
              time=Times(structure.zone, structure.zone).clocks(first).partition("–")[0], title=first.title)
        )  # fmt: skip
    if was != then:
        sums.append(_("The day ends at %(then)s instead of %(was)s.", then=clock_time(then), was=clock_time(was)))
    elif plan.on_time_from is None:
        sums.append(_("The day ends at %(was)s, as planned.", was=clock_time(was)))
    return [str(one) for one in sums]


def _said_of(done: Done) -> str:
    moved = ngettext("%(num)s session is moved.", "%(num)s sessions are moved.", done.moved)
    return f"{moved} {_who_sees_it(done)}"


def _said_of_return(done: Done) -> str:
    if not done.moved:
        return str(_("Nothing was taken back: all of it was moved or withdrawn since."))
    moved = ngettext("%(num)s session is back where it was.", "%(num)s sessions are back where they were.", done.moved)
    return f"{moved} {_who_sees_it(done)}"


def _who_sees_it(done: Done) -> str:
    if done.number is None:
        return str(_("That is in the draft: readers see it once you publish."))
    return str(_("Readers see it: version %(number)s is published.", number=done.number))


def _last(event: Event, day: date) -> str:
    """Who was quicker, if it was somebody who moved the day as well."""
    shift = last_shift(event.id, day)
    return shift_words(event, shift, draft_of(event.id)) if shift else ""


def _label(session: SessionFacts, structure: Structure) -> str:
    room = structure.room(session.room_id)
    clocks = Times(structure.zone, structure.zone).clocks(session)
    return " · ".join(filter(None, [clocks, session.title, room.name if room else ""]))


def _ends_at(session: SessionFacts, zone: str) -> datetime:
    ends_at = session.ends_at(zone)
    assert ends_at is not None, "only sessions with a time are asked"
    return ends_at


def _back(event: Event, day: date, room_id: UUID | None) -> str:
    return url_for("draft.run_sheet", slug=event.slug, day=day.isoformat(), room=room_id)
