"""People in one cell: `Jane Vu (NGO 8); Tari Sinaga, UN`, `Moderator: Bo Li`, one to a line, or `Hosts`."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace

from convene.engines.schedule_files import spelling
from convene.engines.schedule_files.group_words import GENERIC, PHRASES, SMALL
from convene.engines.schedule_files.headings import plain_heading, role_named
from convene.engines.schedule_files.layout import cut
from convene.engines.schedule_files.schedule import LINE_LENGTH, Person
from convene.engines.schedule_files.written_days import words_of

MOST_PEOPLE = 200
"""In one cell: more are the text of a letter."""
_LONGEST_CELL = 20_000
_ROLE_BEFORE = re.compile(r"\s*([^:;,()]{2,40}):\s*(?=\S)")
_BRACKETED = re.compile(r"^(.*\S)\s*[(\[（]([^()\[\]（）]*)[)\]）]\s*$")
_DASHED = re.compile(r"^(\S.*?\S)\s+[-–—|]\s+(\S.*)$")
_BULLET = re.compile(r"^\s*(?:[-–—•*·]|[0-9]{1,2}[.)])\s+")
_ADDRESS = re.compile(r"\w@\w")
_COMMA_FIRST = re.compile(r"([(\[（])\s*[,;]\s*")
_EMPTIED = re.compile(r"[(\[（]\s*[)\]）]")
_AND = re.compile(r"\s+(?:and|&|und|et|y|e|en|dan|и)\s+")
_AND_FIRST = re.compile(r"^\s*(?:and|&|und|et|y|e|en|dan|и)\s+")
_ACRONYM = re.compile(r"^[A-Z][A-Z0-9&./-]{1,11}$")
_DEGREES = words_of("phd md jr sr msc ma mba llm esq ii iii mph dr prof jd")
_PARTICLES = words_of("de da do dos das di del della der den van von bin binti al el la le y e ibn abu")
_ORGANISATIONS = words_of(
    "university universidad universidade universite universitat universita universiteit universitas college school "
    "institute institut instituto istituto instituut ministry ministere ministerio ministerium ministero foundation "
    "fondation fundacion fundacao stiftung fondazione stichting yayasan association asociacion associacao verein "
    "associazione vereniging network reseau red rede netzwerk rete netwerk council conseil consejo conselho rat agency "
    "agence agencia agentur agenzia office bureau oficina centre center centro zentrum organisation organization "
    "organisacion organizacion organizacao committee commission comision union society alliance alianza federation "
    "federacion department departement departamento government governo gobierno company inc ltd llc gmbh ag sa group "
    "grupo gruppe bank banco banque fund fonds fondo programme program platform coalition hub lab labs partners trust "
    "international nations police hospital church club team ngo ong"
)


def people_in(cell: str, role: str = "") -> tuple[Person, ...]:
    """Those whom a cell names, in its order, once each; `role` is what its column says that they do.

    Words that stand for somebody ("Hosts", "TBC", "University of Kent") are here as well: an organisation can stand on
    stage, and which of them are nobody (`is_nobody`) the table is asked.
    """
    found: dict[str, Person] = {}
    lines = [line for line in map(_without_addresses, cell[:_LONGEST_CELL].splitlines()) if line.strip()]
    for line in lines:
        for person in _in_line(_BULLET.sub("", line), role, alone=len(lines) == 1):
            found.setdefault(person.name.casefold(), person)
            if len(found) >= MOST_PEOPLE:
                return tuple(found.values())
    return tuple(found.values())


def _without_addresses(line: str) -> str:
    """`Jane Vu <jane@example.org>` is Jane Vu: what stands in a name is public, and an address is not."""
    if "@" not in line:
        return line
    words = [_without_address(word) if _ADDRESS.search(word) else word for word in line.split()]
    return _EMPTIED.sub("", _COMMA_FIRST.sub(r"\1", " ".join(words)))


def _without_address(word: str) -> str:
    """What is left of a word with an address in it: the signs at its ends that part people, and a name before `<`."""
    before = word.partition("<")[0]
    opening = word[: len(word) - len(word.lstrip("([（"))]
    closing = word[len(word.rstrip(")]）,;>")) :].replace(">", "")
    return f"{before if before and '@' not in before else opening}{closing}"


def _in_line(line: str, role_of_column: str, *, alone: bool) -> Iterator[Person]:
    role = role_of_column
    parts = _split(line, ";")
    for part in parts:
        text, role_of_part, has_role = part, role, False
        if before := _ROLE_BEFORE.match(part):
            named = role_named(before[1])
            if named:
                text, role_of_part, has_role = part[before.end() :], named, True
                # "Speakers: A; B" goes on, "Moderator: A; B" does not
                is_for_several = plain_heading(before[1]).endswith(("s", "en", "i")) or named == "speaker"
                role = named if is_for_several else role_of_column
        text = " ".join(text.split())
        if len(parts) > 1 or not (alone or has_role):
            names = _joined_by_and(text)
        else:
            names = _parted_by_commas(text)
        for name in names:
            yield from _persons(name[:LINE_LENGTH], role_of_part)


def _split(text: str, sign: str) -> list[str]:
    """At a sign that does not stand in brackets."""
    parts, depth, begin = [], 0, 0
    for place, letter in enumerate(text):
        if letter in "([（":
            depth += 1
        elif letter in ")]）":
            depth = max(depth - 1, 0)
        elif letter == sign and depth == 0:
            parts.append(text[begin:place])
            begin = place + 1
    return [*parts, text[begin:]]


def _parted_by_commas(text: str) -> Iterator[str]:
    """Names, but "Jane Vu, NGO 8" is one person. Where semicolons or lines part people, commas do not."""
    parts = [part.strip() for part in _split(text.replace("،", ",").replace("、", ","), ",")]
    parts = _with_degrees([part for part in parts if part])
    if (
        len(parts) == 2
        and looks_like_an_organisation(_BRACKETED.sub(r"\1", parts[1]))
        and not _AND_FIRST.match(parts[1])
    ):
        yield ", ".join(parts)
        return
    for part in parts:
        yield from _joined_by_and(_AND_FIRST.sub("", part) if len(parts) > 1 else part)


def _with_degrees(parts: list[str]) -> list[str]:
    """`Jane Vu, PhD` is one person."""
    joined: list[str] = []
    for part in parts:
        if joined and part.casefold().replace(".", "") in _DEGREES:
            joined[-1] += f", {part}"
        else:
            joined.append(part)
    return joined


def _joined_by_and(text: str) -> Iterator[str]:
    """Two people where both sides look like names of people: not "Save the Children and UNICEF"."""
    sides = _AND.split(text) if len(text) <= LINE_LENGTH else [text]
    if len(sides) > 1 and all(_looks_like_a_person(_BRACKETED.sub(r"\1", side)) for side in sides):
        yield from sides
    else:
        yield text


def _looks_like_a_person(text: str) -> bool:
    words = text.replace(",", " ").split()
    if not 2 <= len(words) <= 5 or looks_like_an_organisation(text):
        return False
    return all(word[0].isupper() or word.casefold() in _PARTICLES for word in words)


def looks_like_an_organisation(text: str) -> bool:
    """By its digits, an acronym or a word such as "University"."""
    words = text.replace("(", " ").replace(")", " ").split()
    if any(sign.isdigit() for sign in text) or any(_ACRONYM.match(word) for word in words):
        return True
    return any(_bare(word) in _ORGANISATIONS for word in words)


def _bare(word: str) -> str:
    return unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode().lower().strip(".,")


def _persons(text: str, role: str) -> Iterator[Person]:
    """One person; several where "Jane Vu and Bo Li, UNICEF" stands, who then come from the same place."""
    name, affiliation = text.strip(), ""
    if bracketed := _BRACKETED.match(name):
        name, inside = bracketed[1], bracketed[2].strip()
        kept = [part.strip() for part in inside.split(",")]
        roles = [named for part in kept if (named := role_named(part))]
        role = roles[0] if roles else role
        affiliation = ", ".join(part for part in kept if part and not role_named(part))
    elif (dashed := _DASHED.match(name)) and looks_like_an_organisation(dashed[2]):
        name, affiliation = dashed[1], dashed[2]
    if not affiliation and "," in name:
        parts = _with_degrees([part.strip() for part in _split(name, ",")])
        name, affiliation = parts[0], ", ".join(parts[1:])
    affiliation = cut(spelling.line(affiliation), LINE_LENGTH)
    for one in _joined_by_and(name) if affiliation else [name]:
        if any(sign.isalnum() for sign in one):
            yield Person(name=cut(spelling.line(one), LINE_LENGTH), affiliation=affiliation, role=role)


def together(*groups: Iterable[Person]) -> tuple[Person, ...]:
    """Several cells of one session: whoever stands in two of them is one person, with what either says."""
    found: dict[str, Person] = {}
    for person in (person for group in groups for person in group):
        known = found.get(person.name.casefold())
        if known is None:
            found[person.name.casefold()] = person
        elif not known.affiliation and person.affiliation:
            found[person.name.casefold()] = replace(known, affiliation=person.affiliation)
    return tuple(found.values())


_PHRASES = frozenset(map(str.strip, PHRASES.replace("\n", "|").split("|"))) - {""}
_GENERIC, _SMALL = frozenset(GENERIC.split()), frozenset(SMALL.split())


def is_nobody(name: str) -> bool:
    """Whether a name is plainly none: a role ("Host"), a group ("Facilitation team"), or still open ("TBC")."""
    plain = plain_heading(name).rstrip("0123456789 ")
    if plain in _PHRASES or role_named(plain):
        return True
    words = set(plain.split())
    return bool(words & _GENERIC) and words <= _GENERIC | _SMALL
