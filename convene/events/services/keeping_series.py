"""Series: events of a team that belong together, edition after edition.

Each use case is asked from the page of one event, which says whose team's series are meant.
"""

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import delete, select

from convene.clock import now
from convene.database import concerning, db, hold, use_case
from convene.errors import NotFound
from convene.events.catalogue import Dye
from convene.events.errors import (
    EditionIsTaken,
    SeriesAddressIsInUse,
    SeriesAddressIsKnown,
    SeriesHasEvents,
    SeriesTitleIsTaken,
)
from convene.events.models import Series
from convene.events.queries import (
    editions_of,
    free_slug_of_series,
    held_event,
    place_in_series,
    said_of,
    series_of_team,
    slugs_taken,
)
from convene.events.services.changing import show_each_anew
from convene.web.meanwhile import must_be_as_seen

#: Held while an address is chosen, as `beginning.ADDRESSES`.
ADDRESSES = ("addresses of series", UUID(int=0))


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesFacts:
    """What an organiser says of a series."""

    title: str
    summary: str = ""
    description: str = ""
    next_edition: str = ""
    dye: Dye = Dye.PETROL
    language: str = "en"

    @property
    def columns(self) -> dict[str, object]:
        """The same, by the names of the columns of a series."""
        return {name: getattr(self, name) for name in SeriesFacts.__slots__}


@use_case
def begin_series(
    event_id: UUID, facts: SeriesFacts, *, edition: int | None = None, slug: str | None = None, by: str
) -> UUID:
    """Begin a series of the event's team, with the event as its first edition or another one.

    Without a slug it gets a free one made from its title.

    SeriesTitleIsTaken, SeriesAddressIsInUse: nothing is begun.
    """
    event = held_event(event_id)
    hold(ADDRESSES)
    _must_be_a_free_title(event.team_id, facts.title)
    if slug is not None and slugs_taken([slug], by=Series):
        raise SeriesAddressIsInUse
    series = Series(
        id=uuid4(),
        team_id=event.team_id,
        slug=slug or free_slug_of_series(facts.title),
        created_at=now(),
        changed_at=now(),
        **facts.columns,
    )
    db.session.add(series)
    db.session.flush()
    put_into_series(event_id, series.id, edition, by=by)
    return series.id


@use_case
def change_series(
    event_id: UUID, series_id: UUID, facts: SeriesFacts, *, slug: str, seen: str | None = None, by: str
) -> None:
    """Change what a series says of itself. Its address can change until one of its events was published.

    The pages of all its editions say so at once. `seen` as in `change_event`.
    SeriesTitleIsTaken, SeriesAddressIsInUse, SeriesAddressIsKnown, ChangedMeanwhile: nothing is changed.
    """
    event = held_event(event_id)
    series = _held_series(event.team_id, series_id)
    must_be_as_seen(seen, said_of(series), series.title)
    hold(ADDRESSES)
    _must_be_a_free_title(event.team_id, facts.title, but=series_id)
    editions = editions_of(series_id)
    if slug != series.slug:
        if any(one.published_at is not None for one in editions):
            raise SeriesAddressIsKnown
        if slugs_taken([slug], by=Series):
            raise SeriesAddressIsInUse
        series.slug = slug
    for name, value in facts.columns.items():
        setattr(series, name, value)
    series.changed_at = now()
    db.session.flush()
    show_each_anew([one.id for one in editions])


@use_case
def put_into_series(event_id: UUID, series_id: UUID, edition: int | None, *, seen: str | None = None, by: str) -> None:
    """Make an event an edition of a series of its team; of another one than before, or another edition of the same.

    Without a number it is the one after the last. `seen` is the mark of `place_in_series` as the organiser had it on
    the page. None: whoever saves last wins.
    EditionIsTaken, ChangedMeanwhile: nothing is changed.
    """
    event = held_event(event_id)
    series = _held_series(event.team_id, series_id)
    must_be_as_seen(seen, place_in_series(event), event.title)
    others = [one for one in editions_of(series_id) if one.id != event_id]
    following = max((one.edition or 0 for one in others), default=0) + 1
    if edition is None:
        edition = following
    if any(one.edition == edition for one in others):
        raise EditionIsTaken(edition, following)
    left = editions_of(event.series_id) if event.series_id not in (None, series_id) else []
    event.series_id, event.edition = series.id, edition
    db.session.flush()
    concerning(series_id=series.id)
    show_each_anew([one.id for one in (*left, *others, event)])


@use_case
def take_out_of_series(event_id: UUID, *, by: str) -> None:
    """Let an event belong to no series. The series and its other editions stay. Nothing where it is in none."""
    event = held_event(event_id)
    if event.series_id is None:
        return
    hold(("series", event.series_id))
    concerning(series_id=event.series_id)
    editions = editions_of(event.series_id)
    event.series_id = event.edition = None
    db.session.flush()
    show_each_anew([one.id for one in editions])


@use_case
def remove_series(event_id: UUID, series_id: UUID, *, by: str) -> None:
    """Remove a series of the event's team that no event belongs to. SeriesHasEvents.

    Pages ask `subscriptions.services.remove_series`, which says who is forgotten with it.
    """
    event = held_event(event_id)
    series = _held_series(event.team_id, series_id)
    if editions_of(series_id):
        raise SeriesHasEvents(series.title)
    db.session.execute(delete(Series).where(Series.id == series_id))


def _held_series(team_id: UUID, series_id: UUID) -> Series:
    hold(("series", series_id))
    which = select(Series).where(Series.id == series_id, Series.team_id == team_id)
    series = db.session.scalar(which.execution_options(populate_existing=True))
    if series is None:
        raise NotFound
    return series


def _must_be_a_free_title(team_id: UUID, title: str, *, but: UUID | None = None) -> None:
    for series in series_of_team(team_id):
        if series.id != but and series.title.casefold() == title.casefold():
            raise SeriesTitleIsTaken
