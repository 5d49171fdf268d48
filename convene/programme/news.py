"""What is news to people when one version of an agenda takes the place of another. Pure values.

News is what somebody has to know who meant to be there: another time, length or room, withdrawn, restored, on stage or
no longer. A new title or text is none, and mails nobody.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from convene.programme.catalogue import Format
from convene.programme.rules.changes import has_moved
from convene.programme.structure import SessionFacts, Structure

NO_AGENDA: Mapping[UUID, SessionFacts] = {}


class NewsKind(StrEnum):
    """What has become of a session, for somebody."""

    MOVED = "moved"  # another time, length or room; also one that has no time any more
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    ON_STAGE = "on stage"  # they were not, and are
    OFF_STAGE = "off stage"  # they were, and are not


@dataclass(frozen=True, slots=True)
class Spot:
    """When and where a session is, as it is said, on the wall there: no time (yet), and no room, where it has none."""

    starts: datetime | None = None
    ends: datetime | None = None
    room: str = ""
    zone: str = ""


@dataclass(frozen=True, slots=True)
class News:
    """One session of which there is news. `session` as it is now, or as it was, where it is gone altogether."""

    kind: NewsKind
    session: SessionFacts
    was: Spot | None = None
    now: Spot | None = None


@dataclass(frozen=True, slots=True)
class AllNews:
    """Everything there is to tell: of sessions to whoever comes to them, and to each person on stage."""

    of_sessions: Mapping[UUID, News] = field(default_factory=dict)
    on_stage: Mapping[UUID, tuple[News, ...]] = field(default_factory=dict)

    @property
    def for_everybody(self) -> tuple[News, ...]:
        """What whoever is at the event may want to know: a coffee that begins later is no mail to hundreds."""
        return tuple(one for one in self.of_sessions.values() if one.session.format is not Format.BREAK)


def find_news(before: Structure | None, after: Structure) -> AllNews:
    """What is news when `after` is published, in the order of the agenda. None: nothing was published before, and only
    those on stage learn when that is."""
    was = {one.id: one for one in before.sessions} if before is not None else NO_AGENDA
    now = {one.id: one for one in after.sessions}
    of_sessions: dict[UUID, News] = {}
    on_stage: dict[UUID, list[News]] = defaultdict(list)
    for session_id in [*now, *(each for each in was if each not in now)]:
        each = _Session(was.get(session_id), now.get(session_id), before, after)
        news = each.news()
        if news is not None:
            of_sessions[session_id] = news
        for person_id, theirs in each.on_stage(news):
            on_stage[person_id].append(theirs)
    return AllNews(of_sessions, {person_id: tuple(theirs) for person_id, theirs in on_stage.items()})


def spot_of(session: SessionFacts, structure: Structure) -> Spot:
    """When and where a session is in an agenda."""
    room = structure.room(session.room_id)
    ends = session.ends_local(structure.zone)
    return Spot(session.starts_local, ends, room.name if room else "", structure.zone if ends else "")


@dataclass(frozen=True, slots=True)
class _Session:
    """A session in both agendas, as far as it is in them."""

    was: SessionFacts | None
    now: SessionFacts | None
    before: Structure | None
    after: Structure

    @property
    def stood(self) -> bool:
        return self.was is not None and not self.was.is_withdrawn

    @property
    def stands(self) -> bool:
        return self.now is not None and not self.now.is_withdrawn

    def news(self) -> News | None:
        """To whoever meant to come to it."""
        if self.was is None:
            return None
        if self.stood and not self.stands:
            return self._news(NewsKind.WITHDRAWN)
        if not self.stands:
            return None
        if not self.stood:
            return self._news(NewsKind.RESTORED)
        return self._news(NewsKind.MOVED) if self._has_moved() else None

    def on_stage(self, news: News | None) -> Iterator[tuple[UUID, News]]:
        """To each of those on its stage, before or now: what there is for everybody, or that they are on or off."""
        were, are = _people(self.was), _people(self.now)
        for person_id in dict.fromkeys([*were, *are]):
            if person_id in were and person_id not in are and self.stands and self.stood:
                yield person_id, self._news(NewsKind.OFF_STAGE)
            elif person_id not in were and self.stands:
                yield person_id, self._news(NewsKind.ON_STAGE)
            elif person_id in were and news is not None and (person_id in are or not self.stands):
                yield person_id, news

    def _has_moved(self) -> bool:
        assert self.was is not None, "only what stood and stands has moved"
        assert self.now is not None, "only what stood and stands has moved"
        assert self.before is not None, "what stood did so in an agenda"
        return has_moved(self.was, self.before, self.now, self.after)

    def _spots(self) -> tuple[Spot | None, Spot | None]:
        was = spot_of(self.was, self.before) if self.was is not None and self.before is not None else None
        return was, spot_of(self.now, self.after) if self.now is not None else None

    def _news(self, kind: NewsKind) -> News:
        session = self.now or self.was
        assert session is not None, "it is in one of the agendas"
        was, now = self._spots()
        if kind is NewsKind.WITHDRAWN:
            return News(kind, session, was, None)
        if kind in {NewsKind.ON_STAGE, NewsKind.OFF_STAGE, NewsKind.RESTORED}:
            return News(kind, session, None, now)
        return News(kind, session, was, now)


def _people(session: SessionFacts | None) -> Collection[UUID]:
    return [one.person_id for one in session.everybody()] if session is not None else ()
