"""The gallery shows every component, every layout and every mail, and nobody sees it but who works on Convene."""

import pytest
from flask import Flask

from config import Config
from convene.gallery.components import HERE, component_names, examples_of, tokens
from convene.gallery.facts import page_data
from convene.gallery.mails import MAILS, example_mail
from convene.outbox.catalogue import names
from scripts.translations import PSEUDO, write_pseudo
from tests.support.visitor import Visitor


def test_every_component_has_an_example() -> None:
    assert [name for name in component_names() if not examples_of(name)] == []
    assert {path.stem for path in (HERE / "examples").glob("*.html")} == set(component_names())


def test_every_message_has_an_example(app: Flask) -> None:
    assert set(names()) == set(MAILS)


@pytest.mark.parametrize("name", component_names())
@pytest.mark.parametrize("view", ["", "?dir=rtl&scheme=dark&density=work"])
def test_a_component_is_shown_with_its_calls(visitor: Visitor, name: str, view: str) -> None:
    visitor.open(f"/styleguide/components/{name}{view}")
    assert len(visitor.tree.xpath("//*[@data-example]")) == len(examples_of(name))
    assert visitor.tree.xpath("//*[@data-example]//*"), "the example is shown as text"
    for example in examples_of(name):
        assert example.call in visitor.tree.text_content()
    assert visitor.tree.get("dir") == ("rtl" if view else "ltr")


@pytest.mark.parametrize("name", sorted(page_data()))
def test_a_layout_is_a_whole_page(visitor: Visitor, name: str) -> None:
    visitor.open(f"/styleguide/layouts/{name}.html")


@pytest.mark.parametrize("name", sorted(MAILS))
def test_a_mail_is_shown_as_text_and_as_a_mail_program_does(visitor: Visitor, name: str) -> None:
    visitor.open(f"/styleguide/mails/{name}/")
    assert example_mail(name, "en").subject in visitor.text
    answer = visitor._request("GET", f"/styleguide/mails/{name}/html")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", sorted(MAILS))
def test_a_mail_can_be_read_in_the_disguised_language(
    app: Flask, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    folder = write_pseudo(tmp_path_factory.mktemp("pseudo"))
    monkeypatch.setattr(app.extensions["babel"], "translation_directories", [str(folder)])
    assert "⟦" in example_mail(name, PSEUDO).subject


def test_the_index_leads_to_all_and_holds_the_tokens(visitor: Visitor) -> None:
    visitor.open("/styleguide/")
    links = " ".join(visitor.tree.xpath("//main//a/@href"))
    assert all(f"/components/{name}?" in links for name in component_names())
    assert all(f"/layouts/{name}.html" in links for name in page_data())
    assert all(f"/mails/{name}/" in links for name in MAILS)
    assert tokens()["space"]["s-4"] == "1rem"
    assert "clamp(1rem, 4vw, 3rem)" in visitor.text


@pytest.mark.parametrize("path", ["/", "/components/banner", "/layouts/event.html", "/mails/accounts/sign_in/"])
def test_an_installation_with_an_address_of_its_own_has_no_gallery(
    app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    config: Config = app.config["CONVENE"]
    visitor.signed_in_as("operator@example.org")
    monkeypatch.setitem(config.__dict__, "is_local", False)
    visitor.open(f"/styleguide{path}", expect=404)


@pytest.mark.parametrize("path", ["components/nothing", "layouts/nothing.html", "mails/nothing/"])
def test_what_is_not_there_is_not_found(visitor: Visitor, path: str) -> None:
    visitor.open(f"/styleguide/{path}", expect=404)
