"""Dates as people write them: `23/07/2024`, `7 March`, `Thu 7 mars`, `Day 2`.

A cell alone seldom says all. `written_day` takes down what it says; `order_of` decides for a whole column which of
two numbers is the day; `day_of` makes a date of both, with the year of the event where none is written.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from itertools import pairwise

from babel import Locale

from convene.engines.schedule_files.schedule import FIRST_YEAR, LAST_YEAR


def words_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


LONGEST_DAY = 100
"""Characters; what is longer is no date."""
LANGUAGES = ("en", "fr", "es", "pt", "de", "it", "nl", "th", "id", "vi", "ar", "ru", "km")
_SEPARATORS = frozenset(" .,/-–—‐‑'’()[]|،·\u00a0\u200e\u200f")
_FILLERS = words_of(
    "of the on de del do da di den der die le la el il d op am du em as at ngay nam г года год "
    "feira วันที่ ที่ พศ คศ ថ្ងៃទី ថ្ងៃ ខែ ឆ្នាំ يوم في من م date"
)
_HALVES = frozenset(("am", "m", "م"))
_NUMBERED_MONTH = frozenset(("thang", "thg"))
_ORDINALS = frozenset(("st", "nd", "rd", "th", "er", "re", "e", "o", "a", "º", "ª", "ste", "го", "е"))
_DAY_WORDS = words_of("day tag jour journee dia giorno giornata dag hari ngay день اليوم")
_COUNTED = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_BUDDHIST, _BUDDHIST_YEARS = 543, range(2400, 2700)
_SERIALS = range(20_000, 80_000)
"""Excel counts days from 1899-12-30: these are the years from 1954 to 2119."""


class Order(StrEnum):
    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"


class Doubt(StrEnum):
    """Of the order in a column."""

    NONE = "none"
    MIXED = "mixed"
    """Some cells can only have the day first, others only the month."""
    UNDECIDED = "undecided"
    """Nothing tells."""


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """What one cell says of a date. Two numbers whose order is open stand in `numbers`."""

    day: int | None = None
    month: int | None = None
    year: int | None = None
    numbers: tuple[int, int] | None = None
    dotted: bool = False
    """`11.07.`: in languages that write so, the day stands first."""
    nth: int | None = None
    """`Day 2`: of the event."""
    weekday: int | None = None
    """From 0, Monday. Alone, where nothing else is written, it says the day of a short event."""


def written_day(text: str) -> WrittenDay | None:
    """None for whatever is not a date as a whole."""
    if not 1 < len(text) <= LONGEST_DAY:
        return None
    tokens = list(_tokens(text))
    if not tokens or "" in tokens:
        return None
    if len(tokens) == 2 and tokens[0] in _DAY_WORDS:
        nth = _COUNTED.get(tokens[1]) or (int(tokens[1]) if tokens[1].isdigit() and len(tokens[1]) < 3 else 0)
        if nth:
            return WrittenDay(nth=nth)
    tokens = [_thai_year(token) if "\u0e00" <= max(text) <= "\u0e7f" else token for token in tokens]
    return _of_parts(tokens, dotted="." in text and "/" not in text)


def _thai_year(token: str) -> str:
    """`7 มี.ค. 67` is in the year 2567 of the Buddhist era."""
    return f"25{token}" if len(token) == 2 and token.isdigit() and int(token) > 31 else token


def folded(text: str) -> str:
    """Small letters without accents, digits of every script as 0-9. Vowel signs of Thai or Khmer stay."""
    if text.isascii():  # most cells, and quick
        return text.lower()
    bare = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text)).casefold()
    return "".join(
        str(unicodedata.decimal(sign)) if sign.isdecimal() else sign
        for sign in bare
        if not "\u0300" <= sign <= "\u036f" and sign not in "\u0640\u200b"
    )


def _tokens(text: str) -> Iterator[str]:
    """Runs of digits and of letters; "" for a sign that stands in no date. `มี.ค.` is one word."""
    token = ""
    for sign in folded(text):
        is_letter = unicodedata.category(sign)[0] in "LM"
        if sign == "." and token and not token.isdigit():
            continue
        if token and not (sign.isdigit() == token.isdigit() and (is_letter or sign.isdigit())):
            yield token
            token = ""
        if is_letter or sign.isdigit():
            token += sign
        elif sign not in _SEPARATORS:
            yield ""
    if token:
        yield token


def _of_parts(tokens: Sequence[str], *, dotted: bool) -> WrittenDay | None:
    parts = _Parts()
    for before, token in pairwise(("", *tokens)):
        if not parts.take(token, before):
            return None
    month = parts.month()
    weekday = parts.weekdays[-1] if parts.weekdays else None
    if month is None:
        return None if parts.months else _of_numbers(parts.numbers, weekday, dotted=dotted)
    return _with_month(parts.numbers, month, weekday)


@dataclass(slots=True)
class _Parts:
    """What the words of a date are: numbers, months by their names, days of the week."""

    numbers: list[str] = field(default_factory=list)
    months: list[tuple[int, int | None]] = field(default_factory=list)
    """With the day of the week that the same word means: `mar` is Tuesday as well."""
    weekdays: list[int] = field(default_factory=list)

    def take(self, token: str, before: str) -> bool:
        """Whether the word has a place in a date."""
        if token.isdigit():
            if before in _NUMBERED_MONTH and len(token) < 3:
                self.months.append((int(token), None))
            else:
                self.numbers.append(token)
        elif token in _months():
            self.months.append((_months()[token], _weekdays().get(token)))
        elif (weekday := _weekday_in(token)) is not None:
            self.weekdays.append(weekday)
        else:
            if token in _HALVES and before.isdigit():  # "7 March 10am" is no date in 2010
                return False
            return token in _FILLERS or token in _NUMBERED_MONTH or (before.isdigit() and token in _ORDINALS)
        return True

    def month(self) -> int | None:
        """None where there is none, or where there are two."""
        sure = {month for month, weekday in self.months if weekday is None}
        if len(self.months) > 1 and len(sure) == 1:  # "mar. 5 mars" is a Tuesday in March
            self.weekdays += [weekday for _, weekday in self.months if weekday is not None]
            return sure.pop()
        found = {month for month, _ in self.months}
        return found.pop() if len(found) == 1 else None


def _with_month(numbers: Sequence[str], month: int, weekday: int | None) -> WrittenDay | None:
    if len(numbers) == 2 and len(numbers[0]) == 4:
        numbers = (numbers[1], numbers[0])
    if not 1 <= len(numbers) <= 2 or len(numbers[0]) > 2 or not 1 <= month <= 12:
        return None
    year = _year(numbers[1]) if len(numbers) == 2 else None
    if len(numbers) == 2 and year is None:
        return None
    return WrittenDay(int(numbers[0]), month, year, weekday=weekday)


def _of_numbers(numbers: Sequence[str], weekday: int | None, *, dotted: bool) -> WrittenDay | None:
    lengths = [len(number) for number in numbers]
    if not numbers:
        return None if weekday is None else WrittenDay(weekday=weekday)
    if lengths == [8]:
        return _of_numbers([numbers[0][:4], numbers[0][4:6], numbers[0][6:]], weekday, dotted=False)
    if lengths == [5] and int(numbers[0]) in _SERIALS:
        on = date(1899, 12, 30) + timedelta(days=int(numbers[0]))
        return WrittenDay(on.day, on.month, on.year)
    if len(numbers) == 2 and max(lengths) <= 2:
        return WrittenDay(numbers=(int(numbers[0]), int(numbers[1])), dotted=dotted, weekday=weekday)
    if len(numbers) != 3:
        return None
    if lengths[0] == 4 and max(lengths[1:]) <= 2:
        year, month, day = _year(numbers[0]), int(numbers[1]), int(numbers[2])
        return None if year is None else WrittenDay(day, month, year, weekday=weekday)
    year = _year(numbers[2])
    if year is None or max(lengths[:2]) > 2:
        return None
    return WrittenDay(year=year, numbers=(int(numbers[0]), int(numbers[1])), dotted=dotted, weekday=weekday)


def _year(digits: str) -> int | None:
    if len(digits) not in {2, 4}:
        return None
    year = int(digits) + (2000 if len(digits) == 2 else 0)
    if year in _BUDDHIST_YEARS:
        year -= _BUDDHIST
    return year if FIRST_YEAR < year < LAST_YEAR else None


@cache
def _months() -> dict[str, int]:
    """Every name of a month that means the same one in all languages."""
    found: dict[str, set[int]] = {"sept": {9}, "mrz": {3}}
    for language in LANGUAGES:
        for widths in Locale.parse(language).months.values():
            for width in ("wide", "abbreviated"):
                for number, name in widths[width].items():
                    word = _word(name)
                    if word and not any(sign.isdigit() for sign in word):
                        found.setdefault(word, set()).add(number)
    return {name: numbers.pop() for name, numbers in found.items() if len(numbers) == 1}


@cache
def _weekdays() -> dict[str, int]:
    found: dict[str, set[int]] = {"thurs": {3}, "tues": {1}, "weds": {2}}
    for language in LANGUAGES:
        for widths in Locale.parse(language).days.values():
            for width in ("wide", "abbreviated", "short"):
                for number, name in widths.get(width, {}).items():
                    found.setdefault(_word(name.replace("-feira", "")), set()).add(number)
    return {name: numbers.pop() for name, numbers in found.items() if len(numbers) == 1 and len(name) > 1}


def _word(name: str) -> str:
    """As a token has it: in one word, or nothing where a name has several."""
    return next(iter(tokens), "") if len(tokens := list(_tokens(name))) == 1 else ""


def _weekday_in(token: str) -> int | None:
    """Also where Thai and Khmer write it in one with "day" and "the"."""
    for candidate in (
        token,
        token.removesuffix("ที่"),
        token.removeprefix("ថ្ងៃ"),
        token.removeprefix("วัน").removesuffix("ที่"),
    ):
        if candidate in _weekdays():
            return _weekdays()[candidate]
    return None


def order_of(days: Iterable[WrittenDay], first: date, last: date) -> tuple[Order, Doubt]:
    """What the first of two numbers is in a whole column."""
    pairs = [day for day in days if day.numbers is not None]
    day_first = sum(day.numbers[0] > 12 for day in pairs if day.numbers)
    month_first = sum(day.numbers[1] > 12 for day in pairs if day.numbers)
    if day_first or month_first:
        order = Order.DAY_FIRST if day_first >= month_first else Order.MONTH_FIRST
        return order, Doubt.MIXED if day_first and month_first else Doubt.NONE
    during = {order: sum(_is_during(day, order, first, last) for day in pairs) for order in Order}
    if during[Order.DAY_FIRST] != during[Order.MONTH_FIRST]:
        return max(Order, key=lambda order: during[order]), Doubt.NONE
    is_sure = all(day.dotted or (day.numbers and day.numbers[0] == day.numbers[1]) for day in pairs)
    return Order.DAY_FIRST, Doubt.NONE if is_sure else Doubt.UNDECIDED


def _is_during(written: WrittenDay, order: Order, first: date, last: date) -> bool:
    on = day_of(written, order, first, last)
    return on is not None and first <= on <= last


def day_of(written: WrittenDay, order: Order, first: date, last: date) -> date | None:
    """The date, in an event from `first` to `last`; none where there is no such day."""
    if written.nth is not None:
        nth_on = first + timedelta(days=written.nth - 1)
        return nth_on if nth_on <= last else _only_numbered(written.nth, first, last)
    day, month = written.day, written.month
    if written.numbers is not None:
        first_number, second = written.numbers
        # A month is never over 12: a cell that can mean only one thing means it, whatever its column says.
        is_day_first = second <= 12 if (first_number > 12) != (second > 12) else order == Order.DAY_FIRST
        day, month = (first_number, second) if is_day_first else (second, first_number)
    if day is None or month is None:
        return _only_weekday(written, first, last)
    years = (written.year,) if written.year is not None else range(first.year - 1, last.year + 2)
    found = [on for year in years if (on := _date(year, month, day)) is not None]
    return min(found, key=lambda on: (max(first - on, on - last, timedelta()), on), default=None)


def _only_weekday(written: WrittenDay, first: date, last: date) -> date | None:
    """The one Thursday of an event that has only one."""
    if written.weekday is None or (last - first).days >= 14:
        return None
    days = [first + timedelta(days=place) for place in range((last - first).days + 1)]
    found = [on for on in days if on.weekday() == written.weekday]
    return found[0] if len(found) == 1 else None


def _only_numbered(number: int, first: date, last: date) -> date | None:
    """The one 7th of an event that has only one."""
    days = [first + timedelta(days=place) for place in range(min((last - first).days, 366) + 1)]
    found = [on for on in days if on.day == number]
    return found[0] if len(found) == 1 else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
