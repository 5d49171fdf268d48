from convene.programme.services.previewing import drop_uploads_nobody_came_back_for, is_an_upload_left
from convene.queue import task


@task("forget uploads", every_day=True)
def forget_uploads() -> None:
    """Drop schedule files that were looked at and never brought in: they hold names and biographies."""
    # Looked for by a read: on most days there is nothing, and nobody shall wait to write for that.
    if is_an_upload_left():
        drop_uploads_nobody_came_back_for()
