"""Times of day and durations as people write them: `1:00 PM`, `14.20`, `9h30`, `0930`, `1h30`, Excel's fractions."""

import re
from dataclasses import dataclass, replace

from convene.engines.schedule_files.schedule import LONGEST_MINUTES
from convene.engines.schedule_files.written_days import WrittenDay, folded, words_of, written_day

LONGEST_TIME = 100
"""Characters; what is longer is no time."""
WHOLE_DAY = 24 * 60
_CLOCK = re.compile(r"([0-9]{1,2})(?: ?([:.h]) ?(?:([0-9]{1,2})(?::([0-9]{2})(?:\.[0-9]{1,6})?)?)?)?")
_FOUR_DIGITS = re.compile(r"([0-9]{1,2})([0-9]{2})")
_FRACTION = re.compile(r"0?[.,]([0-9]{1,17})")
_HALF = re.compile(r"(?:([ap]) ?\.? ?m\.?|(ص|صباحا|sa|sang)|(م|مساء|ch|chieu|toi))$")
_BEFORE = re.compile(
    r"(?:from|at|um|ab|von|de|das|des|as|a las|alle|dalle|om|van|kl\.?|pukul|jam|luc|tu|ca\.?|เวลา|в|с|от)\s+"
)
_AFTER = re.compile(r"\s*(?:uhr|hrs?\.?|hours?|heures?|horas?|ore|uur|o[’']?clock|น\.?|gio|часов|ч\.?|h)$")
_WORDS = {
    **dict.fromkeys(("noon", "12 noon", "12:00 noon", "midday", "mittag", "midi", "mediodia", "meio-dia"), 12 * 60),
    **dict.fromkeys(("mezzogiorno", "เที่ยง", "полдень", "الظهر", "middag", "tengah hari"), 12 * 60),
    **dict.fromkeys(("midnight", "12 midnight", "mitternacht", "minuit", "medianoche", "meia-noite", "mezzanotte"), 0),
}
_BETWEEN = re.compile(
    r" ?(?:[-‐‑–—−~→]|(?<= )"
    r"(?:to|until|till|bis|a|as|au|tot|ate|al|alle|hasta|fino a|hingga|sampai|s/d|den|ถึง|до|по|إلى|الى)"
    r"(?= )) ?"
)
_LEADING = re.compile(
    r"[ \t*•–-]{0,8}"
    r"([0-9]{1,2}(?: ?[:.h] ?(?:[0-9]{2})?)?(?: ?[AaPp]\.?[Mm]\.?)?"
    r"(?: ?(?:[-‐‑–—−~]|to|bis|à|a|until|till) ?[0-9]{1,2}(?: ?[:.h] ?(?:[0-9]{2})?)?(?: ?[AaPp]\.?[Mm]\.?)?)?"
    r"(?: ?(?:Uhr|hrs?|h))?)(?: ?[:|,)–—-])?[ \t]+(?=\S)"
)
_SERIAL = re.compile(r"([2-7][0-9]{4})\.([0-9]{1,17})")
_ISO_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?)")
_AMOUNT = re.compile(r"([0-9]{1,6}(?:[.,][0-9]{1,4})?) ?([^0-9\s.,:+]*)\.?")
_COLON_DURATION = re.compile(r"([0-9]{1,3}):([0-9]{2})(?::[0-9]{2})?")
_MINUTES = words_of(
    "m min mins minute minutes minuten minutos minuto minuti minuto minuut minuta menit phut p นาที минут минуты мин "
    "دقيقة دقائق នាទី ' ’ ′"
)
_HOURS = words_of(
    "h hr hrs hour hours std stunde stunden heure heures hora horas ora ore uur jam gio ชม ชั่วโมง час часа часов ч "
    "ساعة ساعات ម៉ោង"
)
_FILLERS = frozenset(("and", "und", "et", "y", "e", "en", "dan", "и", "و", "ca", "approx", "about"))


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day, in minutes from midnight; 24:00 is 1440."""

    minutes: int
    half: str = ""
    """`am` or `pm`, where it is written."""
    bare: bool = False
    """A number alone, `9` or `0930`, which in another column would be a number."""

    def __str__(self) -> str:
        return f"{self.minutes // 60:02}:{self.minutes % 60:02}"

    @property
    def in_doubt(self) -> bool:
        """Whether it may as well mean twelve hours later."""
        return not self.half and 0 < self.minutes < 12 * 60

    def later_half(self) -> "Clock":
        return replace(self, minutes=self.minutes + 12 * 60)


def _plain(text: str) -> str:
    return " ".join(folded(text).split()) if len(text) <= LONGEST_TIME else ""


def written_clock(text: str) -> Clock | None:
    """None for whatever is not one time as a whole."""
    return _clock(_plain(text))


def _clock(plain: str) -> Clock | None:
    plain = plain.strip()
    if plain in _WORDS:
        return Clock(_WORDS[plain], half="noon")
    if before := _BEFORE.match(plain):
        plain = plain[before.end() :]
    half = ""
    if found := _HALF.search(plain):
        half = "am" if found[1] == "a" or found[2] else "pm"
        plain = plain[: found.start()].rstrip()
    shorter = _AFTER.sub("", plain)
    if not _CLOCK.fullmatch(plain):
        plain = shorter
    if fraction := _FRACTION.fullmatch(plain):
        minutes = round(float("0." + fraction[1]) * WHOLE_DAY)
        return Clock(minutes, half="fraction") if minutes < WHOLE_DAY else None
    return _of_digits(plain, half)


def _of_digits(plain: str, half: str) -> Clock | None:
    if match := _CLOCK.fullmatch(plain):
        hours, sign, minutes = int(match[1]), match[2], match[3] or "0"
        if len(minutes) == 1 and match[3]:
            if sign != ".":  # 14.20, typed into a sheet, becomes the number 14.2
                return None
            minutes += "0"
        return _valid(hours, int(minutes), half, bare=sign is None and not half)
    if match := _FOUR_DIGITS.fullmatch(plain):
        return _valid(int(match[1]), int(match[2]), half, bare=not half)
    return None


def _valid(hours: int, minutes: int, half: str, *, bare: bool) -> Clock | None:
    if minutes > 59 or hours > 24 or (hours == 24 and minutes):
        return None
    if half and 1 <= hours <= 12:
        hours = hours % 12 + (12 if half == "pm" else 0)
    elif half == "am" and hours >= 12:  # 13:00 AM
        return None
    return Clock(hours * 60 + minutes, half, bare)


def written_span(text: str) -> tuple[Clock, Clock] | None:
    """`09:00-10:30`, `1–1:30 pm`: the first takes the half of the day from the second where it has none."""
    plain = _plain(text)
    for between in _BETWEEN.finditer(plain):
        start, end = _clock(plain[: between.start()]), _clock(plain[between.end() :])
        if start is not None and end is not None:
            return with_half_of(start, end), end
    return None


def written_moment(text: str) -> tuple[WrittenDay, Clock, Clock | None] | None:
    """`2024-03-07 09:00`, `7 March, 1:00 PM`, `7 March 9:00-10:00`, and what Excel makes of them, `45358.375`."""
    if not 6 < len(text) <= LONGEST_TIME:
        return None
    if serial := _SERIAL.fullmatch(text.strip()):
        words = [serial[1], f"0.{serial[2]}"]
    elif iso := _ISO_MOMENT.fullmatch(text.strip()):
        words = [iso[1], iso[2]]
    else:
        words = text.split()
    for place in range(len(words) - 1, max(len(words) - 6, 0), -1):
        end_of_text = " ".join(words[place:])
        clock = written_clock(end_of_text)
        span = written_span(end_of_text) if clock is None else None
        if span is not None or (clock is not None and not clock.bare):
            day = written_day(" ".join(words[:place]).rstrip(",;"))
            if day is not None:
                start, end = span or (clock, None)
                return None if start is None else (day, start, end)
    return None


def with_half_of(start: Clock, end: Clock) -> Clock:
    """`1:00` before `1:30 PM` is in the afternoon, `11:00` before `1:00 PM` in the morning."""
    if end.half not in {"am", "pm"} or start.half or not 0 < start.minutes < 13 * 60:
        return start
    options = [replace(start, minutes=start.minutes % 720 + add, half=half) for add, half in ((0, "am"), (720, "pm"))]
    before = [option for option in options if option.minutes < end.minutes]
    return before[-1] if before else start


def leading_time(line: str) -> tuple[str, str] | None:
    """`09:00-09:30 Welcome`: the time at the beginning of a line, and the rest."""
    match = _LEADING.match(line[: 2 * LONGEST_TIME])
    if match is None:
        return None
    written, rest = match[1], line[match.end() :].strip()
    clock = written_clock(written)
    if written_span(written) is None and (clock is None or clock.bare):
        return None
    return written, rest


def written_duration(text: str) -> int | None:
    """Minutes of `45`, `45 min`, `1h30`, `1:30`, `1.5 h`; none for whatever is no duration."""
    plain = _plain(text)
    if fraction := _FRACTION.fullmatch(plain):
        return round(float("0." + fraction[1]) * WHOLE_DAY)
    if colon := _COLON_DURATION.fullmatch(plain):
        return _possible(int(colon[1]) * 60 + int(colon[2])) if int(colon[2]) < 60 else None
    minutes, place, unit_before = 0.0, 0, ""
    while place < len(plain):
        if plain[place] in " +,":
            place += 1
            continue
        match = _AMOUNT.match(plain, place)
        if match is None:
            word = plain[place:].split(maxsplit=1)[0]
            if word.rstrip(".") not in _FILLERS:
                return None
            place += len(word)
            continue
        amount, unit = float(match[1].replace(",", ".")), match[2]
        if unit in _HOURS or (not unit and "." in match[1].replace(",", ".") and not unit_before):
            minutes += amount * 60
        elif unit in _MINUTES or not unit:
            minutes += amount
        else:
            return None
        place, unit_before = match.end(), unit or "m"
    return _possible(round(minutes)) if unit_before else None


def _possible(minutes: int) -> int | None:
    return minutes if minutes <= LONGEST_MINUTES else None
