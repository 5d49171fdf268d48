"""What the second of two who edit one thing is shown of what the first has saved."""

from flask import Flask
from wtforms import IntegerField

from convene.web.fields import LineField
from convene.web.forms import Form
from convene.web.meanwhile import Theirs, theirs


class Room(Form):
    name = LineField("Name")
    note = LineField("Note")
    capacity = IntegerField("Seats")


def test_what_is_nothing_on_both_sides_is_not_shown(app: Flask) -> None:
    with app.test_request_context():
        form = Room(data={"name": "Hall", "note": None, "capacity": 0})
        assert theirs(form, {"name": "Ballroom", "note": "", "capacity": None}) == [
            Theirs("Name", "Ballroom"),
            Theirs("Seats", "–"),
        ]
