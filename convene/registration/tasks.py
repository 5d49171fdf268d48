from convene.queue import task
from convene.registration.queries.seating import events_with_something_to_settle
from convene.registration.services.opening import settle


@task("settle offers", every_minute=True)
def settle_offers() -> None:
    """Let offers end whose time is over, and offer their places on. Who comes before this finds them ended, too."""
    # Looked for by a read: in most minutes there is nothing, and nobody shall wait to write for that.
    for event_id in events_with_something_to_settle():
        settle(event_id)
