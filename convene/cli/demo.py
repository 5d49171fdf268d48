import click
from flask import current_app
from flask.cli import AppGroup

from convene.demo.services import trials, world
from convene.outbox.sending import send_due
from convene.web.signed_links import absolute_url

demo = AppGroup("demo", help="A world to try Convene in.")


@demo.command("load")
def load() -> None:
    """Load the demo world: a team, its organiser (organiser@example.org) and three events, once."""
    has_no_mail_server = current_app.config["CONVENE"].smtp is None
    slug = world.load_demo(with_people=has_no_mail_server)
    if has_no_mail_server:
        send_due()  # into the local mailbox: who signs in at once shall not read that old mail waits
    click.echo(absolute_url("events.event", slug=slug))


@demo.command("build")
@click.option("--sessions", default=300, show_default=True, type=click.IntRange(1, 2000), help="How many sessions.")
@click.option("--people", default=1000, show_default=True, type=click.IntRange(0, 20000), help="How many registered.")
def build(sessions: int, people: int) -> None:
    """Build an event of any size and print its path."""
    slug = trials.build_event(sessions=sessions, people=people)
    click.echo(f"/e/{slug}/")
