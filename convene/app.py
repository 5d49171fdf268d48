"""The table of contents: extensions, then what features hand in, then every page, in reading order."""

import importlib
import pkgutil
import zoneinfo
from datetime import timedelta
from pathlib import Path

from flask import Flask, has_request_context, url_for
from flask_login import current_user
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

import convene
from config import Config
from convene import cli, database, live, queue
from convene.accounts import browser
from convene.accounts.pages import pages as accounts_pages
from convene.audit.services import write_line
from convene.breakouts import log_words as breakouts_log_words
from convene.breakouts import panels as breakouts_panels
from convene.breakouts.pages import cards as cards_pages
from convene.breakouts.pages import groups as groups_pages
from convene.breakouts.pages import my_group as my_group_pages
from convene.calendar.services.items import name_first_uid_host
from convene.database import db, write_audit_lines_with
from convene.demo import log_words as demo_log_words
from convene.events import log_words as events_log_words
from convene.events import panels as events_panels
from convene.events.pages import events as events_pages
from convene.events.pages import operator as operator_pages
from convene.events.pages import organise as organise_pages
from convene.events.pages import take_reply
from convene.gallery.pages import pages as gallery_pages
from convene.outbox import transport
from convene.outbox.pages import pages as outbox_pages
from convene.outbox.pages.mailbox import shows_local_mailbox
from convene.outbox.services import name_mail_host
from convene.programme import log_words as programme_log_words
from convene.programme import panels as programme_panels
from convene.programme.pages import FROM_KEPT_PAGES
from convene.programme.pages import draft as draft_pages
from convene.programme.pages import files as files_pages
from convene.programme.pages import my_agenda as my_agenda_pages
from convene.programme.pages import own_calendars as own_calendars_pages
from convene.programme.pages import programme as programme_pages
from convene.programme.pages import speak as speak_pages
from convene.programme.pages import stage as stage_pages
from convene.questionnaires import log_words as questionnaires_log_words
from convene.registration import log_words as registration_log_words
from convene.registration import panels as registration_panels
from convene.registration.pages import badges as badges_pages
from convene.registration.pages import certificates as certificates_pages
from convene.registration.pages import code as code_pages
from convene.registration.pages import door as door_pages
from convene.registration.pages import door_sync as door_sync_pages
from convene.registration.pages import online as online_pages
from convene.registration.pages import own_papers as own_papers_pages
from convene.registration.pages import papers as papers_pages
from convene.registration.pages import registration as registration_pages
from convene.registration.pages import registrations as registrations_pages
from convene.stewardship import log_words as stewardship_log_words
from convene.stewardship.pages import stewardship as stewardship_pages
from convene.subscriptions import log_words as subscriptions_log_words
from convene.subscriptions import panels as subscriptions_panels
from convene.subscriptions.pages import followers as followers_pages
from convene.subscriptions.pages import following
from convene.subscriptions.pages import subscriptions as subscriptions_pages
from convene.web import assets, errors, guards, headers, languages, limits, logs, serving
from convene.web.markdown import to_html
from convene.web.panels import Place, show
from convene.web.turns import Turns

PROJECT = Path(__file__).resolve().parent.parent
MOST_BYTES_OF_A_REQUEST = 12 * 1024 * 1024


