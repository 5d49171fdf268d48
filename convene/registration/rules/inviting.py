import re
from collections.abc import Callable

from convene.sentences import Sentence, says
from convene.spelling import clean_line

#: What stands in each column of a pasted list, where its first row does not say so.
COLUMNS = ("name", "email", "organisation", "country", "sector", "expertise")
MOST_PEOPLE = 2_000
LONGEST = {"sector": 100, "expertise": 100, "email": 320}
ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")


def people_in(text: str, country_code: Callable[[str], str]) -> tuple[list[dict[str, str]], list[Sentence]]:
    """People as somebody lists them: one a line, columns parted by tab, semicolon or comma; and what is wrong.

    Name, address, organisation, country, sector, expertise, in this order, or as a first row says. "Ana Lee
    <ana@example.org>" is read, too. `country_code` gives the code for a country however it is written, "" for none.
    """
    people: list[dict[str, str]] = []
    problems: list[Sentence] = []
    columns: tuple[str, ...] = COLUMNS
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        cells = _cells(line)
        heads = tuple(each.casefold().replace("e-mail address", "email").replace("e-mail", "email") for each in cells)
        if not people and "email" in heads:
            columns = heads
            continue
        person = {name: cell for name, cell in zip(columns, cells, strict=False) if name in COLUMNS}
        if not ADDRESS.fullmatch(person.get("email", "")):
            problems.append(says("Line %(number)s has no e-mail address: “%(line)s”.", number=number, line=line[:60]))
            continue
        person["name"] = person.get("name") or person["email"].partition("@")[0]
        person["country"] = country_code(person.get("country", ""))
        people.append(
            {name: each[:100] if name in {"sector", "expertise"} else each[:200] for name, each in person.items()}
        )
    if len(people) > MOST_PEOPLE:
        problems.append(says("These are more than %(most)s people. Add them in parts.", most=MOST_PEOPLE))
    return people, problems


def _cells(line: str) -> list[str]:
    # Fields that clean what is pasted write four spaces for a tab (`spelling.clean_text`).
    separator = next((each for each in ("\t", "    ", ";", ",") if each in line), None)
    if separator is None and "<" in line:
        name, _, rest = line.partition("<")
        return [clean_line(name).strip('" '), clean_line(rest.strip(" >"))]
    return [clean_line(cell).strip('" ') for cell in (line.split(separator) if separator else [line])]
