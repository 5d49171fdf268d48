"""Which sessions somebody can be at."""

from collections.abc import Iterable

from convene.calendar.rules import Span


def find_clashes(wanted: Span, had: Iterable[Span]) -> list[Span]:
    """Those of the others that take place, and at some moment while `wanted` does, in the order of their beginnings.

    One that begins in the moment in which the other ends is no clash.
    """
    others = [
        each
        for each in had
        if each.subject_id != wanted.subject_id
        and not each.is_cancelled
        and each.starts_at < wanted.ends_at
        and wanted.starts_at < each.ends_at
    ]
    return sorted(others, key=lambda each: (each.starts_at, each.subject_id))
