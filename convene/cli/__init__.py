"""Commands of `flask`: one file for each feature, each over the same use cases as the pages."""

from flask import Flask

from convene.cli.accounts import accounts
from convene.cli.calendar import calendar
from convene.cli.demo import demo
from convene.cli.events import events
from convene.cli.registrations import registrations


def init_app(app: Flask) -> None:
    app.cli.add_command(accounts)
    app.cli.add_command(calendar)
    app.cli.add_command(events)
    app.cli.add_command(registrations)
    app.cli.add_command(demo)