def create_app(config: Config) -> Flask:
    """Convene, ready to serve: `config` says where its data is and how it is reached."""
    # The rules of zones come from the tzdata package alone: the same on every machine, and renewed by an upgrade.
    zoneinfo.reset_tzpath(to=())
    app = Flask("convene", root_path=str(PROJECT), template_folder="templates", static_folder=None)
    app.config.update(_flask_settings(config))
    # A misspelt name is an error, not a gap; lines that only decide leave no blank lines in a page.
    app.jinja_options = {**app.jinja_options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    app.wsgi_app = Turns(app.wsgi_app, config.web_threads)  # type: ignore[method-assign]
    live.init_app(app, config.live_pages)

    load_every("models")
    load_every("emails")
    logs.init_app(app)
    database.init_app(app)
    Migrate(app, db, directory=str(PROJECT / "migrations"), render_as_batch=True, compare_type=True)
    languages.init_app(app)
    csrf = CSRFProtect(app)
    # Mail providers press the button to leave for their readers, without a cookie and so without a token (RFC 8058).
    csrf.exempt(following)
    csrf.exempt(take_reply)  # its caller is no browser, and knows a secret instead
    for view in FROM_KEPT_PAGES:
        csrf.exempt(view)  # each is under guards.from_our_pages
    limits.init_app(app)
    browser.init_app(app)
    transport.init_app(app)
    queue.init_app(app)
    headers.init_app(app)
    errors.init_app(app)
    assets.init_app(app)
    guards.init_app(app)
    app.extensions["served_pages"] = serving.init_shelf()
    app.jinja_env.filters["markdown"] = to_html

    write_audit_lines_with(write_line)
    name_mail_host(config.hostname)
    name_first_uid_host(config.hostname)

    app.jinja_env.globals["shows_local_mailbox"] = shows_local_mailbox
    app.register_blueprint(accounts_pages)
    app.register_blueprint(outbox_pages)
    app.register_blueprint(events_pages)
    app.register_blueprint(operator_pages)
    app.register_blueprint(organise_pages)
    app.register_blueprint(subscriptions_pages)
    app.register_blueprint(followers_pages)
    app.register_blueprint(programme_pages)
    app.register_blueprint(my_agenda_pages)
    app.register_blueprint(own_calendars_pages)
    app.register_blueprint(draft_pages)
    app.register_blueprint(speak_pages)
    app.register_blueprint(stage_pages)
    app.register_blueprint(registration_pages)
    app.register_blueprint(registrations_pages)
    app.register_blueprint(door_pages)
    app.register_blueprint(door_sync_pages)
    app.register_blueprint(code_pages)
    app.register_blueprint(badges_pages)
    app.register_blueprint(online_pages)
    app.register_blueprint(papers_pages)
    app.register_blueprint(own_papers_pages)
    app.register_blueprint(certificates_pages)
    app.register_blueprint(groups_pages)
    app.register_blueprint(cards_pages)
    app.register_blueprint(my_group_pages)
    app.register_blueprint(stewardship_pages)
    app.register_blueprint(files_pages)
    app.register_blueprint(gallery_pages)
    app.extensions["life_of_event"] = (
        ("set up", events_panels.set_up),
        ("agenda", programme_panels.life_part),
        ("day", programme_panels.day_part),
        ("door", registration_panels.door_part),
        ("people", registration_panels.life_part),
        ("groups", breakouts_panels.life_part),
        ("mail", events_panels.mail),
        ("calendars", events_panels.calendars),
    )
    app.extensions["public_navigation"] = (
        ("event", events_panels.page_of_event),
        ("agenda", programme_panels.page_of_agenda),
        ("people", programme_panels.page_of_people),
        ("materials", programme_panels.page_of_materials),
        ("mine", programme_panels.page_of_my_agenda),
        ("register", registration_panels.page_to_register),
    )
    show(app, Place.EVENT_TOP, [registration_panels.ring_of_places])
    show(
        app,
        Place.EVENT_ACTS,
        [
            registration_panels.register_now,
            programme_panels.materials_of_event,
            programme_panels.see_the_agenda,
            programme_panels.add_to_calendar,
        ],
    )
    show(app, Place.EVENT_PAGE, [registration_panels.way_in, subscriptions_panels.hear_of_the_next])
    show(app, Place.BADGE_LINES, [breakouts_panels.badge_lines])
    show(app, Place.OWN_PLACE, [breakouts_panels.own_group])
    show(app, Place.SERIES_PAGE, [subscriptions_panels.next_edition])
    show(app, Place.HOME, [subscriptions_panels.stay_in_the_loop])
    show(app, Place.SESSION, [registration_panels.sign_up_for_session, breakouts_panels.session_splits])
    show(app, Place.KEPT_OF_ME, [breakouts_panels.kept_of_groups])
    show(
        app,
        Place.EVENT_BELOW,
        [programme_panels.the_days, programme_panels.on_stage, registration_panels.who_takes_part],
    )
    show(app, Place.DOOR, [breakouts_panels.at_the_door])
    show(app, Place.FIRST_PAGE, [registration_panels.door_of_volunteer])
    show(app, Place.ROOM, [programme_panels.in_this_room])
    show(app, Place.CARE, [programme_panels.less_care])
    show(
        app,
        Place.OVERVIEW,
        [
            programme_panels.figures,
            registration_panels.figures,
            registration_panels.who_came,
            subscriptions_panels.figures,
        ],
    )
    show(
        app,
        Place.FIND,
        [programme_panels.find, registration_panels.find, events_panels.find, events_panels.find_mail],
    )
    show(
        app,
        Place.READINESS,
        [events_panels.described, programme_panels.readiness, registration_panels.readiness, events_panels.public],
    )
    app.extensions["log_words"] = {
        **events_log_words.WORDS,
        **subscriptions_log_words.WORDS,
        **programme_log_words.WORDS,
        **questionnaires_log_words.WORDS,
        **registration_log_words.WORDS,
        **breakouts_log_words.WORDS,
        **stewardship_log_words.WORDS,
        **demo_log_words.WORDS,
    }
    app.extensions["log_names"] = (events_panels.log_names, programme_panels.log_names, registration_panels.log_names)
    cli.init_app(app)
    app.context_processor(_the_shell)
    return app


def _the_shell() -> dict[str, object]:
    """What the organiser's shell needs on every page. Mails are rendered outside of requests and need none of it."""
    if not has_request_context():
        return {}
    return {
        "events_url": "/organise/",
        "account_url": url_for("accounts.account"),
        "account_name": current_user.name if current_user.is_authenticated else "",
    }


def load_every(module: str) -> None:
    """Import `module` of every feature that has one: tables, messages and tasks make themselves known."""
    for found in pkgutil.walk_packages(convene.__path__, "convene."):
        if found.name.count(".") == 2 and found.name.endswith(f".{module}"):
            importlib.import_module(found.name)


def _flask_settings(config: Config) -> dict[str, object]:
    smtp = config.smtp
    counts_in_redis = config.rate_limit_url != "memory://"
    return {
        "CONVENE": config,
        "SECRET_KEY": config.secret_key,
        "SQLALCHEMY_DATABASE_URI": config.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": {
            "pool_size": 20,
            "max_overflow": 40,
            # A server may have closed a connection that rests; a file closes none, and asking costs each page a tenth.
            "pool_pre_ping": not config.database_url.startswith("sqlite"),
            "hide_parameters": True,  # they are names and addresses, and would stand in the log
        },
        "MAX_CONTENT_LENGTH": MOST_BYTES_OF_A_REQUEST,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "SESSION_COOKIE_NAME": "convene",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": config.is_https,
        "PERMANENT_SESSION_LIFETIME": timedelta(days=30),
        "SESSION_REFRESH_EACH_REQUEST": False,  # else every page would set a cookie, and none could be kept
        # Pages under a secret link send no Referer, to anybody; the token in the session's cookie says enough.
        "WTF_CSRF_SSL_STRICT": False,
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: a form left open over lunch still sends
        "RATELIMIT_STORAGE_URI": config.rate_limit_url if counts_in_redis else f"{limits.IN_PROCESS}://",
        # Where Redis goes away each process counts for itself until it is back: pages answer, and floods are held up.
        "RATELIMIT_STORAGE_OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1} if counts_in_redis else {},
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": counts_in_redis,
        "RATELIMIT_SWALLOW_ERRORS": counts_in_redis,
        "RATELIMIT_STRATEGY": "fixed-window",
        "RATELIMIT_HEADERS_ENABLED": False,
        "MAIL_SERVER": smtp.host if smtp else "",
        "MAIL_PORT": smtp.port if smtp else 0,
        "MAIL_USERNAME": smtp.user if smtp else None,
        "MAIL_PASSWORD": smtp.password if smtp else None,
        "MAIL_USE_TLS": smtp.starttls if smtp else False,
        "MAIL_USE_SSL": smtp.tls if smtp else False,
        "MAIL_DEFAULT_SENDER": config.mail_from,
        "TESTING": config.testing,
    }
