"""The reader's language, and dates and times as people write them.

English is written in the code; other languages are catalogues in `translations/`. Which one a page is in follows
from `?lang=` (kept in a cookie), then from what the browser asks for. Times are never shown without a zone somewhere
on the page.
"""

import contextlib
import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import get_timezone_location
from babel.lists import format_list
from flask import Flask, Response, current_app, g, has_request_context, request
from flask_babel import Babel, force_locale, get_locale, gettext, ngettext
from flask_babel import format_date as babel_date
from flask_babel import format_time as babel_time
from flask_babel.speaklater import LazyString

from convene.clock import now
from convene.sentences import Sentence
from convene.spelling import without_marks

COOKIE = "lang"
#: Two letters that CLDR names and ISO 3166-1 has not assigned: unions, pseudo-locales, islands counted elsewhere.
NO_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
RIGHT_TO_LEFT = {"ar", "fa", "he", "ur", "ps", "dv", "yi", "ckb"}
babel = Babel()


def init_app(app: Flask) -> None:
    babel.init_app(app, locale_selector=_language_of_the_reader, default_timezone="UTC")
    for shown in (say, day, short_day, day_and_month, month, short_month, weekday, clock_time, duration, hours, moment):
        app.jinja_env.filters[shown.__name__] = shown
    app.jinja_env.filters.update(days=days, country_name=country_name, in_zone=in_zone)
    app.jinja_env.globals.update(
        get_locale=get_locale,
        is_right_to_left=is_right_to_left,
        language_name=language_name,
        zone_name=zone_name,
    )
    app.after_request(_keep_the_chosen_language)


def languages() -> list[str]:
    """The languages that pages can be shown in, English first."""
    return ["en", *[code for code in current_app.config.get("CONVENE_LANGUAGES", ()) if code != "en"]]


def _language_of_the_reader() -> str:
    if not has_request_context():
        return "en"
    known = languages()
    for asked in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if asked in known:
            return asked
    if len(known) == 1:
        return "en"
    return request.accept_languages.best_match(known) or "en"


def _keep_the_chosen_language(response: Response) -> Response:
    asked = request.args.get("lang")
    if asked in languages():
        config = current_app.config["CONVENE"]
        response.set_cookie(COOKIE, asked, max_age=31_536_000, secure=config.is_https, httponly=True, samesite="Lax")
    return response


def say(sentence: Sentence | str | None) -> str:
    """A Sentence in the reader's language, its values filled in; other text as it is."""
    if sentence is None:
        return ""
    if not isinstance(sentence, Sentence):
        return str(sentence)
    values = {name: _said(value) for name, value in sentence.values.items()}
    if sentence.many is not None:
        return str(ngettext(sentence.text, sentence.many, sentence.count, **{**values, "count": sentence.count}))
    return str(gettext(sentence.text, **values)) if values else str(gettext(sentence.text)).replace("%%", "%")


def lazy_say(sentence: Sentence) -> LazyString:
    """The same for what is written down before anybody reads it: the choices of a form."""
    return LazyString(say, sentence)


