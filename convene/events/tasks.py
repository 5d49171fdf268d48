from convene.calendar.queries.entries import moved_by_zones
from convene.events.services.changing import follow_zones
from convene.queue import task


@task("follow zones", every_day=True)
def follow_the_zones() -> None:
    """Notice what a new time zone database has moved, and tell calendars of it."""
    # Looked for by a read, and event by event: nobody shall wait to write for that.
    for event_id in sorted(moved_by_zones()):
        follow_zones(event_id, by="system")
