"""Who stays with a group, who is chosen to report for it, and who does not lead."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from convene.breakouts import tasks
from convene.breakouts.catalogue import PairKind, Preset
from convene.breakouts.errors import LeadsAlready, MayNotLead, NobodyToReport, PairNeedsTwo
from convene.breakouts.queries.arrangements import seats_of
from convene.breakouts.rules import rapporteurs_for
from convene.breakouts.services import at_the_door, proposing, setting_up
from convene.breakouts.services.setting_up import GroupText
from convene.breakouts.structure import Arrangement, GroupFacts, Participant
from convene.database import db
from convene.events.models import Event
from convene.programme.queries.draft import names_of_sessions
from convene.registration.models import Registration
from tests.factories.agendas import add_session
from tests.factories.breakouts import arranged, people_of, seat_in_turn, split
from tests.factories.registrations import make_open_event, make_registration
from tests.support.visitor import Visitor


@pytest.fixture
def event(app: object) -> Event:
    return make_open_event(slug="forum")


@pytest.fixture
def session_id(event: Event) -> UUID:
    return add_session(event, "Stations", "15:00", minutes=60)


def people(event: Event, count: int) -> list[UUID]:
    return [make_registration(event.id, f"p{number}@example.org", name=f"P {number}") for number in range(count)]


def person(registration_id: UUID) -> UUID:
    return db.session.scalars(select(Registration.person_id).where(Registration.id == registration_id)).one()


def groups_of(arrangement: Arrangement, registration_id: UUID) -> set[UUID | None]:
    db.session.rollback()
    return {each.group_id for each in seats_of(arrangement.id) if each.registration_id == registration_id}


def test_who_leads_and_who_reports_stay_with_their_group_in_every_round(event: Event, session_id: UUID) -> None:
    arrangement = split(event, session_id, preset=Preset.STATIONS, rounds=3)
    ids = people(event, 12)
    first, second = arrangement.groups[:2]
    setting_up.change_group(
        event.id, arrangement.id, first.id, GroupText(first.name, facilitator_id=person(ids[0])), by="test"
    )
    setting_up.change_group(
        event.id, arrangement.id, second.id, GroupText(second.name, rapporteur_id=person(ids[1])), by="test"
    )
    proposing.ask_for_groups(event.id, arrangement.id, by="test")
    tasks.work_out_groups()
    assert groups_of(arrangement, ids[0]) == {first.id}
    assert groups_of(arrangement, ids[1]) == {second.id}
    assert len(groups_of(arrangement, ids[2])) == 3


def test_who_leads_and_comes_late_is_seated_in_their_own_group(event: Event, session_id: UUID) -> None:
    arrangement = split(event, session_id, preset=Preset.STATIONS, rounds=2)
    ids = people(event, 7)
    seat_in_turn(arrangement, ids[:6])
    last = arrangement.groups[2]
    setting_up.change_group(
        event.id, arrangement.id, last.id, GroupText(last.name, facilitator_id=person(ids[6])), by="test"
    )
    at_the_door.seat_now(event.id, arrangement.id, ids[6], by="desk")
    assert groups_of(arrangement, ids[6]) == {last.id}


def test_a_rapporteur_is_chosen_in_each_group_from_those_who_sit_in_it(event: Event, session_id: UUID) -> None:
    arrangement = split(event, session_id)
    ids = people(event, 6)
    with pytest.raises(NobodyToReport):
        setting_up.choose_rapporteurs(event.id, arrangement.id, by="test")
    seat_in_turn(arrangement, ids)
    setting_up.pair_people(event.id, arrangement.id, PairKind.NOT_LEADING, people_of([ids[0]]), by="test")
    names = setting_up.choose_rapporteurs(event.id, arrangement.id, by="test")
    assert len(names) == 3
    seated = {seat.group_id: set[UUID]() for seat in seats_of(arrangement.id)}
    for seat in seats_of(arrangement.id):
        seated[seat.group_id].add(person(seat.registration_id))
    chosen = {each.id: each.rapporteur_id for each in arranged(arrangement.id).groups}
    assert all(chosen[group_id] in seated[group_id] for group_id in seated)
    assert person(ids[0]) not in chosen.values()
    with pytest.raises(NobodyToReport):
        setting_up.choose_rapporteurs(event.id, arrangement.id, by="test")


def test_organisations_take_turns_in_reporting_and_nobody_reports_twice() -> None:
    groups = [GroupFacts(uuid4(), number, f"G {number}") for number in range(3)]
    one, *others = (Participant(uuid4(), uuid4(), f"P {n}", organisation="NGO 1") for n in range(3))
    another = Participant(uuid4(), uuid4(), "Q", organisation="NGO 2")
    seated = {groups[0].id: [one], groups[1].id: [*others, another], groups[2].id: []}
    assert rapporteurs_for(groups, seated, barred=()) == {groups[0].id: one, groups[1].id: another}
    assert rapporteurs_for(groups, {each.id: [one] for each in groups}, barred=()) == {groups[0].id: one}
    assert set(rapporteurs_for(groups, seated, barred={one.person_id})) == {groups[1].id}


def test_who_does_not_lead_is_made_neither_facilitator_nor_rapporteur(event: Event, session_id: UUID) -> None:
    arrangement = split(event, session_id)
    ids, first = people(event, 2), arrangement.groups[0]
    with pytest.raises(PairNeedsTwo):
        setting_up.pair_people(event.id, arrangement.id, PairKind.NOT_LEADING, [], by="test")
    setting_up.pair_people(event.id, arrangement.id, PairKind.NOT_LEADING, people_of(ids[:1]), by="test")
    for text in (
        GroupText(first.name, facilitator_id=person(ids[0])),
        GroupText(first.name, rapporteur_id=person(ids[0])),
    ):
        with pytest.raises(MayNotLead):
            setting_up.change_group(event.id, arrangement.id, first.id, text, by="test")
        with pytest.raises(MayNotLead):
            setting_up.add_group(event.id, arrangement.id, text, by="test")
    setting_up.change_group(
        event.id, arrangement.id, first.id, GroupText(first.name, facilitator_id=person(ids[1])), by="test"
    )
    with pytest.raises(LeadsAlready):
        setting_up.pair_people(event.id, arrangement.id, PairKind.NOT_LEADING, people_of([ids[1]]), by="test")


def test_on_the_pages_who_does_not_lead_is_not_offered(event: Event, session_id: UUID, visitor: Visitor) -> None:
    arrangement = split(event, session_id)
    ids = people(event, 2)
    noor = visitor.signed_in_as("noor@example.org")
    board = f"/organise/forum/groups/{names_of_sessions(event.id, [session_id])[session_id][0]}/"
    group = f"{board}groups/{arrangement.groups[0].id}"
    assert "P 0" in noor.open(group).text
    noor.open(f"{board}rules").fill_in(sit=PairKind.NOT_LEADING.value, people="P 0").press("Keep to this")
    assert "Not leading" in noor.text
    assert "P 0" not in noor.open(group).text
    assert "P 1" in noor.text
    seat_in_turn(arrangement, ids)
    noor.open(f"{board}set-up").press("Choose a rapporteur in each group")
    assert "Chosen: P 1." in noor.text
