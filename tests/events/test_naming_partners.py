from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from convene.database import db
from convene.errors import ChangedMeanwhile, NotFound
from convene.events.catalogue import PartnerRole
from convene.events.errors import PartnerIsNamed
from convene.events.models import Event, Partner
from convene.events.queries import partner_of, partners_of, said_of
from convene.events.services.naming_partners import add_partner, change_partner, move_partner, remove_partner
from convene.files.models import Audience, StoredFile
from convene.files.pictures import made_anew
from convene.web.meanwhile import mark_of
from tests.factories.events import make_event, make_team
from tests.support.at_once import at_once
from tests.support.pictures import picture

HOST, SUPPORTER, VENUE = PartnerRole.HOST, PartnerRole.SUPPORTER, PartnerRole.VENUE


def names(event: Event) -> list[str]:
    db.session.expire_all()
    return [one.name for one in partners_of(event.id)]


def files() -> list[StoredFile]:
    return list(db.session.scalars(select(StoredFile)))


def test_partners_stand_by_role_each_in_its_order(app: Flask) -> None:
    event = make_event()
    for role, name in ((VENUE, "The Hall"), (SUPPORTER, "Fund B"), (SUPPORTER, "Fund A"), (HOST, "Network")):
        add_partner(event.id, role, name, by="test")
    assert names(event) == ["Network", "Fund B", "Fund A", "The Hall"]


def test_a_partner_moves_within_its_role_only(app: Flask) -> None:
    event = make_event()
    ids = {name: add_partner(event.id, SUPPORTER, name, by="test") for name in ("A", "B", "C")}
    host = add_partner(event.id, HOST, "Network", by="test")
    move_partner(event.id, ids["C"], up=True, by="test")
    assert names(event) == ["Network", "A", "C", "B"]
    move_partner(event.id, ids["A"], up=True, by="test")
    move_partner(event.id, host, up=False, by="test")
    assert names(event) == ["Network", "A", "C", "B"]


def test_in_another_role_a_partner_stands_last(app: Flask) -> None:
    event = make_event()
    add_partner(event.id, SUPPORTER, "A", by="test")
    add_partner(event.id, SUPPORTER, "B", by="test")
    host = add_partner(event.id, HOST, "C", by="test")
    change_partner(event.id, host, SUPPORTER, "C", website="https://example.org", by="test")
    assert names(event) == ["A", "B", "C"]


def test_a_name_stands_once_in_a_role_and_may_stand_in_another(app: Flask) -> None:
    event = make_event()
    first = add_partner(event.id, HOST, "Ünal", by="test")
    with pytest.raises(PartnerIsNamed):
        add_partner(event.id, HOST, "ÜNAL", by="test")
    second = add_partner(event.id, SUPPORTER, "Ünal", by="test")
    with pytest.raises(PartnerIsNamed):
        change_partner(event.id, second, HOST, "Ünal", website="", by="test")
    change_partner(event.id, first, HOST, "ünal", website="", by="test")
    assert names(event) == ["ünal", "Ünal"]


def test_of_those_who_add_the_same_partner_at_once_one_does(app: Flask) -> None:
    event_id = make_event().id
    gone = at_once(app, [lambda: add_partner(event_id, HOST, "Network", by="test")] * 4)
    assert sum(isinstance(each, PartnerIsNamed) for each in gone) == 3
    assert db.session.scalar(select(func.count()).select_from(Partner)) == 1


def test_a_logo_is_kept_replaced_and_dropped_with_its_partner(app: Flask) -> None:
    event = make_event()
    logo = made_anew(picture("PNG"))
    partner_id = add_partner(event.id, HOST, "Network", logo=logo, by="test")
    (file,) = files()
    assert (file.audience, file.event_id, file.body) == (Audience.PUBLIC, event.id, logo.body)
    file_id = file.id
    assert file_id == partners_of(event.id)[0].logo_file_id
    change_partner(event.id, partner_id, HOST, "Network", website="", by="test")
    assert len(files()) == 1
    change_partner(event.id, partner_id, HOST, "Network", website="", logo=made_anew(picture(size=(9, 9))), by="test")
    (other,) = files()
    assert other.id != file_id
    change_partner(event.id, partner_id, HOST, "Network", website="", keeps_logo=False, by="test")
    assert files() == []
    change_partner(event.id, partner_id, HOST, "Network", website="", logo=logo, by="test")
    remove_partner(event.id, partner_id, by="test")
    assert files() == []
    assert names(event) == []


def test_whoever_saves_second_is_told(app: Flask) -> None:
    event = make_event()
    partner_id = add_partner(event.id, HOST, "Network", by="test")
    partner = partner_of(event.id, partner_id)
    assert partner is not None
    seen = mark_of(said_of(partner))
    change_partner(event.id, partner_id, HOST, "Theirs", website="", seen=seen, by="test")
    with pytest.raises(ChangedMeanwhile):
        change_partner(event.id, partner_id, HOST, "Ours", website="", seen=seen, by="test")
    assert names(event) == ["Theirs"]


def test_a_partner_of_another_event_is_not_found(app: Flask) -> None:
    team_id = make_team()
    ours, other = make_event(team_id=team_id), make_event(team_id=team_id)
    partner_id = add_partner(other.id, HOST, "Network", by="test")
    for act in (
        lambda: change_partner(ours.id, partner_id, HOST, "X", website="", by="test"),
        lambda: move_partner(ours.id, partner_id, up=True, by="test"),
        lambda: remove_partner(ours.id, partner_id, by="test"),
        lambda: remove_partner(other.id, uuid4(), by="test"),
    ):
        with pytest.raises(NotFound):
            act()


def test_every_change_has_the_public_pages_made_anew(app: Flask) -> None:
    event = make_event()

    def revision() -> int:
        db.session.expire_all()
        return db.session.get_one(Event, event.id).revision

    before = revision()
    partner_id = add_partner(event.id, HOST, "Network", by="test")
    change_partner(event.id, partner_id, VENUE, "Network", website="", by="test")
    move_partner(event.id, partner_id, up=True, by="test")
    remove_partner(event.id, partner_id, by="test")
    assert revision() == before + 4
