"""The list of people narrowed by what they answered, and the answers counted."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from convene.accounts.queries import account_with
from convene.database import db
from convene.events.models import Event
from convene.permissions.catalogue import Role
from convene.questionnaires.catalogue import Kind
from convene.registration.errors import NobodyIsMeant
from convene.registration.models import Mailing, Registration, Tagged
from convene.registration.queries.importing import people_in
from convene.registration.queries.listing import everybody_asked_for, ids_asked_for
from convene.registration.rules.letters import Words
from convene.registration.rules.listing import ASKED, Asked, Filters, asked_in, filters_in, in_address
from convene.registration.rules.mailings import When
from convene.registration.services import opening
from convene.registration.services.importing import import_people
from convene.registration.services.listing import cancel_those, tag_those, untag_those
from convene.registration.services.opening import TicketFacts
from convene.registration.services.writing_to import write_to
from tests.factories.events import give, make_account
from tests.factories.questionnaires import ask, make_form, option
from tests.factories.registrations import make_open_event, make_registration
from tests.support.visitor import Visitor

OWNER = "noor@example.org"
LIST = "/organise/forum/people/"


@pytest.fixture
def asked(app: Flask) -> tuple[Event, dict[str, UUID]]:
    """An event of three who have answered, and one who has not; what is asked, by a word, and the options."""
    event = make_open_event(slug="forum")
    form_id = make_form(event)
    ids = {
        "hotel": ask(form_id, "Hotel?", Kind.YES_NO, is_required=False),
        "way": ask(form_id, "How?", Kind.CHOICE, "Train", "Boat", is_required=False),
        "needs": ask(form_id, "What do you need?", Kind.CHOICES, "Captions", "Ramp", is_required=False),
        "from": ask(form_id, "Where from?", Kind.COUNTRY, is_required=False),
        "eats": ask(form_id, "Meat?", Kind.YES_NO, is_required=False, is_private=True),
    }
    for label, question in (("Train", "way"), ("Boat", "way"), ("Captions", "needs"), ("Ramp", "needs")):
        ids[label] = option(form_id, ids[question], label)
    told = {
        "Ana": {"hotel": True, "way": "Train", "needs": ["Captions", "Ramp"], "from": "TH", "eats": True},
        "Ben": {"hotel": False, "way": "Boat", "needs": ["Ramp"], "from": "VN", "eats": False},
        "Cho": {"hotel": True, "way": "Boat", "from": "TH"},
        "Dan": {},
    }
    for name, given in told.items():
        replies = {ids[key]: _value(ids, value) for key, value in given.items()}
        make_registration(event.id, f"{name.lower()}@example.org", name=name, replies=replies)
    return event, ids


def _value(ids: dict[str, UUID], value: object) -> object:
    if isinstance(value, list):
        return [str(ids[each]) for each in value]
    return str(ids[value]) if isinstance(value, str) and value in ids else value


def found(event: Event, ids: dict[str, UUID], *answers: tuple[str, str], sees_private: bool = False) -> set[str]:
    wanted = frozenset((ids[question], str(ids.get(value, value))) for question, value in answers)
    filters = Filters(answers=wanted, sees_private=sees_private)
    rows = db.session.scalars(select(Registration.name).where(Registration.id.in_(ids_asked_for(event, filters))))
    return set(rows)


def test_a_list_is_sorted_by_the_size_of_numbers_the_order_of_options_and_the_alphabet(app: Flask) -> None:
    event = make_open_event(slug="forum")
    form_id = make_form(event)
    nights = ask(form_id, "Nights?", Kind.NUMBER, is_required=False)
    way = ask(form_id, "How?", Kind.CHOICE, "Train", "Boat", "Air", is_required=False)
    village = ask(form_id, "Village?", is_required=False)
    for name, number, how, where in (
        ("Ana", 2, "Boat", "Évora"),
        ("Ben", 10, "Train", "zell"),
        ("Cho", 9, "Air", "Zagreb"),
        ("Dan", None, None, None),
    ):
        replies = {nights: number, way: str(option(form_id, way, how)), village: where} if how else {}
        make_registration(event.id, f"{name}@example.org", name=name, replies=replies)

    def names(question_id: UUID, *, descending: bool = False) -> list[str]:
        by = Asked(sort=f"{ASKED}{question_id}", descending=descending)
        return [row.name for row in everybody_asked_for(event, by)]

    assert names(nights) == ["Dan", "Ana", "Cho", "Ben"]
    assert names(way) == ["Dan", "Ben", "Ana", "Cho"]
    assert names(village) == ["Dan", "Ana", "Cho", "Ben"]
    assert names(nights, descending=True) == ["Ben", "Cho", "Ana", "Dan"]


@pytest.mark.parametrize(
    ("answers", "names"),
    [
        ([("hotel", "yes")], {"Ana", "Cho"}),
        ([("hotel", "no")], {"Ben"}),
        ([("hotel", "yes"), ("hotel", "no")], {"Ana", "Ben", "Cho"}),
        ([("way", "Boat")], {"Ben", "Cho"}),
        ([("way", "Boat"), ("hotel", "yes")], {"Cho"}),
        ([("needs", "Ramp")], {"Ana", "Ben"}),
        ([("needs", "Captions")], {"Ana"}),
        ([("from", "TH"), ("from", "VN")], {"Ana", "Ben", "Cho"}),
        ([("from", "NO")], set()),
        ([], {"Ana", "Ben", "Cho", "Dan"}),
    ],
)
def test_those_are_found_who_have_answered_so(
    asked: tuple[Event, dict[str, UUID]], answers: list[tuple[str, str]], names: set[str]
) -> None:
    assert found(*asked, *answers) == names


def test_what_is_private_finds_nobody_without_the_permission(asked: tuple[Event, dict[str, UUID]]) -> None:
    assert found(*asked, ("eats", "yes")) == set()
    assert found(*asked, ("eats", "yes"), sees_private=True) == {"Ana"}


def test_an_address_says_the_answers_and_what_is_none_is_passed_over() -> None:
    question, chosen = uuid4(), uuid4()
    filters = Filters(answers=frozenset({(question, "yes"), (question, "TH"), (question, str(chosen))}))
    assert filters_in(in_address(filters.address)) == filters
    assert filters.is_narrow
    made_up = {"answer": ["", "x", f"{question}:", f"{question}:perhaps", "x:yes", f"{question}:t' or 1=1"]}
    assert filters_in(made_up) == Filters()
    assert not filters_in({"sees_private": ["1"], "private": ["1"]}).sees_private
    assert Asked(filters=filters).seen_by(manages=False, sees_private=True).filters == Filters()


def test_a_use_case_asks_for_what_is_private_only_for_an_actor_who_may_see_it(
    asked: tuple[Event, dict[str, UUID]],
) -> None:
    event, ids = asked
    forged = Filters(answers=frozenset({(ids["eats"], "yes")}), sees_private=True)
    give(event, "desk@example.org", Role.FRONT_DESK)
    desk = account_with("desk@example.org")
    owner = account_with(OWNER)
    assert desk is not None
    assert owner is not None
    for act in (
        lambda by: tag_those(event.id, forged, "x", by=by),
        lambda by: cancel_those(event.id, forged, by=by),
    ):
        for by in ("test", f"account:{desk.id}"):
            with pytest.raises(NobodyIsMeant):
                act(by)
    done = tag_those(event.id, forged, "x", by=f"account:{owner.id}")
    assert len(done.registration_ids) == 1
    assert done.tag_id is not None
    with pytest.raises(NobodyIsMeant):
        untag_those(event.id, forged, done.tag_id, by="test")


def test_a_planned_letter_goes_by_what_whoever_planned_it_may_see(asked: tuple[Event, dict[str, UUID]]) -> None:
    event, ids = asked
    filters = Filters(answers=frozenset({(ids["eats"], "yes")}))
    account_id = make_account(OWNER)
    count = write_to(
        event.id,
        filters,
        Words("s", "t"),
        When(),
        mailing_id=uuid4(),
        account_id=account_id,
        by=f"account:{account_id}",
    )
    assert count == 1
    assert f"answer={ids['eats'].hex}" in db.session.scalars(select(Mailing.asked)).one()


def test_on_the_page_the_list_is_narrowed_kept_and_acted_on(
    asked: tuple[Event, dict[str, UUID]], visitor: Visitor
) -> None:
    _event, ids = asked
    visitor.signed_in_as(OWNER).open(LIST).fill_in(answer=[f"{ids['hotel'].hex}:yes"]).press("Show this list")
    names = [each.text_content().strip() for each in visitor.tree.xpath("//tbody//th//b")]
    assert sorted(names) == ["Ana", "Cho"]
    assert "Only: Hotel? Yes" in visitor.text
    assert not visitor.tree.xpath("//details[@open]"), "it is folded away again"
    visitor.fill_in(name="With a hotel").press("Save it")
    assert (
        visitor.tree.xpath("//nav[@class='views small']//a[@aria-current='true']")[0].text_content() == "With a hotel"
    )
    visitor.fill_in(whom="all").press("Download them as CSV")
    assert visitor.response.get_data(as_text=True).count("@example.org") == 2
    visitor.open(f"{LIST}?answer={ids['hotel'].hex}:yes").fill_in(whom="all", new_tag="Sleeps").press(
        "Give them this tag"
    )
    assert len(db.session.scalars(select(Tagged)).all()) == 2
    visitor.open(f"{LIST}?answer={ids['eats'].hex}:yes").fill_in(whom="all").press("Write to them…")
    assert "Meat? Yes" in visitor.text
    assert "1 " in visitor.text


def test_lists_that_are_ready_say_which_one_is_shown(asked: tuple[Event, dict[str, UUID]], visitor: Visitor) -> None:
    visitor.signed_in_as(OWNER).open(LIST).follow_link("Hotel")
    marked = visitor.tree.xpath("//nav[@class='views small']//a[@aria-current='true']")
    assert [each.text_content() for each in marked] == ["Hotel"]


def test_the_front_desk_is_asked_and_told_nothing_of_answers(
    asked: tuple[Event, dict[str, UUID]], visitor: Visitor
) -> None:
    event, ids = asked
    give(event, "desk@example.org", Role.FRONT_DESK)
    visitor.signed_in_as("desk@example.org").open(f"{LIST}?answer={ids['eats'].hex}:yes")
    assert len(visitor.tree.xpath("//tbody//th//b")) == 4
    assert "Meat?" not in visitor.text
    visitor.open(f"{LIST}statistics")
    assert "Hotel?" in visitor.text
    assert "Meat?" not in visitor.text


def charts(visitor: Visitor) -> dict[str, dict[str, list[str]]]:
    """The charts of the page, by what stands above them: of each row its count and share."""
    return {
        " ".join(table.xpath("./caption")[0].text_content().split()): {
            row.xpath("./th")[0].text_content().strip(): [each.text_content().strip() for each in row.xpath("./td")[1:]]
            for row in table.xpath("./tbody/tr")
        }
        for table in visitor.tree.xpath("//table[@class='chart']")
    }


def test_answers_are_counted(asked: tuple[Event, dict[str, UUID]], visitor: Visitor) -> None:
    shown = charts(visitor.signed_in_as(OWNER).open(f"{LIST}statistics"))
    assert shown["Hotel?"] == {"Yes": ["2", "67 %"], "No": ["1", "33 %"]}
    assert shown["What do you need?"] == {"Captions": ["1", "50 %"], "Ramp": ["2", "100 %"]}
    assert shown["Where from?"] == {"Thailand": ["2", "67 %"], "Vietnam": ["1", "33 %"]}
    assert shown["Meat?"] == {"Yes": ["1", "50 %"], "No": ["1", "50 %"]}


def test_what_lists_said_in_many_ways_is_counted_of_everybody(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    people = "".join(f"Person {n},p{n}@example.org,Kind {n}\n" for n in range(40))
    read = people_in(event.id, f"Name,Email,Organisation type\n{people}".encode()).reading
    import_people(event.id, read.people, by="test")
    rows = charts(visitor.signed_in_as(OWNER).open(f"{LIST}statistics"))["Organisation type"]
    assert rows["others"] == ["26", "65 %"]
    assert sum(int(count) for count, _share in rows.values()) == 40


def test_two_tickets_of_one_name_are_counted_together(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum")
    for n in range(2):
        ticket_id = opening.add_ticket(event.id, TicketFacts(name="Guest"), by="test")
        for one in range(2 + n):
            make_registration(event.id, f"p{n}{one}@example.org", name=f"P {n} {one}", ticket_kind_id=ticket_id)
        if not n:
            opening.withdraw_ticket(event.id, ticket_id, by="test")
    rows = charts(visitor.signed_in_as(OWNER).open(f"{LIST}statistics"))["Ticket"]
    assert rows == {"Guest": ["5", "100 %"]}


def test_one_day_is_one_narrow_column_and_not_a_tower(asked: tuple[Event, dict[str, UUID]], visitor: Visitor) -> None:
    visitor.signed_in_as(OWNER).open(f"{LIST}statistics")
    [chart] = visitor.tree.xpath("//figure[@class='over-time']/svg")
    assert chart.get("viewbox") == "0 0 150 60"
    assert [each.get("width") for each in chart.xpath("./rect")] == ["8"]


def test_narrowed_and_counted_in_the_same_statements_for_one_and_for_three(
    app: Flask, visitor: Visitor, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    event = make_open_event(slug="forum")
    hotel = ask(make_form(event), "Hotel?", Kind.YES_NO)
    make_registration(event.id, "p0@example.org", replies={hotel: True})
    visitor.signed_in_as(OWNER)

    def look() -> None:
        visitor.open(f"{LIST}?answer={hotel.hex}:yes")
        visitor.open(f"{LIST}statistics")

    look()
    for_one = count_statements(look)
    for n in range(1, 3):
        make_registration(event.id, f"p{n}@example.org", replies={hotel: True})
    assert count_statements(look) == for_one


def test_a_question_of_another_event_finds_nobody(asked: tuple[Event, dict[str, UUID]]) -> None:
    event, _ids = asked
    other = make_open_event(slug="other", team_id=event.team_id)
    hotel = ask(make_form(other), "Hotel?", Kind.YES_NO)
    make_registration(other.id, replies={hotel: True})
    assert found(event, {"hotel": hotel}, ("hotel", "yes")) == set()
    assert asked_in({"answer": [f"{hotel}:yes"]}).filters.answers == {(hotel, "yes")}
