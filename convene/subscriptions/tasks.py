from convene.queue import task
from convene.subscriptions.queries import has_what_is_over
from convene.subscriptions.services import forget_what_is_over


@task("forget subscriptions", every_day=True)
def forget_subscriptions() -> None:
    """Drop addresses that nobody confirmed, and those of people who have left."""
    # Looked for by a read: on most days there is nothing, and nobody shall wait to write for that.
    if has_what_is_over():
        forget_what_is_over()
