"""The groups of one person, as the page behind their link shows them: where to go now, with whom, and why."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from convene.breakouts.company import Member, Seen, Span, changes_next, on_or_next, seen_by_participants, why_here
from convene.breakouts.queries.own_groups import (
    Met,
    PublishedGroups,
    SessionShown,
    Standing,
    There,
    is_expected_at,
    own_wishes,
    people_met,
    people_with_a_place,
    published_groups,
    rooms_lately,
    rooms_now,
    sessions_shown,
    who_is_there,
    who_was_there,
)
from convene.breakouts.showing import dye_of
from convene.breakouts.structure import Arrangement, GroupFacts, Participant, RoundFacts
from convene.clock import now
from convene.events.models import Event
from convene.events.rules import defaults_of
from convene.programme.showing.words import language_of
from convene.programme.structure import wall_of
from convene.registration.catalogue import RegistrationState
from convene.registration.models import Registration
from convene.web.languages import hours, say, short_day, weekday
from convene.web.signed_links import Purpose, sign


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody else in the group."""

    name: str
    lang: str | None
    organisation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnGroup:
    """Where somebody sits in the round that is on, or comes next. `letter` is "" where they have no group in it.

    `others`: those whom they may see, by name; `count`: how many there are beside them. `facilitator`, `rapporteur`:
    by name, or None where nobody is, or where no names are seen; `leads`, `reports`: whether it is they themselves.
    """

    is_on: bool
    kicker: str
    session: str
    session_lang: str | None
    session_url: str | None
    letter: str = ""
    topic: str = ""
    topic_lang: str | None = None
    dye: str = ""
    where: str = ""
    when: str = ""
    link: str = ""
    others: tuple[Other, ...] = ()
    count: int = 0
    facilitator: str | None = None
    rapporteur: str | None = None
    leads: bool = False
    reports: bool = False
    why: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """What is read out when it has changed."""
        if not self.letter:
            return str(_("You have no group in this round. Ask the organisers."))
        group = ", ".join(filter(None, [self.letter, self.topic, self.where]))
        if self.is_on:
            return str(_("Your group now: %(group)s.", group=group))
        return str(_("Your next group: %(group)s.", group=group))


@dataclass(frozen=True, slots=True)
class Knot:
    """One round on the thread (templates/components/thread.html)."""

    title: str
    note: str
    place: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Coming:
    """A session whose groups nobody was shown yet."""

    session: str
    lang: str | None
    when: str


@dataclass(frozen=True, slots=True)
class OwnGroups:
    """All that the page shows, but the wishes. `next_change`: when a round begins or ends next, on the wall."""

    now: OwnGroup | None
    knots: tuple[Knot, ...]
    coming: tuple[Coming, ...]
    #: Whether they sit anywhere at all.
    has_group: bool
    are_over: bool
    met: tuple[Met, ...]
    met_count: int
    next_change: datetime | None

    @property
    def is_empty(self) -> bool:
        """Whether no session splits into groups for them."""
        return not (self.knots or self.coming)

    @property
    def digest(self) -> str:
        """Another once any of it is."""
        return hashlib.blake2b(repr(self).encode(), digest_size=9).hexdigest()


NOTHING = OwnGroups(None, (), (), has_group=False, are_over=False, met=(), met_count=0, next_change=None)


@dataclass(frozen=True, slots=True)
class _Turn:
    """One round of a published breakout, for one person."""

    arrangement: Arrangement
    session: SessionShown
    round: RoundFacts
    group: GroupFacts | None
    span: Span


