"""Every word on every page and in every mail can be translated: what is readable in a disguise was not marked.

The catalogue is made from what `scripts/translations.py` collects, so that a mark which the collection does not know
is found, too. Words that people typed (data of the world), names of countries, days and places are left out.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel import Locale
from flask import Flask
from lxml import html
from sqlalchemy import JSON, Enum, String, Text, select

from convene.database import INTERNAL, db
from convene.events.forms.describing import LANGUAGES
from convene.gallery.disguise import CLOSE, OPEN, PSEUDO, disguised
from convene.outbox.catalogue import names
from convene.outbox.models import Message
from convene.outbox.queries import intent_of
from convene.outbox.rendering import render
from convene.web.languages import language_name
from scripts.translations import collected, write_pseudo
from tests.abuse.walking import routes_of
from tests.support.visitor import Visitor
from tests.support.world import OWNER, World, make_world

#: What is the same in every language: our name, formats, names of things that have no other.
EVERYWHERE = {
    *("Convene", "UTC", "ID", "MB", "SMTP", "Markdown"),
    *("CSV", "JSON", "XML", "ICS", "csv", "json", "xml", "ics", "schedule", "html", "JPEG", "PNG", "WebP", "GIF"),
    *("PDF", "PPTX", "ODP", "DOCX", "ODT", "TXT", "MD", "WEBP", "XLSX", "ZIP"),
    *("frab", "pretalx", "name", "example", "org", "com", "www"),
}
NOT_WORDS = re.compile(
    rf"\b[0-9A-Z]{{4}}-[0-9A-Z]{{4}}-[0-9A-Z]{{4}}\b|https?://\S+|[^\s{OPEN}{CLOSE}]+@[^\s{OPEN}{CLOSE}]+|(?<!\w)/[\w./-]+"
)
READ_ALOUD = ("alt", "title", "placeholder", "aria-label", "data-confirm", "data-label")
#: What scripts show begins so: data-word-working, data-word-now ...
SHOWN_BY_SCRIPTS = "data-word-"


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the disguised language is: to collect all texts takes seconds."""
    return write_pseudo(tmp_path_factory.mktemp("pseudo"))


