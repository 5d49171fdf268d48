"""The app with two bare pages beside its own: what everything is measured against.

Both are served exactly as every page of Convene: the same hooks, headers, log line, cookies, languages, server. One
reads one row through the same session, the other reads nothing.
"""

from flask import Flask
from sqlalchemy import select

from config import Config
from convene.app import create_app
from convene.database import db
from convene.events.models import Event
from convene.web import logs
from convene.web.guards import everyone


@everyone
def one_row() -> str:
    """A page that reads one row, as small as a page can be."""
    return f"<!doctype html><title>One row</title><h1>{db.session.scalar(select(Event.title).limit(1))}</h1>"


@everyone
def no_row() -> str:
    """A page that reads nothing."""
    return "<!doctype html><title>No row</title><h1>Nothing read</h1>"


def create_reference() -> Flask:
    config = Config.from_environment()
    logs.configure(config.log_format)
    app = create_app(config)
    app.add_url_rule("/bench/one-row", view_func=one_row)
    app.add_url_rule("/bench/no-row", view_func=no_row)
    return app


app = create_reference()
