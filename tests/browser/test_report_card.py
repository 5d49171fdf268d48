"""A card in a browser: saved as it is typed, kept while the network is away, and two phones on it lose nothing."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from convene.breakouts.queries.arrangements import breakouts_of
from convene.breakouts.queries.cards import card_of
from convene.breakouts.services.cards import renew_card_link, save_card
from convene.breakouts.structure import Arrangement, CardText
from convene.database import db
from convene.web.meanwhile import mark_of
from convene.web.signed_links import Purpose, sign
from tests.browser.conftest import Served
from tests.browser.test_every_page import RULES
from tests.support.axe import complaints_of_axe

pytestmark = pytest.mark.browser
SAVED, KEPT = "Saved at", "Kept on this phone; it will be sent when the network is back."


@pytest.fixture
def arrangement(served: Served) -> Arrangement:
    """The groups of the world: two rounds, the last group has written nothing."""
    return breakouts_of(served.world.event_id)[0]


def path_of(arrangement: Arrangement, group: int = 2, one: int = 0) -> str:
    found = arrangement.groups[group]
    token = sign(Purpose.REPORT_FOR_GROUP, found.id, found.link_version)
    return f"/report/{token}?round={arrangement.rounds[one].id}"


def text_of(arrangement: Arrangement, group: int = 2, one: int = 0) -> CardText:
    db.session.rollback()
    return card_of(arrangement.groups[group].id, arrangement.rounds[one].id).text


def a_phone(chromium: Browser, served: Served, *, scripts: bool = True) -> BrowserContext:
    size = {"width": 390, "height": 844}
    return chromium.new_context(base_url=served.url, viewport=size, java_script_enabled=scripts)  # type: ignore[arg-type]


@pytest.fixture
def phone(chromium: Browser, served: Served, arrangement: Arrangement) -> Iterator[Page]:
    page = a_phone(chromium, served).new_page()
    page.goto(path_of(arrangement))
    yield page
    page.context.close()


def state(page: Page):  # type: ignore[no-untyped-def]
    return page.locator("[data-state]")


def somebody_else_writes(arrangement: Arrangement, **said: str) -> None:
    before = text_of(arrangement)
    text = CardText(**{**before.said(), **said})
    group, one = arrangement.groups[2].id, arrangement.rounds[0].id
    save_card(group, one, text, seen=mark_of(before.said()))


def test_what_is_typed_is_saved_without_a_button(phone: Page, arrangement: Arrangement) -> None:
    expect(state(phone)).to_contain_text("Nothing is written yet.")
    phone.get_by_label("First takeaway").press_sequentially("Share what failed")
    expect(state(phone)).to_contain_text(SAVED)
    phone.get_by_label("This card is ready").check()
    phone.get_by_label("Who takes it on").fill("Mai Sok ")
    expect(phone.locator("[data-saving]")).to_be_visible()
    expect(phone.locator("[data-saving]")).to_be_hidden()
    wait_for(phone, arrangement, CardText(takeaway_1="Share what failed", action_owner="Mai Sok", is_ready=True))
    expect(phone.get_by_label("Who takes it on")).to_have_value("Mai Sok ")
    assert phone.evaluate("localStorage.length") == 0


def wait_for(page: Page, arrangement: Arrangement, text: CardText, group: int = 2, one: int = 0) -> None:
    for _ in range(150):
        if text_of(arrangement, group, one) == text:
            return
        page.wait_for_timeout(100)
    raise AssertionError(text_of(arrangement, group, one))


def test_a_page_that_is_left_at_once_sends_what_was_typed(phone: Page, arrangement: Arrangement) -> None:
    phone.get_by_label("First takeaway").fill("Left at once")
    phone.goto("/")
    wait_for(phone, arrangement, CardText(takeaway_1="Left at once"))


def test_without_network_it_is_kept_over_a_reload_and_sent_when_that_is_back(
    phone: Page, arrangement: Arrangement
) -> None:
    phone.get_by_label("First takeaway").fill("With network")
    expect(state(phone)).to_contain_text(SAVED)
    phone.context.set_offline(True)
    phone.get_by_label("What you agreed on").fill("Without network")
    expect(state(phone)).to_have_text(KEPT)
    phone.get_by_role("button", name="Save the card").click()
    phone.get_by_label("First takeaway").fill("With network, and more")
    assert text_of(arrangement) == CardText(takeaway_1="With network")
    phone.context.set_offline(False)
    wait_for(phone, arrangement, CardText(takeaway_1="With network, and more", agreed="Without network"))
    expect(state(phone)).to_contain_text(SAVED)
    assert phone.evaluate("localStorage.length") == 0


def test_a_phone_that_is_switched_off_without_network_loses_nothing(
    chromium: Browser, served: Served, phone: Page, arrangement: Arrangement
) -> None:
    phone.context.set_offline(True)
    phone.get_by_label("What you agreed on").fill("Typed in a cellar")
    expect(state(phone)).to_have_text(KEPT)
    kept = phone.context.storage_state()  # what is on the phone when its battery is flat
    assert text_of(arrangement) == CardText()
    somebody_else_writes(arrangement, takeaway_1="By another phone")
    context = chromium.new_context(base_url=served.url, storage_state=kept)
    page = context.new_page()
    page.goto(path_of(arrangement, one=1))
    page.get_by_role("link", name="Round 1 (not sent yet)").click()
    expect(page.get_by_label("What you agreed on")).to_have_value("Typed in a cellar")
    wait_for(page, arrangement, CardText(takeaway_1="By another phone", agreed="Typed in a cellar"))
    expect(page.get_by_label("First takeaway")).to_have_value("By another phone")
    expect(state(page)).to_contain_text(SAVED)
    assert page.evaluate("localStorage.length") == 0
    context.close()


def test_a_save_whose_answer_was_lost_is_no_quarrel_with_oneself(phone: Page, arrangement: Arrangement) -> None:
    lost = []

    def lose(route: Route) -> None:
        if lost:
            return route.fallback()
        lost.append(route.fetch())  # it has come through, and the answer has not
        return route.abort()

    phone.route("**/typed?*", lose)
    phone.get_by_label("What you agreed on").fill("Once")
    wait_for(phone, arrangement, CardText(agreed="Once"))
    phone.get_by_label("What you agreed on").fill("Once, and then more")
    wait_for(phone, arrangement, CardText(agreed="Once, and then more"))
    expect(phone.locator("[data-beside]:visible")).to_have_count(0)
    assert len(lost) == 1


def test_what_another_phone_writes_in_other_fields_comes_into_the_form(phone: Page, arrangement: Arrangement) -> None:
    somebody_else_writes(arrangement, takeaway_1="Theirs")
    phone.get_by_label("What you agreed on").fill("Mine")
    expect(phone.get_by_label("First takeaway")).to_have_value("Theirs")
    expect(state(phone)).to_contain_text("What somebody else wrote is in the card now.")
    assert text_of(arrangement) == CardText(takeaway_1="Theirs", agreed="Mine")


@pytest.mark.parametrize(
    ("chosen", "expected"), [("Put both together", "Theirs\nMine"), ("Take theirs", "Theirs"), ("Keep mine", "Mine")]
)
def test_where_both_wrote_in_one_field_both_texts_stand_there_until_somebody_has_chosen(
    phone: Page, arrangement: Arrangement, chosen: str, expected: str
) -> None:
    somebody_else_writes(arrangement, agreed="Theirs")
    phone.get_by_label("What you agreed on").fill("Mine")
    expect(state(phone)).to_contain_text("Both texts are below")
    expect(phone.locator("[data-beside=agreed]")).to_contain_text("Theirs")
    phone.get_by_label("A question that stays open").fill("Who pays?")
    phone.wait_for_timeout(1_500)
    assert text_of(arrangement) == CardText(agreed="Theirs"), "nothing is sent before"
    assert complaints_of_axe(phone, RULES) == []
    button = phone.get_by_role("button", name=f"{chosen} What you agreed on")
    button.focus()
    phone.keyboard.press("Enter")
    wait_for(phone, arrangement, CardText(agreed=expected, open_question="Who pays?"))
    expect(phone.locator("[data-beside=agreed]")).to_be_hidden()
    expect(phone.get_by_label("What you agreed on")).to_have_value(expected)


def test_a_quarrel_outlives_the_page(phone: Page, arrangement: Arrangement) -> None:
    somebody_else_writes(arrangement, agreed="Theirs")
    phone.get_by_label("What you agreed on").fill("Mine")
    expect(phone.locator("[data-beside=agreed]")).to_be_visible()
    phone.reload()
    expect(phone.get_by_label("What you agreed on")).to_have_value("Mine")
    phone.get_by_role("button", name="Save the card").click()  # what stands in the field is meant
    wait_for(phone, arrangement, CardText(agreed="Mine"))


def test_what_is_too_long_is_kept_and_told_and_sent_once_it_is_shorter(phone: Page, arrangement: Arrangement) -> None:
    phone.get_by_label("What you agreed on").fill("x" * 4001)
    expect(state(phone)).to_have_text("What you agreed on: Shorten this to 4000 characters or fewer.")
    phone.reload()
    expect(phone.get_by_label("What you agreed on")).to_have_value("x" * 4001)
    phone.get_by_label("What you agreed on").fill("Shorter")
    wait_for(phone, arrangement, CardText(agreed="Shorter"))


def test_a_link_that_was_renewed_takes_nothing_and_the_new_one_brings_the_text(
    phone: Page, served: Served, arrangement: Arrangement
) -> None:
    renew_card_link(served.world.event_id, arrangement.id, arrangement.groups[2].id, by="test")
    phone.get_by_label("What you agreed on").fill("Typed too late")
    expect(state(phone)).to_contain_text("This link takes nothing more")
    phone.goto(path_of(breakouts_of(served.world.event_id)[0]))
    wait_for(phone, arrangement, CardText(agreed="Typed too late"))


def test_the_card_is_written_without_a_script_and_with_the_keyboard_alone(
    chromium: Browser, served: Served, arrangement: Arrangement
) -> None:
    context = a_phone(chromium, served, scripts=False)
    page = context.new_page()
    page.goto(path_of(arrangement))
    page.get_by_label("First takeaway").focus()
    page.keyboard.type("By the keyboard")
    page.get_by_label("This card is ready").press("Space")
    page.get_by_role("button", name="Save the card").press("Enter")
    expect(state(page)).to_contain_text(SAVED)
    assert text_of(arrangement) == CardText(takeaway_1="By the keyboard", is_ready=True)
    context.close()


LOW_CONTROLS = """() => [...document.querySelectorAll(
    'main button, main textarea, main input:not([type=hidden]), main a')].filter(each => each.offsetParent
    && (each.closest('.choice') ?? each).getBoundingClientRect().height < 44)
    .map(each => each.outerHTML.slice(0, 90))"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_has_nothing_to_complain_about(phone: Page, arrangement: Arrangement, scheme: str) -> None:
    somebody_else_writes(arrangement, takeaway_1="Wort" * 60, not_agreed="a" * 300)
    phone.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    phone.reload()
    assert complaints_of_axe(phone, RULES) == []
    assert not phone.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert phone.evaluate(LOW_CONTROLS) == []


