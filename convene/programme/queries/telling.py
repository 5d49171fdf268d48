"""Whom a publish concerns: who is reached where, what has been written to them that has not gone out yet."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import and_, or_, select

from convene.calendar.queries.following import Follower, followers_of, following_at
from convene.calendar.rules import Subject
from convene.clock import now
from convene.database import db, folded
from convene.events.models import Event
from convene.events.rules import is_over
from convene.outbox.queries import UnsentRow, unsent_named
from convene.people.models import Person
from convene.programme.catalogue import STAGE_FOLLOWERS, Group, StageAnswer
from convene.programme.models import AgendaVersion, StageInvitation
from convene.programme.news import AllNews, News
from convene.programme.queries.people import who_is_needed
from convene.programme.queries.versions import structure_of, version_now
from convene.spelling import normalised_address

#: What the followers of a group follow.
KIND_OF_GROUP = {Group.SIGNED_UP: "session", Group.EVERYBODY: "event"}


@dataclass(frozen=True, slots=True)
class OnStageHere:
    """Somebody on stage, and where they are reached; `email` "": nowhere. `stage_id`: of their invitation, if any."""

    person_id: UUID
    name: str
    email: str
    stage_id: UUID | None


@dataclass(slots=True)
class Addressee:
    """An address that is written to once, whoever is reached there: on stage, registered, or somebody for others."""

    email: str
    on_stage: list[OnStageHere] = field(default_factory=list)
    following: list[Follower] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        """Who is reached there, each once."""
        return list(dict.fromkeys([*(one.name for one in self.on_stage), *(one.name for one in self.following)]))

    @property
    def groups(self) -> frozenset[Group]:
        """As which of the groups they are reached."""
        kinds = {one.subject.kind for one in self.following}
        return frozenset(
            group
            for group, is_meant in (
                (Group.ON_STAGE, bool(self.on_stage)),
                (Group.SIGNED_UP, "session" in kinds),
                (Group.EVERYBODY, "event" in kinds),
            )
            if is_meant
        )

    def only(self, groups: Collection[Group]) -> "Addressee":
        """The same, as one of these groups alone."""
        meant = {KIND_OF_GROUP[group] for group in groups if group in KIND_OF_GROUP}
        return Addressee(
            self.email,
            self.on_stage if Group.ON_STAGE in groups else [],
            [one for one in self.following if one.subject.kind in meant],
        )

    def own_news(self, news: AllNews) -> list[News]:
        """What there is to tell them of sessions in which they are, on stage or not; of each session one thing."""
        of_stage = [one for person in self.on_stage for one in news.on_stage.get(person.person_id, ())]
        of_sessions = [
            news.of_sessions[one.subject.id]
            for one in self.following
            if one.subject.kind == "session" and one.subject.id in news.of_sessions
        ]
        return list({one.session.id: one for one in reversed([*of_stage, *of_sessions])}.values())[::-1]

    def other_news(self, news: AllNews) -> list[News]:
        """What else changes at the event, for those who have a place there."""
        if not any(one.subject.kind == "event" for one in self.following):
            return []
        own = {one.session.id for one in self.own_news(news)}
        return [one for one in news.for_everybody if one.session.id not in own]


def can_be_told(event: Event) -> bool:
    """Whether there is anything to tell of an event: everybody sees it, it takes place, and is not over."""
    return (
        event.is_public and not event.is_cancelled and not is_over(event.ends_on, event.day_turns_at, event.zone, now())
    )


def on_stage_here(event_id: UUID, person_ids: Collection[UUID]) -> list[OnStageHere]:
    """These people, by name, and where they are reached about an event. One statement."""
    rows = db.session.execute(
        select(Person.id, Person.display_name, StageInvitation.email, StageInvitation.id)
        .outerjoin(StageInvitation, and_(StageInvitation.person_id == Person.id, StageInvitation.event_id == event_id))
        .where(Person.id.in_(person_ids))
        .order_by(Person.display_name, Person.id)
    )
    return [OnStageHere(person_id, name, email or "", stage_id) for person_id, name, email, stage_id in rows]


def whom_it_concerns(event_id: UUID, news: AllNews, groups: Collection[Group]) -> dict[str, Addressee]:
    """Those of these groups for whom there is news, by address. Two statements, however many they are."""
    stage = on_stage_here(event_id, news.on_stage) if Group.ON_STAGE in groups else []
    subjects: set[Subject] = set()
    if Group.SIGNED_UP in groups:
        subjects |= {Subject("session", session_id) for session_id in news.of_sessions}
    if Group.EVERYBODY in groups and news.for_everybody:
        subjects.add(Subject("event", event_id))
    return _by_address(stage, followers_of(event_id, subjects, but=STAGE_FOLLOWERS) if subjects else [])


def who_reads(event_id: UUID, email: str, groups: Collection[Group]) -> Addressee:
    """Who is reached at an address now, as one of these groups. Two statements.

    Asked when a mail goes out: who has cancelled, or is reached elsewhere since, is not there.
    """
    rows = db.session.execute(
        select(Person.id, Person.display_name, StageInvitation.email, StageInvitation.id)
        .join(StageInvitation, StageInvitation.person_id == Person.id)
        .where(
            StageInvitation.event_id == event_id,
            folded(StageInvitation.email).in_({normalised_address(email), email.casefold()}),
        )
        .order_by(Person.display_name, Person.id)
    )
    stage = [OnStageHere(*row) for row in rows]
    return Addressee(email, stage, following_at(event_id, email, but=STAGE_FOLLOWERS)).only(groups)


def expected_on_stage(event_id: UUID, email: str | None = None) -> list[StageInvitation]:
    """Those with an address who are on stage of what takes place, or whom readers see there, but for those who have
    said that they cannot be there. `email`: who is reached there alone. Three statements.
    """
    version_id = version_now(event_id)
    sessions = structure_of(version_id).sessions if version_id is not None else ()
    shown = {each.person_id for one in sessions if not one.is_withdrawn for each in one.everybody()}
    rows = (
        select(StageInvitation)
        .where(StageInvitation.event_id == event_id, StageInvitation.email != "")
        .where(or_(StageInvitation.answer.is_(None), StageInvitation.answer != StageAnswer.DECLINED))
        .order_by(StageInvitation.id)
    )
    if email is not None:
        rows = rows.where(folded(StageInvitation.email).in_({normalised_address(email), email.casefold()}))
    meant = who_is_needed(event_id) | shown
    return [one for one in db.session.scalars(rows) if one.person_id in meant]


def _by_address(stage: Iterable[OnStageHere], followers: Iterable[Follower]) -> dict[str, Addressee]:
    found: dict[str, Addressee] = {}
    for person in stage:
        if person.email:
            found.setdefault(normalised_address(person.email), Addressee(person.email)).on_stage.append(person)
    for follower in followers:
        found.setdefault(follower.email_key, Addressee(follower.email)).following.append(follower)
    return found


# --- what has been written ------------------------------------------------------------------------------------------

AGENDA_CHANGED = "programme/agenda_changed"


@dataclass(frozen=True, slots=True)
class Unsent:
    """The mails about the agenda to one address that nobody has read, the one that begins first at the front: they
    wait, or were given up. What they say is still to be told."""

    rows: list[UnsentRow]

    @property
    def about(self) -> str | None:
        """Under what the first is replaced."""
        return self.rows[0].about

    @property
    def before_id(self) -> UUID | None:
        """The version that they start from. None: nothing was published then."""
        return _before(self.rows[0])

    @property
    def told(self) -> tuple[UUID, ...]:
        """The versions that they tell of, each once."""
        return tuple(dict.fromkeys(UUID(row.ids[name]) for row in self.rows for name in names_in_order(row.ids)))

    @property
    def others(self) -> list[UUID]:
        """Those that a new one about the same does not replace by itself."""
        return [row.id for row in self.rows if row.is_given_up or row.about != self.about]


def unsent_by_address(event_id: UUID) -> dict[str, Unsent]:
    """The mails about an agenda that nobody has read, by address in small letters. One statement.

    Not by the address as it is otherwise compared: to find that out for a thousand takes half of the time for which a
    publish may keep everybody else from writing.
    """
    found: dict[str, Unsent] = {}
    for row in unsent_named(event_id, AGENDA_CHANGED):
        found.setdefault(row.to_email.casefold(), Unsent([])).rows.append(row)
    return found


def unsent_to(unsent: Mapping[str, Unsent], email: str) -> Unsent | None:
    """What is unsent to an address, however it is spelled."""
    return unsent.get(email.casefold()) or unsent.get(normalised_address(email))


def together(unsent: Iterable[Unsent], numbers: Mapping[UUID | None, int]) -> Unsent:
    """The same as one. `numbers`: of the versions, by which it is known which begins first."""
    rows = (row for each in unsent for row in each.rows)
    return Unsent(sorted(rows, key=lambda row: numbers[_before(row)]))


def _before(row: UnsentRow) -> UUID | None:
    return UUID(row.ids["before_id"]) if "before_id" in row.ids else None


def told_of(ids: Mapping[str, UUID]) -> tuple[UUID, ...]:
    """The versions that a mail tells of, the oldest first."""
    return tuple(ids[name] for name in names_in_order(ids))


def names_in_order(ids: Iterable[str]) -> list[str]:
    """Those of the names under which the versions stand."""
    return sorted(name for name in ids if name.startswith("told_"))


def names_of_told(versions: Iterable[UUID]) -> dict[str, UUID]:
    """The same as it is kept with the mail: "told_00_id" and so on."""
    return {f"told_{number:02}_id": version_id for number, version_id in enumerate(versions)}


@dataclass(frozen=True, slots=True)
class Told:
    """Whom some versions were told to, and what the organisers added."""

    groups: frozenset[Group]
    words: tuple[str, ...]


def told_with(version_ids: Collection[UUID]) -> Told:
    """What was said with some versions, the oldest first. One statement."""
    rows = db.session.execute(
        select(AgendaVersion.told_groups, AgendaVersion.told_word)
        .where(AgendaVersion.id.in_(version_ids))
        .order_by(AgendaVersion.number)
    ).all()
    groups = frozenset(Group(each) for told_groups, _word in rows for each in told_groups)
    return Told(groups, tuple(word for _groups, word in rows if word))
