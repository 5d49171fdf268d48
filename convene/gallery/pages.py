"""/styleguide: for whoever works on the look. On this machine, or for operators, of a local installation only."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, make_response, render_template, render_template_string, request
from flask.typing import ResponseReturnValue

from convene.errors import NotFound
from convene.gallery import components, facts
from convene.gallery.disguise import PSEUDO, Disguise
from convene.gallery.mails import MAILS, example_mail
from convene.web.guards import on_this_machine_or_operator
from convene.web.headers import POLICY_OF_A_MAIL
from convene.web.languages import in_language, language_name, languages

pages = Blueprint("gallery", __name__, url_prefix="/styleguide")
LAYOUTS = Path(__file__).resolve().parent / "layouts"
#: No catalogue, but the direction of writing: what does not turn with it is seen.
FROM_THE_RIGHT = "ar"
SCHEMES = {"": "as the device", "light": "light", "dark": "dark"}
DENSITIES = {"": "public", "work": "work"}


@pages.before_request
def _in_development_only() -> None:
    # An operator may look at the mailbox of any installation; made-up people have no place beside real ones.
    if not current_app.config["CONVENE"].is_local:
        raise NotFound


def _languages() -> dict[str, str]:
    """What the gallery can be read in: the languages of pages, one from the right, and the disguise."""
    named = {code: language_name(code) for code in languages()}
    return {**named, FROM_THE_RIGHT: "from the right", PSEUDO: "disguised"}


def _asked(name: str, known: dict[str, str]) -> str:
    value = request.args.get(name, "")
    return value if value in known else next(iter(known))


@contextmanager
def _as_asked() -> Iterator[str]:
    """In the language that the address asks for."""
    language = _asked("in", _languages())
    if language == PSEUDO:
        Disguise().as_default()
    with in_language(language):
        yield language


def _around() -> dict[str, Any]:
    """What stands around every page of the gallery: the index, how the page is looked at, and every other way."""
    ways = {"scheme": SCHEMES, "density": DENSITIES, "in": _languages()}
    view = {name: _asked(name, known) for name, known in ways.items()}
    links = {
        name: [{"label": label, "asks": {**view, name: value}, "is_current": view[name] == value}
               for value, label in known.items()]
        for name, known in ways.items()
    }  # fmt: skip
    return {
        "view": view,
        "ways": links,
        "all_components": components.component_names(),
        "layouts": sorted(facts.page_data()),
        "mails": sorted(MAILS),
    }


@pages.get("/")
@on_this_machine_or_operator
def index() -> ResponseReturnValue:
    """Everything on one page, to be read through and searched with the browser."""
    return _shown("gallery/index.html", components.component_names())


@pages.get("/components/<component>")
@on_this_machine_or_operator
def component(component: str) -> ResponseReturnValue:
    if component not in components.component_names():
        raise NotFound
    return _shown("gallery/component.html", [component])


def _shown(template: str, names: list[str]) -> str:
    with _as_asked():
        return render_template(
            template,
            components=[components.component(name) for name in names],
            values=components.example_values(),
            tokens=components.tokens(),
            palette=components.palette(),
            roles=components.ROLES,
            neutrals=components.NEUTRALS,
            specimen=components.SPECIMEN,
            letters="Aa",
            **_around(),
        )


@pages.get("/layouts/<layout>.html")
@on_this_machine_or_operator
def layout(layout: str) -> ResponseReturnValue:
    values = facts.page_data().get(layout)
    if values is None:
        raise NotFound
    source = (LAYOUTS / f"{values.pop('template', layout)}.html").read_text(encoding="utf-8")
    said = [("good", "Saved. 3 people will be told when you publish.")]
    with _as_asked():
        return render_template_string(source, **values, get_flashed_messages=lambda **_: said)


@pages.get("/mails/<path:mail_name>/")
@on_this_machine_or_operator
def mail(mail_name: str) -> ResponseReturnValue:
    if mail_name not in MAILS:
        raise NotFound
    with _as_asked() as language:
        shown = example_mail(mail_name, language)
        return render_template("gallery/mail.html", mail_name=mail_name, mail=shown, **_around())


@pages.get("/mails/<path:mail_name>/html")
@on_this_machine_or_operator
def mail_as_html(mail_name: str) -> ResponseReturnValue:
    """Alone on its page, as a mail program shows it: nothing of it runs, and nothing is loaded for it."""
    if mail_name not in MAILS:
        raise NotFound
    with _as_asked() as language:
        page = make_response(example_mail(mail_name, language).html)
    page.headers["Content-Security-Policy"] = POLICY_OF_A_MAIL
    return page
