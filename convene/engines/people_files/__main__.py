"""`python -m convene.engines.people_files < list.csv`: how each column is read, and who comes of it. UTF-8, commas."""

import csv
import io
import sys

from convene.engines.people_files import PeopleContext, understand_people


def main() -> int:
    rows = [row for row in csv.reader(io.StringIO(sys.stdin.read().lstrip("\ufeff"))) if any(row)]
    width = max(map(len, rows), default=0)
    even = [[*row, *[""] * (width - len(row))] for row in rows]
    reading = understand_people(even, range(1, len(even) + 1), PeopleContext(countries={}, languages={}))
    for column in reading.columns:
        print(f"column {column.index + 1} “{column.heading}”: {column.meaning}", file=sys.stderr)
    for problem in reading.problems:
        print(f"row {problem.row}: {problem}", file=sys.stderr)
    for person in reading.people:
        print(f"{person.name}\t{person.email}\t{person.organisation}")
    return 1 if reading.problems else 0


if __name__ == "__main__":
    sys.exit(main())
