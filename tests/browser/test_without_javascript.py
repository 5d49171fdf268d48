"""With JavaScript switched off: nothing is out of reach, on no page; a person registers, an organiser sees it."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Served
from tests.browser.test_every_page import paths_of
from tests.support.mail import link_in, sent_mails

pytestmark = pytest.mark.browser
#: What only the browser knows, and says where it can: the reader's own zone, what is under way this minute, and what
#: stands before its camera (names are looked for instead, and codes are read by any camera app). And the grid on which
#: sessions are dragged: the table can do all the same.
ONLY_THE_BROWSER_KNOWS = (
    "[data-local-time-offer], [data-local-time], [data-on-now], .now, [data-to-now], [data-next], [data-copy], "
    "[data-scan], [data-camera], [data-way], [data-grid], "  # a ranking has buttons beside its selects
    "[data-how], [data-whole]"  # half hours are ticked one by one, or a day is written in its line
)
WORDS_AND_CONTROLS = """(root, left_out) => {
    for (const each of root.querySelectorAll(left_out)) each.remove();
    const controls = root.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary');
    return [root.innerText.replace(/\\s+/g, ' ').trim(),
            [...controls].filter(each => each.checkVisibility()).map(
                each => each.outerHTML.replace(/ (?:tabindex|draggable)="[^"]*"/g, '').slice(0, 160))];
}"""
#: Controls that do nothing by themselves: a button of no form (but one that copies or scans), a form without a button,
#: a link without an address.
DEAD_CONTROLS = """() => [
    ...[...document.querySelectorAll('button')].filter(
        each => !each.matches('[data-copy], [data-scan], [data-stop], [data-way], [data-whole]')).filter(
        each => !each.matches('[data-puts], [data-grid] *')).filter(
        each => each.type !== 'submit' || !each.form),
    ...[...document.forms].filter(each => ![...each.elements].some(control => control.type === 'submit')),
    ...document.querySelectorAll("a:not([href]), a[href='#'], a[href^='javascript:'], [role=button]"),
].map(each => each.outerHTML.slice(0, 160))"""


def sign_in(page: Page, served: Served) -> None:
    page.goto(served.sign_in_path())
    page.locator("main button").click()


@pytest.mark.parametrize("third", range(3))
def test_every_page_says_and_offers_the_same(chromium: Browser, served: Served, third: int) -> None:
    shown: dict[bool, dict[str, list[object]]] = {}
    dead: list[str] = []
    for scripts in (True, False):
        context = chromium.new_context(java_script_enabled=scripts, base_url=served.url, timezone_id="Asia/Ho_Chi_Minh")
        page = context.new_page()
        sign_in(page, served)
        shown[scripts] = {}
        page.route("**/*.woff2", lambda route: route.abort())  # looks are looked at elsewhere: words need no fonts
        for path in paths_of(served)[third::3]:
            page.goto(path)  # to its end: without scripts nothing else waits for the style sheet, which hides controls
            dead += [f"{path}: {each}" for each in page.evaluate(DEAD_CONTROLS)]
            shown[scripts][path] = page.locator("body").evaluate(WORDS_AND_CONTROLS, ONLY_THE_BROWSER_KNOWS)
        context.close()
    assert not dead, "\n".join(dead)
    for path, with_scripts in shown[True].items():
        assert all(with_scripts), path
        assert shown[False][path] == with_scripts, path


def test_a_place_is_taken_changed_and_given_back(chromium: Browser, served: Served) -> None:
    context = chromium.new_context(java_script_enabled=False, base_url=served.url)
    page = context.new_page()
    page.goto(f"/e/{served.world.slug}/register")
    page.get_by_label("name").first.fill("Linh Phạm")
    page.get_by_role("button", name="Register", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    assert page.locator("input[name=name]").input_value() == "Linh Phạm", "what was typed is lost"
    page.locator("input[name=email]").fill("linh@example.org")
    page.get_by_role("button", name="Register", exact=True).click()
    expect(page.locator("h1")).to_have_text("Look into your mail")

    link = link_in(sent_mails("linh@example.org")[-1], "/r/")
    page.goto(link)
    page.goto(f"{link}/change")
    page.locator("input[name=name]").fill("Linh Phạm-Weiß")
    page.locator("main form button").first.click()
    expect(page.locator("main")).to_contain_text("Linh Phạm-Weiß")
    page.goto(f"{link}/cancel")
    page.locator("main form button").first.click()
    expect(page.locator("main")).to_contain_text(re.compile("cancel", re.IGNORECASE))

    page.goto(served.sign_in_path())
    page.locator("main button").click()
    page.goto(f"/organise/{served.world.slug}/people/?q=Linh")
    expect(page.locator("main")).to_contain_text("Linh Phạm-Weiß")
    context.close()


@pytest.mark.parametrize("scripts", [False, True])
def test_a_new_row_of_a_session_is_where_the_page_opens(chromium: Browser, served: Served, scripts: bool) -> None:
    context = chromium.new_context(java_script_enabled=scripts, base_url=served.url)
    page = context.new_page()
    page.goto(served.sign_in_path())
    page.locator("main button").click()
    page.goto(f"/organise/{served.world.slug}/agenda/new")
    for rows, button in [
        ("people", "Add a person"),
        ("people", "Add another person"),
        ("contributions", "Add a contribution"),
    ]:
        page.get_by_role("button", name=button).click()
        page.wait_for_load_state()
        field = page.locator(f"input[name^={rows}-]:not([type=hidden])").locator("visible=true")
        first = field.nth(-2)
        expect(first).to_be_focused()
        expect(first).to_be_in_viewport()
    page.get_by_role("button", name="Save the session").last.click()
    expect(page.get_by_role("alert")).to_be_in_viewport()
    context.close()