def _said(value: object) -> object:
    """A value of a Sentence as it is read: sentences are said, days and times of day written as people write them."""
    if isinstance(value, Sentence):
        return say(value)
    if isinstance(value, time):
        return clock_time(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return day(value)
    return value


def join_words(words: Sequence[str]) -> str:
    """Several things in one line, as the reader's language lists them: "Monday, Tuesday and Friday"."""
    return format_list([str(each) for each in words], locale=get_locale() or "en")


def is_right_to_left() -> bool:
    return str(get_locale()).split("_")[0] in RIGHT_TO_LEFT


def language_name(code: str) -> str:
    """The name of a language in itself: Deutsch, ไทย."""
    return Locale.parse(code).get_display_name(code) or code


def is_language_code(text: str) -> bool:
    """Whether this looks like the code of a language: en, zh-Hant, pt-BR."""
    return bool(re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", text))


def language_word(language: str) -> str:
    """A language as the reader calls it; what is no code stays as it was written."""
    if not is_language_code(language):
        return language
    try:
        return str(Locale.parse(language, sep="-").get_display_name(str(get_locale())) or language)
    except (UnknownLocaleError, ValueError):
        return language


def language_code(typed: str) -> str | None:
    """The code of the language that somebody means: by code, or by name in the reader's language or in English."""
    word = typed.strip().casefold()
    for locale in dict.fromkeys((str(get_locale() or "en"), "en")):
        code = _codes_by_name(locale).get(word)
        if code is not None:
            return code
    code = typed.strip().replace("_", "-")
    return code if is_language_code(code) and language_word(code) != code else None


@lru_cache
def _codes_by_name(locale: str) -> dict[str, str]:
    return {str(name).casefold(): str(code).replace("_", "-") for code, name in Locale.parse(locale).languages.items()}


def country_name(code: str) -> str:
    """The name of a country in the reader's language; what is no code of one as it is."""
    return str((get_locale() or Locale("en")).territories.get(code, code))


def countries() -> list[tuple[str, str]]:
    """Every country of ISO 3166-1 as (code, name in the reader's language), sorted by name."""
    return _countries_in(str(get_locale() or "en"))


@lru_cache
def country_codes() -> frozenset[str]:
    """The codes of every country of ISO 3166-1."""
    return frozenset(code for code, _name in _countries_in("en"))


@lru_cache
def _countries_in(locale: str) -> list[tuple[str, str]]:
    named = [(str(code), str(name)) for code, name in Locale.parse(locale).territories.items()]
    found = [(code, name) for code, name in named if re.fullmatch("[A-Z]{2}", code) and code not in NO_COUNTRIES]
    # Without their marks, or Åland would stand behind Zimbabwe.
    return sorted(found, key=lambda each: without_marks(each[1]))


#: In which lists of people come, beside the language of the reader.
LANGUAGES_OF_LISTS = (
    "en",
    "fr",
    "es",
    "pt",
    "de",
    "it",
    "nl",
    "th",
    "id",
    "vi",
    "ar",
    "ru",
    "km",
    "zh",
    "ms",
    "ja",
    "ko",
)


@lru_cache
def countries_in_every_language() -> dict[str, str]:
    """The codes of countries by their names in many languages, and by the three letters of ISO 3166-1."""
    known = {code for code, _ in _countries_in("en")}
    found = {name: code for code, name in _countries_in("en")}
    for language in LANGUAGES_OF_LISTS:
        for code, name in Locale.parse(language).territories.items():
            if code in known:
                found.setdefault(str(name), str(code))
    for three, codes in get_global("territory_aliases").items():
        if re.fullmatch("[A-Z]{3}", str(three)) and codes[0] in known:
            found.setdefault(str(three), str(codes[0]))
    return found


@lru_cache
def languages_in_every_language() -> dict[str, str]:
    """The codes of languages by code, by their names in themselves and in many languages."""
    living = [code for code, name in Locale.parse("en").languages.items() if len(str(code)) == 2]
    found: dict[str, str] = {}
    for language in LANGUAGES_OF_LISTS:
        for code in living:
            if name := Locale.parse(language).languages.get(code):
                found.setdefault(str(name), str(code))
    for code in living:
        with contextlib.suppress(UnknownLocaleError, ValueError):
            found.setdefault(str(Locale.parse(str(code)).get_display_name()), str(code))
        found.setdefault(str(code), str(code))
    return found


def zone_name(zone: str, at: datetime | None = None) -> str:
    """A zone as people say it, with its offset: "Bangkok time (UTC+7)". `at` is an instant or a wall time."""
    if zone == "UTC":
        return "UTC"
    place = str(get_timezone_location(zone, locale=get_locale() or "en", return_city=True))
    if at is None:
        return str(gettext("%(place)s time", place=place))
    local = at.replace(tzinfo=ZoneInfo(zone)) if at.tzinfo is None else at.astimezone(ZoneInfo(zone))
    return str(gettext("%(place)s time (%(offset)s)", place=place, offset=_offset(local.utcoffset() or timedelta())))


def _offset(offset: timedelta) -> str:
    minutes = round(offset.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "+" if minutes >= 0 else "\N{MINUS SIGN}"
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "") if minutes else "UTC"


def in_zone(at: datetime, zone: str) -> datetime:
    """What the clocks of `zone` show at an instant: `at|in_zone(event.zone)|clock_time`."""
    return at.astimezone(ZoneInfo(zone))


def day(value: date | datetime) -> str:
    """Thursday 7 March 2024."""
    return _cached_date(value, "EEEE d MMMM y")


def short_day(value: date | datetime) -> str:
    """7 Mar 2024."""
    return _cached_date(value, "d MMM y")


def day_and_month(value: date) -> str:
    """7 Mar."""
    return _cached_date(value, "d MMM")


def month(value: date) -> str:
    """March 2024."""
    return _cached_date(value, "MMMM y")


def short_month(value: date) -> str:
    """Mar 2024."""
    return _cached_date(value, "MMM y")


def weekday(value: date) -> str:
    """Thursday."""
    return _cached_date(value, "EEEE")


def days(first: date, last: date) -> str:
    """Thursday 4 March 2027; 4–5 March 2027; 28 February – 2 March 2027."""
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{_cached_date(last, 'd MMMM y')}"
    pattern = "d MMMM" if first.year == last.year else "d MMMM y"
    return f"{_cached_date(first, pattern)} – {_cached_date(last, 'd MMMM y')}"


def clock_time(value: datetime | time) -> str:
    """14:20. Always the 24-hour clock: agendas are read across countries."""
    return str(babel_time(value, "HH:mm", rebase=False))


def moment(value: datetime, zone: str) -> str:
    """An instant on the wall of `zone`, by how near it is: Today 09:12; Tue 5 Mar 16:20; 5 Mar 2024 16:20."""
    local = value.astimezone(ZoneInfo(zone))
    today = now().astimezone(ZoneInfo(zone)).date()
    if local.date() == today:
        said = str(gettext("Today"))
    elif local.date() == today - timedelta(days=1):
        said = str(gettext("Yesterday"))
    elif abs(local.date() - today) < timedelta(days=200):
        said = _cached_date(local, "EEE d MMM")
    else:
        said = short_day(local)
    return f"{said} {clock_time(local)}"


def hours(from_time: time, until_time: time | None) -> str:
    """08:30–17:15, or "from 08:30"."""
    if until_time is None:
        return str(gettext("from %(time)s", time=clock_time(from_time)))
    return f"{clock_time(from_time)}–{clock_time(until_time)}"


def duration(minutes: int) -> str:
    """45 minutes; 1 h 30 min."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return str(ngettext("%(num)s minute", "%(num)s minutes", rest))
    if not rest:
        return str(ngettext("%(num)s hour", "%(num)s hours", hours))
    return str(gettext("%(hours)s h %(minutes)s min", hours=hours, minutes=rest))


def in_language(code: str | None) -> Any:
    """A context in which texts are in `code`: mails are written in their reader's language, not the sender's."""
    return force_locale(code or "en")


def _cached_date(value: date | datetime, pattern: str) -> str:
    # An agenda of 300 sessions asks for the same five days: formatting is remembered within the request.
    known: dict[tuple[str, date, str], str] = g.setdefault("formatted_dates", {}) if has_request_context() else {}
    key = (str(get_locale()), value.date() if isinstance(value, datetime) else value, pattern)
    if key not in known:
        known[key] = str(babel_date(value, pattern, rebase=False))
    return known[key]
