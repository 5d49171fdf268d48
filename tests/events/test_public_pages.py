from collections.abc import Callable
from datetime import date, time, timedelta

from flask import Flask

from convene.clock import now
from convene.events.catalogue import Visibility
from convene.events.services import changing
from convene.web.languages import days
from tests.factories.events import make_event, make_team
from tests.support.visitor import Visitor

TODAY = now().date()
LATER, BEFORE = TODAY + timedelta(days=40), TODAY - timedelta(days=40)
ARABIC = "منتدى الشبكة الإقليمية"


def make_past_event(title: str, days_ago: int = 40) -> None:
    day = TODAY - timedelta(days=days_ago)
    make_event(title=title, starts_on=day, ends_on=day)


def test_an_empty_home_page_says_what_will_stand_there(visitor: Visitor) -> None:
    visitor.open("/")
    assert "Nothing is announced" in visitor.text
    visitor.open("/past")
    assert "Nothing is over yet" in visitor.text


def test_the_home_page_lists_what_comes_the_next_first_and_what_has_been(visitor: Visitor) -> None:
    make_event(title="Later", starts_on=LATER + timedelta(days=9), ends_on=LATER + timedelta(days=9))
    make_event(title="Sooner", starts_on=LATER, ends_on=LATER, place="Bangkok", summary="One day.")
    make_event(title="Under way", starts_on=TODAY - timedelta(days=1), ends_on=TODAY + timedelta(days=1))
    make_past_event("Long ago")
    visitor.open("/")
    titles = [each.text_content() for each in visitor.tree.xpath("//h3")]
    assert titles == ["Under way", "Sooner", "Later"]
    assert "On now" in visitor.text
    assert "Forum · Bangkok" in visitor.text
    assert "One day." in visitor.text
    assert "Long ago" in visitor.text
    assert "1 past event" not in visitor.text, "it stands there already"
    for number in range(3):
        make_past_event(f"Long ago {number}")
    visitor.open("/").follow_link("All 4 past events")
    assert "Long ago" in visitor.text
    assert "Sooner" not in visitor.text


def test_drafts_unlisted_and_events_by_invitation_are_not_listed(visitor: Visitor) -> None:
    make_event(title="Secret draft", published=False, starts_on=LATER, ends_on=LATER)
    for visibility in (Visibility.UNLISTED, Visibility.BY_INVITATION):
        event = make_event(title=f"Hidden {visibility}", visibility=visibility, starts_on=LATER, ends_on=LATER)
        visitor.open(f"/e/{event.slug}/")
        make_event(title=f"Hidden {visibility}", visibility=visibility, starts_on=BEFORE, ends_on=BEFORE)
    for path in ("/", "/past"):
        visitor.open(path)
        assert "Hidden" not in visitor.text
        assert "Secret" not in visitor.text


def test_the_lists_are_paged(visitor: Visitor) -> None:
    team_id = make_team()
    for number in range(23):
        day = LATER + timedelta(days=number)
        make_event(title=f"Gathering {number:02}", team_id=team_id, starts_on=day, ends_on=day)
    visitor.open("/")
    assert "Gathering 19" in visitor.text
    assert "Gathering 20" not in visitor.text
    visitor.follow_link("Next page")
    assert "Gathering 22" in visitor.text
    assert "21 to 23 of 23" in visitor.text
    for odd in ("0", "-1", "1e9", "99999", "x", ""):
        visitor.open(f"/?page={odd}")
        assert "Gathering" in visitor.text