@pytest.fixture
def world(app: Flask, catalogue: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """The world, in an app that also speaks the disguised language."""
    monkeypatch.setitem(app.config, "CONVENE_LANGUAGES", [PSEUDO])
    monkeypatch.setattr(app.extensions["babel"], "translation_directories", [str(catalogue)])
    yield make_world()
    app.extensions["served_pages"] = type(app.extensions["served_pages"])(1024)


def test_the_disguise_keeps_what_is_filled_in() -> None:
    assert disguised("%(count)s mails, <b>50%%</b>") == "⟦%(count)s máílś, <b>50%%</b>⟧"


def test_the_collection_finds_the_marks_of_code_and_templates() -> None:
    texts = {message.id if isinstance(message.id, str) else message.id[0] for message in collected()}
    for text in (
        "Skip to content",  # a template
        "There is an account with this address already.",  # says()
        "This link was used already, or is too old. Ask for a new one.",  # says()
        "Shorten this to %(most)s characters or fewer.",  # lazy_gettext()
        "%(num)s minute",  # ngettext()
    ):
        assert text in texts


@pytest.mark.slow
def test_every_word_on_every_page_is_marked(app: Flask, world: World) -> None:
    known = words_of_the_world() | words_of_languages()
    visitor = Visitor(app).signed_in_as(OWNER)
    visitor.client.set_cookie("lang", PSEUDO)
    unmarked: dict[str, set[str]] = {}
    for path, page in pages_of(app, world, visitor):
        for text in readable(page, known):
            unmarked.setdefault(text, set()).add(path)
    assert not unmarked, "\n".join(f"{text!r} on {min(paths)}" for text, paths in sorted(unmarked.items()))


def pages_of(app: Flask, world: World, visitor: Visitor) -> Iterator[tuple[str, str]]:
    """Every page of the URL map, then what each form says to one who answers nothing, then pages of errors."""
    forms = []
    for rule, _says in routes_of(app):
        if "GET" not in (rule.methods or ()):
            continue
        if rule.endpoint in {"outbox.mail", "outbox.mail_as_html"}:  # a mail is in its reader's language
            continue
        path = world.path_to(app, rule)
        answer = visitor._request("GET", path)
        if answer.mimetype != "text/html" or 300 <= answer.status_code < 400:  # nobody reads the way to elsewhere
            continue
        page = answer.get_data(as_text=True)
        yield path, page
        tree = html.document_fromstring(page)
        if tree.xpath("//main//form[@method='post']//input[not(@type='hidden')]") and "POST" in (rule.methods or ()):
            forms.append((path, tree.xpath("//input[@name='csrf_token']/@value")[0]))
    for path, token in forms:
        answer = visitor._request("POST", path, data={"csrf_token": token})
        if answer.mimetype == "text/html" and answer.status_code >= 400:
            yield f"POST {path}", answer.get_data(as_text=True)
    for method, path in (("GET", "/nothing"), ("POST", "/sign-in"), ("GET", "/organise/elsewhere/")):
        yield path, visitor._request(method, path).get_data(as_text=True)


@pytest.mark.slow
def test_every_word_of_every_mail_is_marked(app: Flask, world: World) -> None:
    known = words_of_the_world() | words_of_languages()
    written: set[str] = set()
    for message in db.session.scalars(select(Message)).all():
        intent = intent_of(message)
        private = intent.private or {"secret": "s", "next": ""}
        mail = render(type(intent)(intent.name, intent.to_email, intent.to_name, PSEUDO, intent.ids, private))
        if mail is None:
            continue
        written.add(intent.name)
        assert unknown_words(mail.subject, known) == [], intent.name
        assert unknown_words(mail.text, known) == [], intent.name
        assert readable(mail.html, known) == [], intent.name
    assert written <= set(names())
    assert len(written) >= 2


def readable(page: str, known: set[str]) -> list[str]:
    """The texts of a page, and those that are read aloud, in which a word is neither disguised nor known."""
    tree = html.document_fromstring(page)
    found = []
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in {"script", "style", "code", "pre"}:
            continue
        texts = [element.text or "", *(child.tail or "" for child in element)]
        if element.tag not in {"meta", "option"}:
            texts += [text for name, text in element.attrib.items() if is_read(name)]
        if element.tag == "textarea":
            continue
        found += [f"{text.strip()[:80]} ({words})" for text in texts if (words := unknown_words(text, known))]
    return found


def is_read(attribute: str) -> bool:
    return attribute in READ_ALOUD or attribute.startswith(SHOWN_BY_SCRIPTS)


def test_what_scripts_show_is_read_too() -> None:
    page = '<p data-word-new="Hello there" data-dye="petrol" title="⟦Ó⟧">⟦Ó⟧</p>'
    assert readable(page, set()) == ["Hello there (['Hello', 'there'])"]


def unknown_words(text: str, known: set[str]) -> list[str]:
    """Words that stand outside of every disguise and that nobody typed."""
    outside, depth = [], 0
    for letter in NOT_WORDS.sub("", text):
        depth += letter == OPEN
        outside.append(letter if depth == 0 else " ")
        depth -= letter == CLOSE and depth > 0
    return [word for word in words_in("".join(outside)) if word not in known]


def words_in(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]{2,}", text)


#: Seen by organisers alone, and in their words all the same.
TYPED_BY_ORGANISERS = {("quota", "name"), ("invitation_code", "code"), ("invitation_code", "note")}


def words_of_the_world() -> set[str]:
    """Every word that people typed: of columns that are public or personal, without those that we chose."""
    words = set(EVERYWHERE)
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            is_typed = (table.name, column.name) in TYPED_BY_ORGANISERS
            is_ours = isinstance(column.type, Enum) or column.info.get("personal") in {None, INTERNAL["personal"]}
            if is_ours and not is_typed:
                continue
            if isinstance(column.type, String | Text | JSON):
                for value in db.session.scalars(select(column)):
                    words.update(words_in(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)))
    db.session.rollback()
    return words


def words_of_languages() -> set[str]:
    """What Babel says by itself: countries, days, months, languages, places of zones."""
    words: set[str] = set()
    for code in (PSEUDO, "en"):
        locale = Locale.parse(code)
        names_known = [*locale.territories.values(), *locale.languages.values()]
        for widths in (locale.days, locale.months):
            names_known += [name for width in widths["format"].values() for name in width.values()]
        names_known += [zone.get("city", "") for zone in locale.time_zones.values()]
        words.update(word for name in names_known for word in words_in(str(name)))
    import zoneinfo

    for zone in zoneinfo.available_timezones():
        words.update(words_in(zone))
    for code in LANGUAGES:
        words.update(words_in(language_name(code)))  # a list of languages calls each as it calls itself
    for language in Locale.parse("en").languages:
        words.update([language])
    return words
