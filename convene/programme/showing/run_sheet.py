"""A day minute by minute, for those who run it: what is on, what is next, who is needed and what."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import ngettext

from convene.events.catalogue import ROOM_FEATURES, RoomFeature
from convene.programme.catalogue import Format, StageState
from convene.programme.conditions import NO_CONDITIONS, Conditions
from convene.programme.lateness import sessions_of_day, span_of
from convene.programme.models import StageInvitation
from convene.programme.rules.slots import Slot, slot_of
from convene.programme.showing.times import Times, weekday
from convene.programme.showing.words import format_word, language_of, languages_line, role_word
from convene.programme.structure import ContributionFacts, OnStage, SessionFacts, Structure
from convene.web.languages import clock_time, duration, join_words, say

#: Of these slides are awaited.
WITH_SLIDES = frozenset({Format.KEYNOTE, Format.PANEL, Format.LIGHTNING_TALKS, Format.TALK})


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside the agenda. `email_is_shown`: to whoever reads this sheet."""

    names: Mapping[UUID, str]
    invitations: Mapping[UUID, StageInvitation] = field(default_factory=dict)
    materials: Mapping[UUID, int] = field(default_factory=dict)
    conditions: Conditions = NO_CONDITIONS
    email_is_shown: bool = False


@dataclass(frozen=True, slots=True)
class ShownOnStage:
    """Somebody who is needed: what they do, whether they have said that they come, where they are reached."""

    name: str
    lang: str | None
    role: str
    affiliation: str
    state: tuple[str, str]
    email: str


@dataclass(frozen=True, slots=True)
class ShownPart:
    """One contribution inside a session."""

    title: str
    lang: str | None
    length: str
    people: list[ShownOnStage]


