"""What the second of two who edit one thing is shown of what the first has saved."""

import pytest
from flask import Flask
from wtforms import HiddenField, IntegerField, SelectField

from convene.errors import ChangedMeanwhile, NotFound, Refused
from convene.sentences import says
from convene.web.fields import LineField
from convene.web.forms import Form
from convene.web.meanwhile import Theirs, mark_of, must_be_as_seen, tell_refusal

STOOD = {"name": "Ballroom", "note": "", "capacity": None, "position": 1}


class Room(Form):
    name = LineField("Name")
    note = LineField("Note")
    capacity = IntegerField("Seats")
    seen = HiddenField()


class Layout(Form):
    shape = SelectField("Shape")
    seen = HiddenField()


def told(now_said: dict[str, object], **typed: object) -> list[Theirs]:
    """What is shown to somebody who had `STOOD` on the page and typed something, of what stands now."""
    form = Room(data={**STOOD, **typed, "seen": mark_of(STOOD)})
    found = tell_refusal(form, ChangedMeanwhile("Ballroom"), lambda: now_said)
    must_be_as_seen(form.seen.data, now_said, "Ballroom")  # saving once more means it
    assert form.general_errors == ["Somebody changed “Ballroom” while you were editing it. Compare, then save again."]
    return found


def test_what_the_other_one_has_changed_is_shown_and_not_what_was_typed_here_alone(app: Flask) -> None:
    with app.test_request_context():
        shown = told({**STOOD, "capacity": 40, "position": 2}, name="Hall", note=None)
        assert shown == [Theirs("Seats", "40")]


def test_what_both_have_changed_alike_is_not_shown(app: Flask) -> None:
    with app.test_request_context():
        shown = told({**STOOD, "name": "Hall", "note": "Upstairs"}, name="Hall")
        assert shown == [Theirs("Note", "Upstairs")]


def test_nothing_is_nothing_and_is_read_as_a_dash(app: Flask) -> None:
    with app.test_request_context():
        stood = {"name": "Ballroom", "note": "Upstairs", "capacity": 0}
        form = Room(data={"name": "Hall", "note": None, "capacity": 0, "seen": mark_of(stood)})
        stands = {"name": "Ballroom", "note": "", "capacity": None}
        assert tell_refusal(form, ChangedMeanwhile("Hall"), lambda: stands) == [Theirs("Seats", "–")]


def test_what_was_chosen_is_read_as_the_page_says_it(app: Flask) -> None:
    with app.test_request_context():
        form = Layout(data={"shape": "rows", "seen": mark_of({"shape": "rows"})})
        form.shape.choices = [("rows", "In rows"), ("circle", "In a circle"), ("desks", "At desks")]
        form.shape.data = "desks"
        assert tell_refusal(form, ChangedMeanwhile("Hall"), lambda: {"shape": "circle"}) == [
            Theirs("Shape", "In a circle")
        ]


def test_whoever_sends_no_mark_is_shown_all_that_differs(app: Flask) -> None:
    with app.test_request_context():
        form = Room(data={**STOOD, "name": "Hall", "seen": "nonsense"})
        assert tell_refusal(form, ChangedMeanwhile("Hall"), lambda: STOOD) == [Theirs("Name", "Ballroom")]


def test_another_refusal_is_said_and_nothing_is_compared(app: Flask) -> None:
    with app.test_request_context():
        form = Room(data={**STOOD, "seen": mark_of(STOOD)})
        refused = Refused(says("Give it another name."), field="name")
        assert tell_refusal(form, refused, lambda: {**STOOD, "name": "Hall"}) == []
        assert form.name.errors == ["Give it another name."]
        assert form.seen.data == mark_of(STOOD)
        with pytest.raises(NotFound):
            tell_refusal(form, NotFound(), lambda: STOOD)
