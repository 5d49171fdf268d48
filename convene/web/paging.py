"""Long lists, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from flask import request
from sqlalchemy import Select, func, select

from convene.database import db
from convene.spelling import number_in

Row = TypeVar("Row")
PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Listing(Generic[Row]):
    """One page of a list: the rows, which page this is, of how many, and how many rows there are in all."""

    rows: Sequence[Row]
    page: int
    pages: int
    total: int
    per_page: int = PER_PAGE

    @property
    def first(self) -> int:
        return (self.page - 1) * self.per_page + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.page * self.per_page, self.total)

    @property
    def previous_url(self) -> str | None:
        """Where the page before this one is: the address of the request with another `page`."""
        return _address_of(self.page - 1) if self.page > 1 else None

    @property
    def next_url(self) -> str | None:
        return _address_of(self.page + 1) if self.page < self.pages else None


def page_asked_for() -> int:
    """The `?page=` of the request; whatever is no page number is the first."""
    asked = request.args.get("page", "1")
    return max(1, number_in(asked) or 1)


def page_of(rows: Select[Row], number: int, per_page: int = PER_PAGE) -> Listing[Row]:
    """Page `number` of the rows, in two statements. A number beyond the end gives the last page."""
    total = db.session.scalar(select(func.count()).select_from(rows.order_by(None).subquery())) or 0
    number, pages = _page_in(total, number, per_page)
    found = db.session.scalars(rows.limit(per_page).offset((number - 1) * per_page)).all()
    return Listing(found, number, pages, total, per_page)


def part_of(rows: Sequence[Row], number: int, per_page: int = PER_PAGE) -> Listing[Row]:
    """Page `number` of rows that were read already, as those of which a search looks at what no statement knows."""
    number, pages = _page_in(len(rows), number, per_page)
    return Listing(rows[(number - 1) * per_page : number * per_page], number, pages, len(rows), per_page)


def _page_in(total: int, number: int, per_page: int) -> tuple[int, int]:
    """Which page it is, and of how many: beyond the end it is the last."""
    pages = max(1, -(-total // per_page))
    return min(number, pages), pages


def _address_of(number: int) -> str:
    asked = {name: values for name, values in request.args.lists() if name != "page"}
    return f"{request.path}?{urlencode({**asked, 'page': number}, doseq=True)}"