@dataclass(frozen=True, slots=True)
class Need:
    """Something that must be there, as a line with a small drawing; `is_missing`: it is not."""

    icon: str
    words: str
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One session of the sheet."""

    code: str
    title: str
    lang: str | None
    url: str | None
    time: str
    until: str
    length: str
    room: str
    format: str
    is_break: bool
    is_on: bool
    people: list[ShownOnStage]
    parts: list[ShownPart]
    needs: list[Need]
    #: What comes next in its room, and when: "Then here: 11:00 “Panel”, after 15 minutes".
    then: str
    #: How the draft has it otherwise; "" where it does not.
    drafted: str


@dataclass(frozen=True, slots=True)
class SheetSlot:
    """What begins at one time."""

    time: str
    lines: list[SheetLine]


@dataclass(frozen=True, slots=True)
class OneOf:
    """A session where there is room for its title only, and until when it is on, or when it begins."""

    code: str
    title: str
    lang: str | None
    words: str


@dataclass(frozen=True, slots=True)
class RoomNow:
    """What goes on in a room, and what comes next there, as many sessions as are on and begin at once; `room_id` None:
    what is in no room."""

    room_id: UUID | None
    name: str
    on: list[OneOf]
    next: list[OneOf]


@dataclass(frozen=True, slots=True)
class RunSheet:
    """A day, or one room on it. `over` has what is over, while the day goes on; `said` sums up what is on, to be read
    out when it changes."""

    rooms: list[RoomNow]
    over: list[SheetSlot]
    over_count: int
    ahead: list[SheetSlot]
    said: str
    has_begun: bool
    has_ended: bool


def run_sheet_of(
    structure: Structure,
    day: date,
    at: datetime,
    known: Known,
    *,
    room_id: UUID | None = None,
    draft: Structure | None = None,
    address: Callable[[str], str | None] = lambda _code: None,
) -> RunSheet:
    """The sheet of a day at an instant; `room_id`: of one room, with what is for everybody. `draft`: what is said where
    it differs; None: it is the draft itself."""
    slots = [slot_of(one, structure.zone) for one in sessions_of_day(structure, day)]
    shown = [slot for slot in slots if room_id is None or slot.session.room_id in {None, room_id}]
    over = [slot for slot in shown if slot.ends_at <= at]
    ahead = [slot for slot in shown if slot.ends_at > at]
    drafted = {one.id: one for one in draft.sessions} if draft else {}

    def line(slot: Slot) -> SheetLine:
        return _line(slot, slots, structure, at, known, _drafted(slot.session, drafted, draft), address)

    rooms = list(_rooms_now(slots, structure, at, room_id)) if ahead else []
    return RunSheet(
        rooms=rooms,
        over=_by_time(over, line, day) if ahead else [],
        over_count=len(over) if ahead else 0,
        ahead=_by_time(ahead or over, line, day),
        said="; ".join(f"{room.name}: {one.title}" for room in rooms for one in room.on),
        has_begun=any(slot.starts_at <= at for slot in shown),
        has_ended=bool(shown) and not ahead,
    )


# --- now and next -----------------------------------------------------------------------------------------------


def _rooms_now(slots: Sequence[Slot], structure: Structure, at: datetime, asked: UUID | None) -> Iterator[RoomNow]:
    """What is on for everybody first; then each room that is in use: what is on there, and what comes next."""
    for room_id, name in _places(slots, structure, at, asked):
        on = [slot for slot in slots if slot.session.room_id == room_id and slot.starts_at <= at < slot.ends_at]
        here = {room_id, None} if structure.rooms and room_id else {room_id}
        ahead = [slot for slot in slots if slot.session.room_id in here and slot.starts_at > at]
        begins_at = min((slot.starts_at for slot in ahead), default=None)
        if not on and begins_at is None:
            continue
        since = max((slot.ends_at for slot in on), default=at)
        yield RoomNow(
            room_id,
            name,
            [_one_of(slot, _until(slot, at, structure.zone)) for slot in on],
            [_one_of(slot, _begins(slot, since, at, structure.zone)) for slot in ahead if slot.starts_at == begins_at],
        )


def _places(
    slots: Sequence[Slot], structure: Structure, at: datetime, asked: UUID | None
) -> list[tuple[UUID | None, str]]:
    used = {slot.session.room_id for slot in slots}
    is_on_for_all = any(slot.session.room_id is None and slot.starts_at <= at < slot.ends_at for slot in slots)
    everybody: list[tuple[UUID | None, str]] = [(None, _("Everybody"))]
    return [
        *(everybody if is_on_for_all or used == {None} else []),
        *((room.id, room.name) for room in structure.rooms if room.id in used and asked in {None, room.id}),
    ]


def _one_of(slot: Slot, words: str) -> OneOf:
    session = slot.session
    return OneOf(session.code, session.title, language_of(session.title, session.language), words)


def _until(slot: Slot, at: datetime, zone: str) -> str:
    left = -(-(slot.ends_at - at) // timedelta(minutes=1))
    return str(_("until %(time)s, %(length)s left", time=_wall_time(slot.ends_at, zone), length=duration(max(left, 1))))


def _begins(slot: Slot, since: datetime, at: datetime, zone: str) -> str:
    """ "11:00, in 18 minutes"; and what lies between, if something is on."""
    time = _wall_time(slot.starts_at, zone)
    wait = -(-(slot.starts_at - at) // timedelta(minutes=1))
    gap = (slot.starts_at - since) // timedelta(minutes=1)
    if since > at and gap > 0:
        return str(_("%(time)s, after %(gap)s in between", time=time, gap=duration(gap)))
    return str(_("%(time)s, in %(length)s", time=time, length=duration(max(wait, 1))))


def _wall_time(instant: datetime, zone: str) -> str:
    return clock_time(Times(zone, zone).local(instant))


# --- line by line -----------------------------------------------------------------------------------------------


def _by_time(slots: Sequence[Slot], line: Callable[[Slot], SheetLine], day: date) -> list[SheetSlot]:
    found: dict[datetime, list[Slot]] = {}
    for slot in slots:
        found.setdefault(slot.starts_at, []).append(slot)
    return [SheetSlot(_time_head(found[at][0].session, day), [line(one) for one in found[at]]) for at in sorted(found)]


def _time_head(session: SessionFacts, day: date) -> str:
    """ "09:20"; with the day of the week past midnight."""
    wall = span_of(session).starts_local
    return clock_time(wall) if wall.date() == day else f"{weekday(wall)} {clock_time(wall)}"


def _line(
    slot: Slot,
    slots: Sequence[Slot],
    structure: Structure,
    at: datetime,
    known: Known,
    drafted: str,
    address: Callable[[str], str | None],
) -> SheetLine:
    session = slot.session
    room = structure.room(session.room_id)
    away = _away(session, known, structure.zone)
    return SheetLine(
        code=session.code,
        title=session.title,
        lang=language_of(session.title, session.language),
        url=address(session.code),
        time=Times(structure.zone, structure.zone).clocks(session),
        until=_wall_time(slot.ends_at, structure.zone),
        length=duration(session.minutes),
        room=room.name if room else "",
        format=format_word(session.format),
        is_break=session.format is Format.BREAK,
        is_on=slot.starts_at <= at < slot.ends_at,
        people=[_person(one, known, is_away=one.person_id in away) for one in session.people],
        parts=[_part(each, known, away) for each in session.contributions],
        needs=list(needs_of(session, known)),
        then=_then(slot, slots, structure) if room or not structure.rooms else "",
        drafted=drafted,
    )


def _away(session: SessionFacts, known: Known, zone: str) -> set[UUID]:
    """Those on stage who have said that they are not there then."""
    starts, ends = session.starts_local, session.ends_local(zone)
    if starts is None or ends is None:
        return set()
    there = known.conditions.availability
    return {
        one.person_id
        for one in session.everybody()
        if one.person_id in there and not there[one.person_id].covers(starts, ends)
    }


def _person(one: OnStage, known: Known, *, is_away: bool) -> ShownOnStage:
    name = known.names.get(one.person_id, "?")
    invitation = known.invitations.get(one.person_id)
    return ShownOnStage(
        name=name,
        lang=language_of(name),
        role=role_word(one.role),
        affiliation=one.affiliation,
        state=(_("Not there at this time"), "bad")
        if is_away
        else _states()[invitation.state if invitation else StageState.NOT_ASKED],
        email=invitation.email if invitation and known.email_is_shown else "",
    )


def _states() -> dict[StageState, tuple[str, str]]:
    return {
        StageState.NOT_ASKED: ("", "quiet"),  # they may have been asked by other ways: nothing is known
        StageState.ASKED: (_("Has not answered"), "warn"),
        StageState.CONFIRMED: (_("Confirmed"), "good"),
        StageState.DECLINED: (_("Cannot come"), "bad"),
    }


def _part(each: ContributionFacts, known: Known, away: Collection[UUID]) -> ShownPart:
    return ShownPart(
        title=each.title,
        lang=language_of(each.title),
        length=duration(each.minutes) if each.minutes else "",
        people=[_person(one, known, is_away=one.person_id in away) for one in each.people],
    )


def needs_of(session: SessionFacts, known: Known) -> Iterator[Need]:
    """What has to be there for a session, in the order in which it is prepared: whatever else is said of what a session
    needs belongs here."""
    if session.interpretation:
        languages = languages_line(session.interpretation)
        yield Need("globe", str(_("Interpretation: %(languages)s", languages=languages)))
    if session.access_note:
        yield Need("person", str(_("Access: %(note)s", note=session.access_note)))
    if session.do_not_record is not None:
        yield Need(
            "stop" if session.do_not_record else "info",
            str(_("Not recorded") if session.do_not_record else _("Recorded")),
        )
    if session.content_note:
        yield Need("note", str(_("Say before it begins: %(note)s", note=session.content_note)))
    asked = known.conditions.of(session.id).needs.union(
        *(known.conditions.asked_for.get(one.person_id, frozenset()) for one in session.everybody())
    )
    if asked:
        there = known.conditions.room(session.room_id).features
        words = join_words([say(ROOM_FEATURES[each]) for each in RoomFeature if each in asked])
        yield Need("key", str(_("Needed: %(things)s", things=words)), is_missing=bool(asked - there))
    count = known.materials.get(session.id, 0)
    if count:
        yield Need("list", str(ngettext("%(num)s material is here", "%(num)s materials are here", count)))
    elif session.format in WITH_SLIDES:
        yield Need("list", str(_("No material yet")), is_missing=True)


def _then(slot: Slot, slots: Sequence[Slot], structure: Structure) -> str:
    """What comes next in the room of a session, or for everybody.

    In no room sessions may well be parallel: there what begins before this ends does not follow it, and where several
    follow at once none is named, as the list has them below.
    """
    room_id = slot.session.room_id
    since = slot.ends_at if room_id is None else slot.starts_at
    follows = [
        one for one in slots if one is not slot and one.session.room_id in {None, room_id} and one.starts_at >= since
    ]
    following = min(follows, key=lambda one: (one.starts_at, one.session.room_id is None), default=None)
    if following is None:
        return ""
    if room_id is None and sum(one.starts_at == following.starts_at for one in follows) > 1:
        return ""
    gap = (following.starts_at - slot.ends_at) // timedelta(minutes=1)
    said = {"time": _wall_time(following.starts_at, structure.zone), "title": following.session.title}
    if gap < 0:
        return str(_("“%(title)s” begins at %(time)s, before this ends.", **said))
    if gap == 0:
        return str(_("Then at once: “%(title)s”", **said))
    return str(_("Then %(time)s: “%(title)s”, after %(gap)s", gap=duration(gap), **said))


def _drafted(session: SessionFacts, drafted: Mapping[UUID, SessionFacts], draft: Structure | None) -> str:
    """How the draft has it otherwise, where readers do not see it yet."""
    if draft is None:
        return ""
    then = drafted.get(session.id)
    if then is None or then.is_withdrawn or not then.is_placed:
        return str(_("In the draft it does not take place. That is not published."))
    if (span_of(then), then.day, then.room_id) == (span_of(session), session.day, session.room_id):
        return ""
    room = draft.room(then.room_id)
    day = weekday(then.day) if then.day and then.day != session.day else ""
    where = " ".join(filter(None, [day, Times(draft.zone, draft.zone).clocks(then)]))
    moved = room.name if room and then.room_id != session.room_id else ""
    said = ", ".join(filter(None, [where, moved]))
    return str(_("In the draft: %(when)s. That is not published.", when=said))