#: The browser scrolls a moment after the focus has moved.
IS_IN_SIGHT = """() => {
    const [field, bar] = [document.activeElement, document.querySelector('.card-bar')];
    return !field.closest('form') || bar.contains(field)
        || field.getBoundingClientRect().bottom <= bar.getBoundingClientRect().top + 1;
}"""


def test_what_is_focused_is_never_under_the_bar(phone: Page) -> None:
    for _ in range(24):
        phone.keyboard.press("Tab")
        phone.wait_for_function(IS_IN_SIGHT, timeout=3_000)


SMALL_WORDS = """() => [...document.querySelectorAll('main *')].filter(each => each.offsetParent
    && [...each.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())
    && !each.closest('.visually-hidden') && parseFloat(getComputedStyle(each).fontSize) < 19)
    .map(each => each.outerHTML.slice(0, 90))"""


def test_an_open_wall_shows_what_groups_write_by_itself(
    chromium: Browser, served: Served, arrangement: Arrangement
) -> None:
    context = chromium.new_context(base_url=served.url, viewport={"width": 1280, "height": 720})
    page = context.new_page()
    page.goto(served.sign_in_path())
    page.locator("main button").click()
    code = served.world.values["code"]
    page.goto(f"/organise/forum/groups/{code}/reports/wall?round={arrangement.rounds[0].id}")
    expect(page.get_by_text("Share what failed")).to_be_visible()
    somebody_else_writes(arrangement, takeaway_1="Just typed")
    expect(page.get_by_text("Just typed")).to_be_visible(timeout=9_000)
    assert page.evaluate(SMALL_WORDS) == []
    assert complaints_of_axe(page, RULES) == []
    context.close()


def test_ids_are_no_part_of_what_is_kept_but_the_name_of_the_card(phone: Page, arrangement: Arrangement) -> None:
    phone.context.set_offline(True)
    phone.get_by_label("What you agreed on").fill("Kept")
    expect(state(phone)).to_have_text(KEPT)
    (name,) = phone.evaluate("Object.keys(localStorage)")
    group, one = (UUID(part) for part in name.removeprefix("convene.card.").split("."))
    assert (group, one) == (arrangement.groups[2].id, arrangement.rounds[0].id)
    assert "csrf" not in phone.evaluate(f"localStorage.getItem('{name}')")
