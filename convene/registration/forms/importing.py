"""Bringing in a list of people."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from flask import request
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, SelectField

from convene.engines.people_files import Column
from convene.spelling import clean_line, id_in
from convene.web.forms import FileOrRows, Form

MOST_CHOICES = 3_000  # fields of one page that corrects a list


LONGEST_CELL = 2_000


class ChooseList(FileOrRows):
    """People to bring in: a file, or what was copied from one."""

    _nothing_chosen = _("Choose a file, or paste the rows of your list below")

    file = FileField(_("File"), description=_("A spreadsheet (CSV or XLSX) of at most 5,000 people; 10 MB or less."))


@dataclass(frozen=True, slots=True)
class ListChoices:
    """What an organiser says of a list that was read: its sheet, its columns, and cells that were wrong."""

    sheet: str | None = None
    columns: Mapping[int, Column] = field(default_factory=dict)
    corrections: Mapping[tuple[int, int], str] = field(default_factory=dict)
    #: Which question a column answers. None: none, though its heading may sound like one.
    questions: Mapping[int, UUID | None] = field(default_factory=dict)


QUESTION = "question:"


def question_column(question_id: UUID) -> str:
    """How the select of a column calls a question that it answers."""
    return f"{QUESTION}{question_id.hex}"


class BringPeopleIn(Form):
    """The list that was looked at, and what it would have done then."""

    upload = HiddenField()
    seen = HiddenField()
    sheet = SelectField(_("Sheet"), validate_choice=False)
    leaves_out = BooleanField(_("Bring the others in without these rows"))
    tells = BooleanField(_("Mail those who are new their confirmation and their link"))

    @property
    def wants_another_look(self) -> bool:
        """Whether it was sent to be read again, not to be brought in."""
        return "again" in request.form

    @property
    def upload_id(self) -> UUID | None:
        return id_in(self.upload.data)

    @property
    def choices(self) -> ListChoices:
        """What was chosen on the page; what is no column, no cell and no word of ours is passed over."""
        columns: dict[int, Column] = {}
        corrections: dict[tuple[int, int], str] = {}
        questions: dict[int, UUID | None] = {}
        for name, value in list(request.form.items())[:MOST_CHOICES]:
            if of_column := re.fullmatch(r"column-(\d{1,3})", name):
                number, question_id = int(of_column[1]), id_in(value.removeprefix(QUESTION))
                if value in set(Column):
                    columns[number], questions[number] = Column(value), None
                elif question_id is not None:
                    columns[number], questions[number] = Column.EXTRA, question_id
            elif of_cell := re.fullmatch(r"cell-(\d{1,6})-(\d{1,3})", name):
                corrections[int(of_cell[1]), int(of_cell[2])] = clean_line(value)[:LONGEST_CELL]
        return ListChoices(self.sheet.data or None, columns, corrections, questions)
