"""Registering is limited for each address and each network, and a conference behind one network gets in."""

import re

from flask import Flask
from sqlalchemy import func, select

from convene.database import db
from convene.registration.models import Registration
from tests.factories.registrations import make_open_event
from tests.support.visitor import Visitor


def test_200_people_behind_one_network_register_within_a_minute(app: Flask, visitor: Visitor) -> None:
    make_open_event(slug="forum", places=None)
    visitor.open("/e/forum/register")
    token = visitor.tree.xpath("string(//main//input[@name='csrf_token']/@value)")
    for n in range(200):
        form = {"csrf_token": token, "name": f"Person {n}", "email": f"person{n}@example.org"}
        visitor.post("/e/forum/register", form, expect=303, follow=False)
    assert db.session.scalar(select(func.count()).select_from(Registration)) == 200


def test_one_address_is_mailed_at_most_five_times_an_hour(app: Flask, visitor: Visitor) -> None:
    make_open_event(slug="forum")
    for path in ("/e/forum/register", "/e/forum/register/link"):
        statuses = []
        for _ in range(7):
            visitor.open(path)
            answers = {"name": "Jane"} if path.endswith("register") else {}
            visitor.fill_in(email="Jane@example.org ", **answers).press(follow=False)
            statuses.append(visitor.status)
        assert statuses == [303] * 5 + [429] * 2
        assert re.search(r"Wait a few minutes", visitor.text)


def test_slips_of_the_pen_lock_nobody_out(app: Flask, visitor: Visitor) -> None:
    make_open_event(slug="forum")
    visitor.open("/e/forum/register")
    for _ in range(8):
        visitor.fill_in(name="", email="jane@example.org").press("Register", expect=422)
    visitor.fill_in(name="Jane Trần", email="jane@example.org").press("Register")
    assert "We have mailed you" in visitor.text
