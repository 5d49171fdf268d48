"""Questions that come and go, and a ranking, in a browser: with scripts, without, and by keyboard alone."""

import pytest
from playwright.sync_api import Browser, Page, expect

from convene.database import db
from convene.questionnaires.queries import answers_of_each
from convene.questionnaires.showing import answer_in_words
from convene.questionnaires.structure import Questionnaire
from convene.registration.queries.form import form_of
from tests.browser.conftest import Served
from tests.browser.test_every_page import RULES
from tests.support.axe import complaints_of_axe

pytestmark = pytest.mark.browser
ARRIVE, TRAVEL, TOPICS = "When do you arrive?", "How do you travel?", "Which topics first?"


def begin(chromium: Browser, served: Served, *, scripts: bool) -> Page:
    page = chromium.new_context(java_script_enabled=scripts, base_url=served.url).new_page()
    page.goto("/e/forum/register")
    page.get_by_label("Full name").fill("Ann Lee")
    page.get_by_label("E-mail address", exact=True).fill("ann@example.org")
    return page


def told(served: Served) -> dict[str, str]:
    """What the last to register has answered, in words."""
    db.session.rollback()
    with served.app.test_request_context():
        asks = form_of(served.world.event_id)
        assert isinstance(asks, Questionnaire)
        every = answers_of_each(asks.id)
        latest = max(every.values(), key=lambda answers: max(one.given_at for one in answers.values()))
        return {
            asked.label: answer_in_words(asked, latest[asked.id].value)
            for asked in asks.questions
            if asked.id in latest
        }


@pytest.mark.parametrize("scripts", [True, False])
def test_questions_are_asked_because_of_an_answer(chromium: Browser, served: Served, *, scripts: bool) -> None:
    page = begin(chromium, served, scripts=scripts)
    expect(page.get_by_label(ARRIVE)).to_have_count(0)
    expect(page.get_by_text("For those who travel")).to_have_count(0)
    page.get_by_label("In person").check()
    if scripts:
        expect(page.get_by_label(ARRIVE)).to_be_visible()
        expect(page.get_by_role("heading", name="For those who travel")).to_be_visible()
        expect(page.get_by_text(f"One more question: {ARRIVE}")).to_be_attached()
        page.get_by_label(TRAVEL).fill("By train")
        page.get_by_label("Online").check()
        expect(page.get_by_label(TRAVEL)).to_have_count(0)
        page.get_by_label("In person").check()
        expect(page.get_by_label(TRAVEL)).to_have_value("By train")  # what was typed comes back with it
    else:
        page.get_by_role("button", name="Register", exact=True).click()
        expect(page.get_by_text("A few more questions, because of what you answered")).to_be_visible()
        expect(page.get_by_label("Full name")).to_have_value("Ann Lee")
        page.get_by_label(TRAVEL).fill("By train")
    page.get_by_label(ARRIVE).fill("2027-03-03")
    page.get_by_role("button", name="Register", exact=True).click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    answers = told(served)
    assert answers[TRAVEL] == "By train"
    assert answers[ARRIVE] == "Wednesday 3 March 2027"
    page.context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_topics_are_put_in_order(chromium: Browser, served: Served, *, scripts: bool) -> None:
    page = begin(chromium, served, scripts=scripts)
    if scripts:
        up = page.get_by_role("button", name="Up Cities")
        up.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_text("Moved: now 2 of 3.")).to_be_attached()
        expect(up).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator(".ranks > li").first).to_contain_text("Cities")
        page.get_by_role("group", name=TOPICS).get_by_label("Forests").select_option("2")
    else:
        page.get_by_role("group", name=TOPICS).get_by_label("Cities").select_option("1")
        page.get_by_role("group", name=TOPICS).get_by_label("Forests").select_option("1")
        page.get_by_role("button", name="Register", exact=True).click()
        expect(page.get_by_text("Two of them have the same place. Give each its own.").first).to_be_visible()
        page.get_by_role("group", name=TOPICS).get_by_label("Forests").select_option("2")
    page.get_by_role("button", name="Register", exact=True).click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    assert told(served)[TOPICS].startswith("1. Cities; 2. Forests")
    page.context.close()


def test_a_ranking_that_nobody_touches_is_no_answer(chromium: Browser, served: Served) -> None:
    page = begin(chromium, served, scripts=True)
    page.get_by_label("What is your role?").fill("Cook")
    page.get_by_role("button", name="Register", exact=True).click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    assert TOPICS not in told(served)
    page.context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_what_has_come_is_as_accessible_as_what_was_there(chromium: Browser, served: Served, width: int) -> None:
    page = begin(chromium, served, scripts=True)
    page.set_viewport_size({"width": width, "height": 900})
    page.get_by_label("In person").check()
    expect(page.get_by_label(ARRIVE)).to_be_visible()
    assert complaints_of_axe(page, RULES) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()


def test_a_question_is_dragged_in_the_list_of_an_organiser(chromium: Browser, served: Served) -> None:
    page = chromium.new_context(base_url=served.url).new_page()
    page.goto(served.sign_in_path())
    page.locator("main button").click()
    page.goto("/organise/forum/people/form")
    lines = page.locator("li[data-ask]")
    last = lines.nth(3).locator("b").inner_text()
    lines.nth(3).locator("b").drag_to(lines.nth(1).locator("b"), target_position={"x": 5, "y": 2})
    expect(page.get_by_text("Moved: now 2 of")).to_be_visible()
    assert page.locator("li[data-ask]").nth(1).locator("b").inner_text() == last
    page.context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_the_focus_stays_on_the_button_that_moves_a_question(
    chromium: Browser, served: Served, *, scripts: bool
) -> None:
    page = chromium.new_context(base_url=served.url, java_script_enabled=scripts).new_page()
    page.goto(served.sign_in_path())
    page.locator("main button").click()
    page.goto("/organise/forum/people/form")
    page.get_by_role("button", name="Down: To whom goes the invoice?").press("Enter")
    expect(page.get_by_text("Moved: now 5 of")).to_be_visible()
    expect(page.get_by_role("button", name="Down: To whom goes the invoice?")).to_be_focused()
    page.context.close()
