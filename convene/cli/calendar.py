import sys

import click
from flask import current_app
from flask.cli import AppGroup

from convene.calendar.incoming import DATABASE_IS_AWAY, take_mail
from convene.calendar.mailbox import fetch_answers
from convene.calendar.queries.entries import moved_by_zones
from convene.engines.ics import LONGEST_MAIL
from convene.events.services.changing import follow_zones

calendar = AppGroup("calendar", help="What stands in people’s calendars.")
#: EX_TEMPFAIL of sysexits.h: the mail server keeps the mail and tries again. Nothing else may end so that it would send
#: it back: whoever stands in its From has seldom written it.
TRY_AGAIN = 75


@calendar.command("read-reply")
def read_reply_from_standard_input() -> None:
    """Take one mail from standard input, as mail servers pipe it, and note what a calendar program answers in it.

    Standing by itself, or in `/etc/aliases` behind the mailbox of CONVENE_REPLY_ADDRESS.
    """
    try:
        click.echo(take_mail(sys.stdin.buffer.read(LONGEST_MAIL + 1)).said)
    except DATABASE_IS_AWAY:
        click.echo("The database does not answer. Try this mail again later.", err=True)
        sys.exit(TRY_AGAIN)


@calendar.command("follow-zones")
def follow_zones_now() -> None:
    """Notice which coming events a new time zone database has moved, and tell calendars of it.

    After an update of the system's zones or of the package tzdata, once Convene was started anew. It also runs by
    itself, once a day.
    """
    count = sum(follow_zones(event_id, by="command line") for event_id in sorted(moved_by_zones()))
    click.echo(f"Moved, and told to calendars: {count} events." if count else "Nothing moved.")


@calendar.command("fetch-replies")
def fetch_replies() -> None:
    """Look once into the mailbox of CONVENE_REPLY_IMAP_URL, and note what calendar programs answer in its unseen mails.

    The worker does so every five minutes; by hand it says whether the mailbox can be read.
    """
    mailbox = current_app.config["CONVENE"].reply_mailbox
    if mailbox is None:
        raise click.ClickException("Set CONVENE_REPLY_IMAP_URL first: docs/operating.md says how.")
    fetched = fetch_answers(mailbox)
    click.echo(fetched, err=bool(fetched.problem))
    sys.exit(TRY_AGAIN if fetched.problem else 0)