def own_groups_of(
    mine: Registration, event: Event, standing: Standing, *, may_be_a_second_old: bool = False
) -> OwnGroups:
    """The groups of somebody. Eight statements at most, however many rounds and people there are, and those of
    `published_groups` for the first who asks after something has changed."""
    if mine.state is not RegistrationState.CONFIRMED or event.is_cancelled:
        return NOTHING
    shown = published_groups(standing)
    sessions = sessions_shown({each.session_id for each in shown.arrangements}, standing.version_id)
    rooms_of = rooms_lately if may_be_a_second_old else rooms_now
    rooms = rooms_of(event.id) if any(one.room_id for each in shown.arrangements for one in each.groups) else {}
    held = [
        each.with_rooms(rooms)
        for each in shown.arrangements
        if not sessions[each.session_id].is_withdrawn
        # A session that was never published is nobody's, until its groups are shown.
        and (each.is_published or sessions[each.session_id].code is not None)
    ]
    seated = {each.id for each in held if any((one.id, mine.id) in shown.group_of for one in each.rounds)}
    if lacking := [each for each in held if each.id not in seated]:
        seated |= is_expected_at(mine, lacking)
    theirs = [each for each in held if each.id in seated]
    turns = sorted(_turns(theirs, shown, sessions, mine.id), key=_in_time)
    wall = wall_of(now(), event.zone)[0]
    at = on_or_next([each.span for each in turns], wall)
    seen = seen_by_participants(defaults_of(event.sensitivity).list_seen)
    met_ids = _met_by(mine.id, turns, shown, wall) if turns and at is None else set()
    return OwnGroups(
        now=_shown(turns[at], mine, event, shown, seen, wall, who_was_there if may_be_a_second_old else who_is_there)
        if at is not None
        else None,
        knots=tuple(_knot(each, event, number, at) for number, each in enumerate(turns)),
        coming=tuple(_coming(sessions[each.session_id]) for each in theirs if not each.is_published),
        has_group=any(each.group is not None for each in turns),
        are_over=bool(turns) and at is None,
        met=tuple(people_met(event.id, met_ids)) if met_ids and seen.names else (),
        met_count=len(people_with_a_place(met_ids)) if met_ids else 0,
        next_change=changes_next([each.span for each in turns], wall),
    )


def link_to_group(mine: Registration) -> str:
    """The token of the link by which somebody sees their groups, and says which they would like."""
    return sign(Purpose.MY_GROUP, mine.id, mine.link_version)


def wishes_of_somebody(mine: Registration, event: Event, standing: Standing) -> list[tuple[Arrangement, SessionShown]]:
    """The breakouts that take their wishes now, each with its session. Three statements at most."""
    if mine.state is not RegistrationState.CONFIRMED or event.is_cancelled:
        return []
    taking = [each for each in published_groups(standing).arrangements if each.takes_wishes and each.groups]
    if not taking:
        return []
    sessions = sessions_shown({each.session_id for each in taking}, standing.version_id)
    expected = is_expected_at(mine, taking)
    return [
        (each, session)
        for each in taking
        if each.id in expected and not (session := sessions[each.session_id]).is_withdrawn
    ]


def _turns(
    arrangements: Sequence[Arrangement],
    shown: PublishedGroups,
    sessions: Mapping[UUID, SessionShown],
    registration_id: UUID,
) -> list[_Turn]:
    shown_rounds = shown.round_ids
    return [
        _Turn(
            each,
            sessions[each.session_id],
            one,
            each.group(shown.group_of.get((one.id, registration_id))),
            _span(one, sessions[each.session_id]),
        )
        for each in arrangements
        if each.is_published
        for one in each.rounds
        if one.id in shown_rounds
    ]


def _span(one: RoundFacts, session: SessionShown) -> Span:
    """When a round lasts, by the time of its session that readers were shown."""
    if session.starts_local is None:
        return Span(None, None)
    starts = session.starts_local + timedelta(minutes=one.after_minutes)
    return Span(starts, starts + timedelta(minutes=one.minutes))


def _in_time(turn: _Turn) -> tuple[object, ...]:
    starts = turn.span.starts
    return (
        starts is None,
        starts.isoformat() if starts else "",
        turn.session.title,
        turn.arrangement.id,
        turn.round.position,
    )


