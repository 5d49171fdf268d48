"""Names of countries as people write them: official names turned round, abbreviations, old names, parts of one."""

import difflib
import re
from collections.abc import Mapping

from convene.engines.people_files.columns import plain

#: What no list of names has. By the plain words.
ALIASES = {
    "uk": "GB", "u k": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB",
    "northern ireland": "GB", "united kingdom of great britain and northern ireland": "GB",
    "usa": "US", "u s a": "US", "u s": "US", "america": "US", "united states of america": "US", "the states": "US",
    "viet nam": "VN", "lao pdr": "LA", "lao p d r": "LA", "lao people s democratic republic": "LA", "lao": "LA",
    "burma": "MM", "south korea": "KR", "republic of korea": "KR", "korea": "KR", "north korea": "KP",
    "democratic people s republic of korea": "KP", "dprk": "KP", "holland": "NL", "russian federation": "RU",
    "czech republic": "CZ", "turkey": "TR", "turkiye": "TR", "ivory coast": "CI", "macedonia": "MK", "swaziland": "SZ",
    "east timor": "TL", "cape verde": "CV", "vatican": "VA", "holy see": "VA", "palestine": "PS",
    "state of palestine": "PS", "occupied palestinian territory": "PS", "syrian arab republic": "SY",
    "islamic republic of iran": "IR", "bolivarian republic of venezuela": "VE", "plurinational state of bolivia": "BO",
    "united republic of tanzania": "TZ", "republic of moldova": "MD", "federated states of micronesia": "FM",
    "drc": "CD", "d r congo": "CD", "dr congo": "CD", "democratic republic of the congo": "CD",
    "democratic republic of congo": "CD", "republic of the congo": "CG", "congo": "CG", "congo brazzaville": "CG",
    "congo kinshasa": "CD", "congo dem rep": "CD", "dem rep congo": "CD", "dem rep of the congo": "CD",
    "congo drc": "CD", "drc congo": "CD", "congo dr": "CD", "congo rep": "CG", "korea dpr": "KP", "dpr korea": "KP",
    "dpr of korea": "KP", "korea dem people s rep": "KP", "korea rep": "KR", "slovak republic": "SK",
    "kyrgyz republic": "KG", "republic of china": "TW", "taiwan republic of china": "TW",
    "republic of china taiwan": "TW",
    "uae": "AE", "u a e": "AE", "emirates": "AE", "ksa": "SA", "kingdom of saudi arabia": "SA",
    "prc": "CN", "people s republic of china": "CN", "mainland china": "CN", "hong kong": "HK", "hong kong sar": "HK",
    "macau": "MO", "macao": "MO", "taiwan province of china": "TW", "brunei darussalam": "BN", "png": "PG", "nz": "NZ",
    "aotearoa": "NZ", "aotearoa new zealand": "NZ", "bosnia": "BA", "st lucia": "LC", "st kitts and nevis": "KN",
    "st vincent and the grenadines": "VC", "the gambia": "GM", "the bahamas": "BS", "eire": "IE",
    "republic of ireland": "IE", "brasil": "BR", "deutschland": "DE", "ประเทศไทย": "TH",
}  # fmt: skip
CLOSE = 0.87
MOST_LOOKED_AT_CLOSELY = 40


class Countries:
    """Finds the codes of countries. `names`: code by plain name, in as many languages as the caller knows."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = {**names, **{plain(name): code for name, code in ALIASES.items()}}
        self._codes = set(names.values())
        self._known: dict[str, tuple[str, bool]] = {}
        self._looked_at_closely = 0

    def code_of(self, typed: str) -> tuple[str, bool]:
        """The code, and whether that is sure; ("", False): no country is called like it."""
        if typed not in self._known:
            self._known[typed] = self._find(typed)
        return self._known[typed]

    def _find(self, typed: str) -> tuple[str, bool]:
        bare = typed.strip()
        if bare.upper() in self._codes:
            return bare.upper(), True
        for spelling in self._spellings(bare):
            if spelling in self._names:
                return self._names[spelling], True
        # What stands before a comma or a bracket alone: which Congo, which Korea it is may stand behind.
        if (beginning := plain(re.split(r"[,(]", bare, maxsplit=1)[0])) in self._names:
            return self._names[beginning], False
        if len(bare) < 4 or self._looked_at_closely >= MOST_LOOKED_AT_CLOSELY:
            return "", False
        self._looked_at_closely += 1
        close = difflib.get_close_matches(plain(bare), self._names, n=1, cutoff=CLOSE)
        return (self._names[close[0]], False) if close else ("", False)

    @staticmethod
    def _spellings(typed: str) -> list[str]:
        whole = plain(typed)
        before, comma, after = typed.partition(",")
        turned = [plain(f"{after} {before}")] if comma else []
        bracket = typed.partition("(")
        inside = bracket[2].rstrip(") ")
        bracketed = [plain(f"{inside} {bracket[0]}")] if inside else []
        found = [whole, *turned, *bracketed]
        return [each for word in found for each in (word, word.removeprefix("the "), word.removeprefix("republic of "))]
