"""/styleguide: for whoever works on the look. On this machine, or for operators, of a local installation only."""

from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, make_response, render_template, render_template_string, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from convene.errors import NotFound
from convene.gallery import components, facts
from convene.gallery.mails import MAILS, example_mail
from convene.web.guards import on_this_machine_or_operator
from convene.web.headers import POLICY_OF_A_MAIL
from convene.web.languages import in_language

pages = Blueprint("gallery", __name__, url_prefix="/styleguide")
LAYOUTS = Path(__file__).resolve().parent / "layouts"
SCHEMES, SHELLS, DIRECTIONS = ("", "light", "dark"), ("public", "work", "plain"), ("ltr", "rtl")


@pages.before_request
def _in_development_only() -> None:
    # An operator may look at the mailbox of any installation; made-up people have no place beside real ones.
    if not current_app.config["CONVENE"].is_local:
        raise NotFound


def _language() -> str:
    """The reader's own, or one that is written from the right."""
    return "ar" if _asked("dir", DIRECTIONS) == "rtl" else request.args.get("lang", "en")


def _asked(name: str, known: tuple[str, ...]) -> str:
    value = request.args.get(name, "")
    return value if value in known else known[0]


def _views() -> dict[str, Any]:
    """How the page shall be looked at, and the links to every other way."""
    now = {
        "scheme": _asked("scheme", SCHEMES),
        "density": _asked("density", SHELLS),
        "dir": _asked("dir", DIRECTIONS),
    }
    ways = [("scheme", SCHEMES), ("density", SHELLS), ("dir", DIRECTIONS)]
    return {
        "view": now,
        "ways": [
            {"label": value or "as the device", "asks": {**now, name: value}, "is_current": now[name] == value}
            for name, values in ways
            for value in values
        ],
    }


@pages.get("/")
@on_this_machine_or_operator
def index() -> ResponseReturnValue:
    with in_language(_language()):
        return render_template(
            "gallery/index.html",
            components=components.component_names(),
            layouts=sorted(facts.page_data()),
            mails=sorted(MAILS),
            tokens=components.tokens(),
            **_views(),
        )


@pages.get("/components/<component>")
@on_this_machine_or_operator
def component(component: str) -> ResponseReturnValue:
    if component not in components.component_names():
        raise NotFound
    with in_language(_language()):
        values = components.example_values()
        shown = []
        for example in components.examples_of(component):
            markup = Markup(render_template_string(example.source, **values))  # noqa: S704, escaped where it was made
            shown.append((example, markup))
        return render_template("gallery/component.html", name=component, shown=shown, **_views())


@pages.get("/layouts/<layout>.html")
@on_this_machine_or_operator
def layout(layout: str) -> ResponseReturnValue:
    values = facts.page_data().get(layout)
    if values is None:
        raise NotFound
    source = (LAYOUTS / f"{values.pop('template', layout)}.html").read_text(encoding="utf-8")
    said = [("good", "Saved. 3 people will be told when you publish.")]
    with in_language(_language()):
        return render_template_string(source, **values, get_flashed_messages=lambda **_: said)


@pages.get("/mails/<path:mail_name>/")
@on_this_machine_or_operator
def mail(mail_name: str) -> ResponseReturnValue:
    if mail_name not in MAILS:
        raise NotFound
    shown = example_mail(mail_name, _language())
    return render_template("gallery/mail.html", name=mail_name, mail=shown, **_views())


@pages.get("/mails/<path:mail_name>/html")
@on_this_machine_or_operator
def mail_as_html(mail_name: str) -> ResponseReturnValue:
    """Alone on its page, as a mail program shows it: nothing of it runs, and nothing is loaded for it."""
    if mail_name not in MAILS:
        raise NotFound
    page = make_response(example_mail(mail_name, _language()).html)
    page.headers["Content-Security-Policy"] = POLICY_OF_A_MAIL
    return page
