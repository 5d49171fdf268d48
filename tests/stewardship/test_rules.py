from datetime import date

import pytest

from convene.stewardship.rules import next_first_day, next_title


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Forum 2024", "Forum 2025"),
        ("Forum 2024/25", "Forum 2025/26"),
        ("2019–2024: five years", "2020–2025: five years"),
        ("Webinar 10", "Webinar 11"),
        ("Webinar 9: age checks", "Webinar 10: age checks"),
        ("Webinar #99", "Webinar #100"),
        ("2nd Workshop", "3rd Workshop"),
        ("The 10th webinar", "The 11th webinar"),
        ("11th Meeting 2023", "12th Meeting 2024"),
        ("112th Meeting", "113th Meeting"),
        ("20th Meeting", "21st Meeting"),
        ("2. Treffen", "3. Treffen"),
        ("Bridges, second edition", "Bridges, third edition"),
        ("First Edition of the Forum", "Second Edition of the Forum"),
        ("First aid, a workshop", "First aid, a workshop"),
        ("2e atelier", "3e atelier"),
        ("Regional Network Forum", "Regional Network Forum"),
        ("Web 2.0", "Web 2.0"),
        ("เวทีเครือข่าย 2024", "เวทีเครือข่าย 2025"),
        ("", ""),
    ],
)
def test_the_next_title_has_the_next_number(title: str, expected: str) -> None:
    assert next_title(title) == expected


def test_the_year_of_the_next_title_is_that_of_its_days() -> None:
    assert next_title("Forum 2020", years=7) == "Forum 2027"
    assert next_title("Season 2020/21, 3rd webinar", years=2) == "Season 2022/23, 4th webinar"
    assert next_title("Forum 2027, autumn", years=0) == "Forum 2027, autumn"


@pytest.mark.parametrize(
    ("starts_on", "today", "expected"),
    [
        (date(2027, 3, 4), date(2027, 3, 10), date(2028, 3, 2)),
        (date(2020, 3, 4), date(2027, 3, 10), date(2028, 2, 23)),
        (date(2027, 3, 4), date(2026, 1, 1), date(2028, 3, 2)),
    ],
)
def test_the_same_day_of_the_week_a_year_later_is_proposed(starts_on: date, today: date, expected: date) -> None:
    proposed = next_first_day(starts_on, today)
    assert proposed == expected
    assert proposed.weekday() == starts_on.weekday()
    assert proposed > today
