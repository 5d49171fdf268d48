from flask import current_app

from convene.outbox import sending, services
from convene.outbox.queries import has_bytes_older_than
from convene.queue import task


@task("send", every_minute=True)
def send() -> None:
    """Send what is due. Woken after each commit that writes a message; each minute for what was missed."""
    sending.send_due()


@task("forget mails", every_day=True)
def forget_mails() -> None:
    """Drop the bytes of mails whose retention time is over."""
    kept_days = current_app.config["CONVENE"].mail_kept_days
    # Looked for by a read: on most days there is nothing, and nobody shall wait to write for that.
    if has_bytes_older_than(kept_days):
        services.drop_bytes_older_than(kept_days)
