"""The gallery shows every component, every layout and every mail, and nobody sees it but who works on Convene."""

import pytest
from flask import Flask

from config import Config
from convene.gallery.components import HERE, NEUTRALS, PROJECT, ROLES, component_names, examples_of, palette, tokens
from convene.gallery.disguise import OPEN, PSEUDO
from convene.gallery.facts import page_data
from convene.gallery.mails import MAILS, example_mail
from convene.outbox.catalogue import names
from tests.support.visitor import Visitor

PATHS = ["/", "/components/banner", "/layouts/event.html", "/mails/accounts/sign_in/", "/mails/accounts/sign_in/html"]


def test_every_component_has_an_example() -> None:
    assert [name for name in component_names() if not examples_of(name)] == []
    assert {path.stem for path in (HERE / "examples").glob("*.html")} == set(component_names())


def test_every_message_has_an_example(app: Flask) -> None:
    assert set(names()) == set(MAILS)


@pytest.mark.parametrize("view", ["", "?in=ar&scheme=dark&density=work"])
def test_every_component_is_shown_with_its_calls(visitor: Visitor, view: str) -> None:
    visitor.open(f"/styleguide/{view}")
    assert visitor.tree.get("dir") == ("rtl" if view else "ltr")
    assert visitor.tree.xpath("//body/@data-density") == (["work"] if view else [])
    for name in component_names():
        (part,) = visitor.tree.xpath("//section[@data-component=$name]", name=name)
        shown = part.xpath(".//*[@data-example]")
        assert [each.get("data-example") for each in shown] == [example.title for example in examples_of(name)]
        assert [each for each in shown if len(each)], f"{name} is shown as text"
        for example in examples_of(name):
            assert example.call in part.text_content()


@pytest.mark.parametrize("name", component_names())
def test_a_component_has_a_page_of_its_own(visitor: Visitor, name: str) -> None:
    visitor.open(f"/styleguide/components/{name}")
    assert len(visitor.tree.xpath("//*[@data-example]")) == len(examples_of(name))


#: Their subject is in the words of organisers, which nobody translates.
ORGANISERS_OWN = {"registration/letter", "registration/letter_test"}


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
def test_a_mail_can_be_read_in_the_disguised_language(visitor: Visitor, name: str) -> None:
    visitor.open(f"/styleguide/mails/{name}/")
    (link,) = visitor.tree.xpath("//a[. = 'disguised']/@href")
    visitor.open(link)
    if name not in ORGANISERS_OWN:
        assert OPEN in visitor.tree.xpath("string(//main//section/h2)")
        assert OPEN in visitor.tree.xpath("string(//pre)")
    (link,) = visitor.tree.xpath("//main//section//a/@href")
    assert f"in={PSEUDO}" in link
    assert OPEN in visitor._request("GET", link).get_data(as_text=True)


def test_the_disguise_ends_with_its_page(visitor: Visitor) -> None:
    visitor.open(f"/styleguide/?in={PSEUDO}")
    assert OPEN in visitor.text
    visitor.open("/styleguide/")
    assert OPEN not in visitor.text


def test_the_index_leads_to_all_and_holds_the_tokens(visitor: Visitor) -> None:
    visitor.open("/styleguide/")
    links = " ".join(visitor.tree.xpath("//main//a/@href"))
    assert all(f"#c-{name} " in links and f"/components/{name}?" in links for name in component_names())
    assert all(f"/layouts/{name}.html" in links for name in page_data())
    assert all(f"/mails/{name}/" in links for name in MAILS)
    assert tokens()["space"]["s-4"] == "1rem"
    assert "clamp(1rem, 4vw, 3rem)" in visitor.text


def test_every_colour_is_shown_with_its_role() -> None:
    colours = palette()
    assert len(colours["dyes"]) == 8
    assert colours["dyes"]["petrol"]["solid"] == ["#046078", "#81cae3"]
    assert {role for roles in colours["dyes"].values() for role in roles} == set(ROLES)
    assert {role for roles in colours["states"].values() for role in roles} <= set(ROLES)
    assert set(colours["neutrals"]) == set(NEUTRALS)


def test_every_colour_and_step_has_its_rule() -> None:
    sheet = (PROJECT / "frontend/src/gallery.css").read_text()
    swatches = [f".swatch--{name} " for name in [*ROLES, *NEUTRALS]]
    tones = [f'[data-tone="{name}"]' for name in palette()["states"]]
    steps = [f".type--{name} " for name in tokens()["type"]] + [f".space--{name} " for name in tokens()["space"]]
    assert [rule for rule in swatches + tones + steps if rule not in sheet] == []


@pytest.mark.parametrize("path", PATHS)
def test_an_installation_with_an_address_of_its_own_has_no_gallery(
    app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    config: Config = app.config["CONVENE"]
    visitor.signed_in_as("operator@example.org")
    monkeypatch.setitem(config.__dict__, "is_local", False)
    visitor.open(f"/styleguide{path}", expect=404)


@pytest.mark.parametrize("path", PATHS)
def test_whoever_sits_elsewhere_is_not_let_in(visitor: Visitor, path: str) -> None:
    elsewhere = {"X-Forwarded-For": "203.0.113.9"}
    visitor.open(f"/styleguide{path}", follow=False, expect=303, headers=elsewhere)
    somebody = visitor.another().signed_in_as("somebody@example.org")
    somebody.open(f"/styleguide{path}", expect=404, headers=elsewhere)


@pytest.mark.parametrize("path", ["components/nothing", "layouts/nothing.html", "mails/nothing/"])
def test_what_is_not_there_is_not_found(visitor: Visitor, path: str) -> None:
    visitor.open(f"/styleguide/{path}", expect=404)
