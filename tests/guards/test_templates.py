"""Templates: they compile, hold nothing inline, import what they use, and every word in them can be translated."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import TemplateError, nodes
from lxml import html

PROJECT = Path(__file__).parents[2]
TEMPLATES = sorted(path for path in (PROJECT / "templates").rglob("*") if path.suffix in {".html", ".txt"})
PAGES = [path for path in TEMPLATES if path.suffix == ".html" and "emails" not in path.parts]


@pytest.fixture
def app(migrated: tuple[Flask, Path | None]) -> Iterator[Flask]:
    """The app without a fresh database: nothing here asks it."""
    with migrated[0].app_context():
        yield migrated[0]


def name_of(path: Path) -> str:
    return str(path.relative_to(PROJECT / "templates"))


#: What a page may not hold, and why.
INLINE = {
    r"\sstyle\s*=": "style= is refused by the policy of every page",
    r"<[^>{]*\son[a-z]+\s*=": "on*= is refused by the policy of every page",
    r"<style|javascript:": "a style or script inside the page is refused by its policy",
    r"<script(?![^>]*\ssrc=)(?![^>]*application/ld\+json)": "a script inside the page is refused by its policy",
}


def test_there_are_templates_to_look_at() -> None:
    assert len(TEMPLATES) > 300
    assert len(PAGES) > 200


def test_each_compiles_and_extends_and_imports_what_is_there(app: Flask) -> None:
    wrong = []
    for path in TEMPLATES:
        try:
            app.jinja_env.get_template(name_of(path))
            tree = app.jinja_env.parse(path.read_text())
            for kind in (nodes.Extends, nodes.Include, nodes.FromImport, nodes.Import):
                for node in tree.find_all(kind):
                    if isinstance(node.template, nodes.Const):
                        app.jinja_env.get_template(node.template.value)
        except TemplateError as error:
            wrong.append(f"{name_of(path)}: {type(error).__name__} {error}")
    assert not wrong, "\n".join(wrong)


def test_nothing_is_inline() -> None:
    wrong = [
        f"{name_of(path)}: {why}"
        for path in PAGES
        for pattern, why in INLINE.items()
        if re.search(pattern, path.read_text())
    ]
    assert not wrong, "\n".join(wrong)


def test_what_is_imported_is_used(app: Flask) -> None:
    wrong = []
    for path in TEMPLATES:
        tree = app.jinja_env.parse(path.read_text())
        imported = {
            (name[1] if isinstance(name, tuple) else name)
            for node in tree.find_all(nodes.FromImport)
            for name in node.names
        }
        used = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}
        if not imported <= used:
            wrong.append(f"{name_of(path)}: {sorted(imported - used)} is imported and not used")
    assert not wrong, "\n".join(wrong)


def test_nothing_that_people_type_is_taken_for_markup() -> None:
    wrong = [
        f"{name_of(path)}: {refused}: the page gives Markup, or the words are escaped"
        for path in TEMPLATES
        for refused in ("|safe", "autoescapefalse")
        if refused in path.read_text().replace(" ", "")
    ]
    assert not wrong, "\n".join(wrong)


def test_every_word_can_be_translated(app: Flask) -> None:
    """What remains once everything between braces is taken away holds no words but the name of the product."""
    found = {name_of(path): untranslatable(app, path.read_text(), is_html=path.suffix == ".html") for path in TEMPLATES}
    assert {name: words for name, words in found.items() if words} == {}


@pytest.mark.parametrize(
    "planted",
    ["<p>Hello</p>", '<img src="x" alt="Map">', '<a href="#" title="More">{{ _("x") }}</a>', "<p>{{ x }} and</p>",
     '<input placeholder="Your name">', '{% if x %}<b>Draft</b>{% endif %}', '{{ x if x else "None yet" }}'],
)  # fmt: skip
def test_a_planted_word_is_found(app: Flask, planted: str) -> None:
    assert untranslatable(app, planted, is_html=True)


#: A block that stands inside a tag holds attributes: data-shell="public".
ATTRIBUTE = re.compile(r"""\b[a-z-]+=("[^"]*"|'[^']*')""")
#: And one that the layouts have for classes.
CLASSES = re.compile(r"{% block main_class %}.*?{% endblock %}")
READ_ALOUD = ("alt", "title", "placeholder", "aria-label", "data-confirm")
PROPER_NAMES = {"Convene"}


def untranslatable(app: Flask, source: str, *, is_html: bool) -> list[str]:
    """Texts, and values of attributes that are read aloud, that stand in a template without a mark."""
    plain, depth = [], 0
    for _line, kind, value in app.jinja_env.lex(CLASSES.sub("", source)):
        if kind in {"variable_begin", "block_begin", "comment_begin", "raw_begin", "linecomment_begin"}:
            depth += 1
        elif kind in {"variable_end", "block_end", "comment_end", "raw_end", "linecomment_end"}:
            depth -= 1
        elif depth == 0 and kind == "data":
            plain.append(value)
    found = [*_bare_strings(app, source)]
    text = "\u00b7".join(plain)
    if not is_html:
        return found + _words(text)
    if not text.strip("\u00b7 \n"):
        return found
    tree = html.fragment_fromstring(re.sub(r"<!doctype[^>]*>", "", text), create_parent="div")
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in {"script", "style"}:
            continue
        found += _words(element.text or "") + _words(element.tail or "")
        for name in READ_ALOUD:
            found += _words(element.get(name) or "")
    return found


def _words(text: str) -> list[str]:
    return [
        word
        for word in re.findall(r"[^\W\d_]{2,}", ATTRIBUTE.sub("", text))
        if word not in PROPER_NAMES and word != "quot"
    ]


def _bare_strings(app: Flask, source: str) -> list[str]:
    """Words that an expression prints without `_()`: {{ x or "None yet" }}."""
    found: list[str] = []

    def look(node: nodes.Node) -> None:
        if isinstance(node, nodes.CondExpr):
            look(node.expr1)
            if node.expr2 is not None:
                look(node.expr2)
        elif isinstance(node, nodes.Or):
            look(node.left)
            look(node.right)
        elif (
            isinstance(node, nodes.Const) and isinstance(node.value, str) and re.search(r"[A-Z]\w+|\w+ \w+", node.value)
        ):
            found.extend(_words(node.value))

    for output in app.jinja_env.parse(source).find_all(nodes.Output):
        for node in output.nodes:
            if isinstance(node, nodes.CondExpr | nodes.Or | nodes.Const):
                look(node)
    return found