def _shown(
    turn: _Turn,
    mine: Registration,
    event: Event,
    shown: PublishedGroups,
    seen: Seen,
    wall: datetime,
    there_is: Callable[[UUID, tuple[UUID, ...], frozenset[UUID]], There],
) -> OwnGroup:
    """The round that is on or next. Three statements at most."""
    session, group = turn.session, turn.group
    is_on = turn.span.starts is not None and turn.span.starts <= wall
    frame = {
        "is_on": is_on,
        "kicker": " · ".join(filter(None, [_("Now") if is_on else _("Next"), _round_words(turn)])),
        "session": session.title,
        "session_lang": language_of(session.title, session.language),
        "session_url": url_for("programme.session", slug=event.slug, code=session.code)
        if session.code and event.is_public
        else None,
        "when": _when(turn.span, event),
    }
    if group is None:
        return OwnGroup(**frame)  # type: ignore[arg-type]
    there = there_is(
        event.id,
        shown.members.get((turn.round.id, group.id), ()),
        frozenset(group.stay_with_it) if seen.names else frozenset(),
    )
    others = [one for one in there.people if one.id != mine.id]
    wishes = own_wishes(mine.id)
    of_here = [each.id for each in turn.arrangement.groups]
    if not any(each in wishes for each in of_here):
        answered = shown.answered.get((turn.arrangement.id, mine.id), ())
        wishes = {each: rank for rank, each in enumerate(answered, 1)}
    reasons = why_here(
        Member(mine.id, mine.organisation),
        [Member(one.id, one.organisation) for one in others],
        rank=wishes.get(group.id),
        has_wishes=any(each in wishes for each in of_here),
        met=_met_before(mine.id, turn, shown),
        seen=seen,
    )
    names = {key: name for key, name in there.names.items() if key != mine.person_id}
    return OwnGroup(
        **frame,  # type: ignore[arg-type]
        letter=group.letter,
        topic=group.name,
        topic_lang=language_of(group.name),
        dye=dye_of(group),
        where=group.where,
        link=group.link,
        others=tuple(_other(one, seen) for one in others) if seen.names else (),
        count=len(others),
        facilitator=names.get(group.facilitator_id) if group.facilitator_id else None,
        rapporteur=names.get(group.rapporteur_id) if group.rapporteur_id else None,
        leads=group.facilitator_id == mine.person_id,
        reports=group.rapporteur_id == mine.person_id,
        why=tuple(say(each) for each in reasons),
    )


def _other(one: Participant, seen: Seen) -> Other:
    return Other(one.name, language_of(one.name), one.organisation if seen.organisations else "")


def _met_before(registration_id: UUID, turn: _Turn, shown: PublishedGroups) -> set[UUID] | None:
    """Whom somebody was to sit with in earlier rounds of the same breakout; None: they had no group before."""
    earlier = [one.id for one in turn.arrangement.rounds if one.position < turn.round.position]
    groups = [
        (each, shown.group_of[each, registration_id]) for each in earlier if (each, registration_id) in shown.group_of
    ]
    return {one for key in groups for one in shown.members[key]} if groups else None


def _met_by(registration_id: UUID, turns: Sequence[_Turn], shown: PublishedGroups, wall: datetime) -> set[UUID]:
    """Whom somebody has sat with in all rounds that are over."""
    over = [(one.round.id, one.group.id) for one in turns if one.group and one.span.ends and one.span.ends <= wall]
    return {one for key in over for one in shown.members[key]} - {registration_id}


def _knot(turn: _Turn, event: Event, number: int, at: int | None) -> Knot:
    """A round on the thread: the group first, then when and where."""
    place = "here" if number == at else "done" if at is None or number < at else "to come"
    group = turn.group
    title = _("%(letter)s, %(topic)s", letter=group.letter, topic=group.name) if group else _("No group")
    facts = [_when(turn.span, event), group.where if group else "", turn.session.title, _round_words(turn)]
    return Knot(str(title), " · ".join(filter(None, facts)), place)


def _coming(session: SessionShown) -> Coming:
    starts = session.starts_local
    when = f"{short_day(starts)}, {hours(starts.time(), None)}" if starts is not None else ""
    return Coming(session.title, language_of(session.title, session.language), when)


def _round_words(turn: _Turn) -> str:
    rounds = turn.arrangement.rounds
    if turn.round.name:
        return turn.round.name
    number = rounds.index(turn.round) + 1
    return str(_("Round %(number)s of %(all)s", number=number, all=len(rounds))) if len(rounds) > 1 else ""


def _when(span: Span, event: Event) -> str:
    """The hours of a round; of an event of several days, with its day."""
    if span.starts is None:
        return ""
    said = hours(span.starts.time(), span.ends.time() if span.ends else None)
    return said if event.lasts_one_day else f"{weekday(span.starts)}, {said}"


def how_many_others(count: int) -> str:
    """How many somebody sits with."""
    if not count:
        return str(_("Nobody else sits here so far."))
    return str(ngettext("With %(num)s other", "With %(num)s others", count))
