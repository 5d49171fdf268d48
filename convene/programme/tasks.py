from convene.clock import now
from convene.files.queries import has_files_older_than
from convene.files.services import drop_files_older_than
from convene.programme.queries.people import UNCUT
from convene.programme.queries.stars import has_readers_unused_since
from convene.programme.services.naming import UNCUT_IS_KEPT_FOR
from convene.programme.services.previewing import FEATURE, KEPT_FOR
from convene.programme.services.starring import UNUSED_IS_KEPT_FOR, forget_readers_unused_since
from convene.queue import task


@task("forget uploads", every_day=True)
def forget_uploads() -> None:
    """Drop schedule files that were looked at and never brought in: they hold names and biographies.
    And the whole of pictures of which a part is kept."""
    # Looked for by a read: on most days there is nothing, and nobody shall wait to write for that.
    if has_files_older_than(FEATURE, KEPT_FOR):
        drop_files_older_than(FEATURE, KEPT_FOR)
    if has_files_older_than(UNCUT, UNCUT_IS_KEPT_FOR):
        drop_files_older_than(UNCUT, UNCUT_IS_KEPT_FOR)


@task("forget stars", every_day=True)
def forget_stars() -> None:
    """Drop the stars of browsers that starred nothing for 13 months, of events that are over."""
    since = now() - UNUSED_IS_KEPT_FOR
    if has_readers_unused_since(since):
        forget_readers_unused_since(since)