def test_the_lists_ask_the_database_as_often_for_one_event_as_for_three(
    visitor: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    make_event(team_id=make_team("One"), starts_on=LATER, ends_on=LATER)
    make_past_event("Past 1")
    visitor.open("/")
    counted = {path: count_statements(lambda path=path: visitor.open(path)) for path in ("/", "/past")}
    for number in (2, 3):
        make_event(team_id=make_team(f"Team {number}", f"o{number}@example.org"), starts_on=LATER, ends_on=LATER)
        make_past_event(f"Past {number}")
    visitor.open("/")
    assert counted == {path: count_statements(lambda path=path: visitor.open(path)) for path in ("/", "/past")}


def test_the_page_of_an_event_says_when_where_who_and_why(visitor: Visitor) -> None:
    event = make_event(
        team_id=make_team("Network Secretariat"),
        aims="Share knowledge\n- Name the issues",
        description="## How it goes\n\n**Bold** words",
        address="12 Riverside Road",
        website="https://example.org/venue",
        join_url="https://meet.example.org/secret-room",
    )
    visitor.open(f"/e/{event.slug}/")
    for words in (
        "4–5 March 2027",
        "Bangkok time (UTC+7)",
        "Riverside Conference Centre",
        "and online",
        "Network Secretariat",
        "Why we meet",
        "Name the issues",
        "How it goes",
        "12 Riverside Road",
        "Those who register are given the link",
    ):
        assert words in visitor.text
    assert visitor.tree.xpath("//strong")
    assert "secret-room" not in visitor.response.get_data(as_text=True)


def test_an_event_of_which_little_is_known_has_a_page_all_the_same(visitor: Visitor) -> None:
    event = make_event(summary="", place="", starts_on=LATER, ends_on=LATER)
    visitor.open(f"/e/{event.slug}/")
    assert "Not announced yet" in visitor.text


def test_titles_of_200_letters_and_in_arabic_stand_as_they_are(visitor: Visitor) -> None:
    long = make_event(title="W" * 200, place="P" * 200, starts_on=LATER, ends_on=LATER)
    arabic = make_event(title=ARABIC, language="ar", starts_on=LATER, ends_on=LATER)
    for path in ("/", f"/e/{long.slug}/"):
        visitor.open(path)
        assert "W" * 200 in visitor.text
    visitor.open(f"/e/{arabic.slug}/")
    (title,) = visitor.tree.xpath("//h1")
    assert (title.text_content(), title.get("lang"), title.get("dir")) == (ARABIC, "ar", "auto")


def test_a_draft_is_nothing_to_strangers_and_says_to_organisers_who_sees_it(visitor: Visitor) -> None:
    event = make_event(published=False)
    visitor.open(f"/e/{event.slug}/", expect=404)
    assert event.title not in visitor.text
    elsewhere = make_team("Others", owner="other@example.org")
    assert elsewhere
    visitor.another().signed_in_as("other@example.org").open(f"/e/{event.slug}/", expect=404)
    mine = visitor.another().signed_in_as("noor@example.org").open(f"/e/{event.slug}/")
    assert "Only you and your team see this" in mine.text


def test_withdrawing_counts_for_the_very_next_request(visitor: Visitor) -> None:
    event = make_event()
    path = f"/e/{event.slug}/"
    visitor.open(path)
    assert "Only you" not in visitor.text
    changing.withdraw_event(event.id, by="test")
    visitor.open(path, expect=404)


def test_an_event_that_is_over_says_so(visitor: Visitor) -> None:
    event = make_event(starts_on=BEFORE, ends_on=BEFORE)
    visitor.open(f"/e/{event.slug}/")
    assert f"This was on {days(BEFORE, BEFORE)}." in visitor.tree.xpath("string(//section[@aria-labelledby='title'])")


def test_the_first_lines_say_day_hours_place_and_town(visitor: Visitor) -> None:
    hours = {"from_time": time(8, 30), "until_time": time(17, 15)}
    event = make_event(**hours, ends_on=date(2027, 3, 4), address="12 Pier Road, Bangkok, Thailand")
    visitor.open(f"/e/{event.slug}/")
    first = "Forum · Thursday 4 March 2027, 08:30–17:15 · Riverside Conference Centre, Bangkok, Thailand"
    assert visitor.tree.xpath("string(//section[@aria-labelledby='title']//p[@class='kicker'])").strip() == first


def test_days_are_said_as_people_say_them(app: Flask) -> None:
    from convene.web.languages import days

    with app.test_request_context():
        assert days(date(2027, 3, 4), date(2027, 3, 4)) == "Thursday 4 March 2027"
        assert days(date(2027, 3, 4), date(2027, 3, 6)) == "4–6 March 2027"
        assert days(date(2027, 2, 28), date(2027, 3, 2)) == "28 February – 2 March 2027"
        assert days(date(2026, 12, 31), date(2027, 1, 1)) == "31 December 2026 – 1 January 2027"
