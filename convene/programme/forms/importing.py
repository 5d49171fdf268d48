"""A file that is brought in, and what is chosen of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from flask import request
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    HiddenField,
    SelectField,
)

from convene.engines.schedule_files import Column
from convene.programme.forms.fields import day_in, revision_in
from convene.spelling import clean_line, id_in
from convene.web.forms import FileOrRows, Form

MOST_CHOICES = 3_000  # fields of one page that corrects a table
LONGEST_CELL = 2_000


class ChooseFile(FileOrRows):
    """An agenda to bring in: a file, or what was copied from one."""

    _nothing_chosen = _("Choose a file, or paste the rows of your agenda below")

    file = FileField(
        _("File"),
        description=_("A spreadsheet (CSV or XLSX), schedule.json or schedule.xml; 10 MB or less."),
    )


@dataclass(frozen=True, slots=True)
class Choices:
    """What an organiser says of a table that was read: its sheet, the day of rows without a date, its columns, cells
    that were wrong, the codes of sessions to withdraw because the file has them no longer, whether words such as
    "Hosts" are people, and whether days of another time are those of the event."""

    sheet: str | None = None
    day: date | None = None
    columns: Mapping[int, Column] = field(default_factory=dict)
    corrections: Mapping[tuple[int, int], str] = field(default_factory=dict)
    withdrawn: frozenset[str] = frozenset()
    takes_groups: bool = False
    moves_days: bool = False


class BringIn(Form):
    """The file that was looked at, and the draft as it was then."""

    upload = HiddenField()
    revision = HiddenField()
    sheet = SelectField(_("Sheet"), validate_choice=False)
    day = SelectField(_("Day of rows without a date"), validate_choice=False)
    leaves_out = BooleanField(_("Bring the rest in without these rows"))
    takes_groups = BooleanField(_("Take them in as people on stage all the same"))
    moves_days = BooleanField(_("Read them as the days of the event"))

    @property
    def wants_another_look(self) -> bool:
        """Whether it was sent to be read again, not to be brought in."""
        return "again" in request.form

    @property
    def choices(self) -> Choices:
        """What was chosen on the page; what is no column, no cell and no word of ours is passed over."""
        columns, corrections = {}, {}
        for name, value in list(request.form.items())[:MOST_CHOICES]:
            if (of_column := re.fullmatch(r"column-(\d{1,3})", name)) and value in set(Column):
                columns[int(of_column[1])] = Column(value)
            elif of_cell := re.fullmatch(r"cell-(\d{1,6})-(\d{1,3})", name):
                corrections[int(of_cell[1]), int(of_cell[2])] = clean_line(value)[:LONGEST_CELL]
        return Choices(
            self.sheet.data or None,
            day_in(self.day.data),
            columns,
            corrections,
            frozenset(request.form.getlist("withdraw")),
            bool(self.takes_groups.data),
            bool(self.moves_days.data) or request.form.get("again") == "days",
        )

    @property
    def upload_id(self) -> UUID | None:
        return id_in(self.upload.data)

    @property
    def revision_seen(self) -> int:
        return revision_in(self.revision.data)
