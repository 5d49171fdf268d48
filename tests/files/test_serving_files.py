from uuid import UUID, uuid4

import pytest
from flask import Flask

from convene.database import db
from convene.events.models import Event
from convene.files.models import Audience, StoredFile
from convene.files.pictures import made_anew
from convene.files.services import drop_files_of, store_picture
from convene.permissions.catalogue import Role
from tests.factories.events import give, make_event, make_team
from tests.support.pictures import picture
from tests.support.visitor import Visitor


def stored(event: Event, audience: Audience = Audience.PUBLIC, owner_id: UUID | None = None) -> UUID:
    return store_picture(
        "people",
        owner_id or uuid4(),
        made_anew(picture()),
        event_id=event.id,
        team_id=event.team_id,
        audience=audience,
        by="test",
    )


def test_everybody_sees_the_picture_of_a_published_event(app: Flask, visitor: Visitor) -> None:
    response = visitor.open(f"/files/{stored(make_event())}").response
    assert response.mimetype == "image/webp"
    assert response.data.startswith(b"RIFF")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Disposition"] == "inline"
    assert response.headers["Cache-Control"] == "private, no-cache"


def test_who_has_it_already_is_told_so(app: Flask, visitor: Visitor) -> None:
    path = f"/files/{stored(make_event())}"
    tag = visitor.open(path).response.headers["ETag"]
    again = visitor.open(path, expect=304, headers={"If-None-Match": f"W/{tag}"}).response
    assert again.data == b""
    assert visitor.open(path, headers={"If-None-Match": '"another"'}).response.data


def test_nobody_sees_the_picture_of_a_draft_but_those_who_work_on_it(app: Flask, visitor: Visitor) -> None:
    path = f"/files/{stored(make_event(published=False))}"
    visitor.open(path, expect=404)
    visitor.another().signed_in_as("somebody.else@example.org").open(path, expect=404)
    visitor.another().signed_in_as("noor@example.org").open(path)


def test_what_is_for_organisers_stays_with_them_once_the_event_is_published(app: Flask, visitor: Visitor) -> None:
    team_id = make_team()
    event, other = make_event(team_id=team_id, slug="one"), make_event(team_id=team_id, slug="other")
    give(other, "other@example.org", Role.OWNER)
    path = f"/files/{stored(event, Audience.ORGANISERS)}"
    visitor.open(path, expect=404)
    visitor.another().signed_in_as("other@example.org").open(path, expect=404)
    visitor.another().signed_in_as("noor@example.org").open(path)


@pytest.mark.parametrize("name", [uuid4(), "0", "-1", "1e9", "../config.py", "%2e%2e%2fconfig.py", "x" * 5000])
def test_an_id_that_is_none_leads_to_nothing(app: Flask, visitor: Visitor, name: object) -> None:
    visitor.open(f"/files/{name}", expect=404)


def test_a_file_of_no_event_is_served_to_nobody(app: Flask, visitor: Visitor) -> None:
    file_id = store_picture(
        "teams", uuid4(), made_anew(picture()), event_id=None, team_id=make_team(), audience=Audience.PUBLIC, by="test"
    )
    visitor.signed_in_as("noor@example.org").open(f"/files/{file_id}", expect=404)


def test_a_new_picture_takes_the_place_of_the_old_one(app: Flask) -> None:
    event, owner_id = make_event(), uuid4()
    first, second = stored(event, owner_id=owner_id), stored(event, owner_id=owner_id)
    assert db.session.get(StoredFile, first) is None
    assert db.session.get(StoredFile, second) is not None
    drop_files_of("people", owner_id, by="test")
    db.session.rollback()
    assert db.session.get(StoredFile, second) is None
