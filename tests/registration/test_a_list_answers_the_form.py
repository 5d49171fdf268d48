"""A list that is brought in answers the questions of the form, as far as its cells fit."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from convene.database import db
from convene.events.models import Event
from convene.questionnaires.catalogue import Kind, Purpose
from convene.questionnaires.queries import values_of
from convene.questionnaires.services import building
from convene.questionnaires.services.answering import keep_answers
from convene.registration.models import ImportChange, ImportedAnswer, Registration
from convene.registration.queries.admission import places_of_options
from convene.registration.queries.form import answers_at, form_of
from convene.registration.queries.importing import people_in
from convene.registration.services.importing import Imported, import_people
from convene.registration.services.opening import set_option_places
from convene.registration.services.taking_back import take_back
from convene.registration.tasks import erase_answers
from tests.factories.questionnaires import ask, make_form, only_if, option
from tests.factories.registrations import make_open_event, make_registration
from tests.support.visitor import Visitor

LIST = "Name,Email,Dietary needs,Your village?,Shoe size\n"
ANN = "Ann,ann@example.org,vegan; no nuts,Ban Rai,38\n"
BEN = "Ben,ben@example.org,,,\n"


@pytest.fixture
def event(app: Flask) -> Event:
    return make_open_event(slug="forum")


@pytest.fixture
def form_id(event: Event) -> UUID:
    return make_form(event)


@pytest.fixture
def diet(form_id: UUID) -> UUID:
    facts = building.QuestionFacts(
        kind=Kind.CHOICES, label="What shall we cook?", options=("Vegan", "Halal"), purpose=Purpose.DIETARY
    )
    return building.add_question(form_id, facts, section_title="A few questions", by="test")


@pytest.fixture
def village(form_id: UUID, diet: UUID) -> UUID:
    return ask(form_id, "Your village?")


def bring_in(event: Event, text: str) -> Imported:
    read = people_in(event.id, text.encode())
    return import_people(event.id, read.reading.people, read.asking, by="test")


def row(email: str) -> Registration:
    return db.session.scalars(select(Registration).where(Registration.email == email)).one()


def answers(email: str) -> dict[UUID, object]:
    registration = row(email)
    return dict(values_of(answers_at(form_of(registration.event_id), registration.id).values()))


def beside(email: str) -> dict[str, str]:
    rows = db.session.scalars(select(ImportedAnswer).where(ImportedAnswer.registration_id == row(email).id))
    return {each.heading: each.words for each in rows}


def test_cells_that_fit_are_answers_and_the_others_stay_beside_the_person(
    event: Event, form_id: UUID, diet: UUID, village: UUID
) -> None:
    done = bring_in(event, LIST + ANN + BEN)
    assert done.new == 2
    assert answers("ann@example.org") == {diet: [str(option(form_id, diet, "Vegan"))], village: "Ban Rai"}
    assert beside("ann@example.org") == {"Dietary needs": "vegan; no nuts", "Shoe size": "38"}
    assert answers("ben@example.org") == {}
    again = bring_in(event, LIST + ANN + BEN)
    assert (again.new, again.changed, again.same) == (0, 0, 2)


def test_a_list_changes_what_it_says_otherwise_and_taken_back_it_is_as_it_was(
    event: Event, form_id: UUID, diet: UUID, village: UUID
) -> None:
    ann = make_registration(event.id, "ann@example.org", name="Ann", replies={village: "Elsewhere"})
    done = bring_in(event, LIST + ANN)
    assert done.changed == 1
    assert answers("ann@example.org")[village] == "Ban Rai"
    take_back(event.id, done.import_id, by="test")
    db.session.expire_all()
    assert answers("ann@example.org") == {village: "Elsewhere"}
    done = bring_in(event, LIST + ANN)
    keep_answers(form_id, ann, {village: "A third one"}, by="participant")
    take_back(event.id, done.import_id, by="test")
    db.session.expire_all()
    assert answers("ann@example.org") == {village: "A third one"}, "what was changed since stays"


def test_what_is_not_asked_of_somebody_is_no_answer_of_theirs(event: Event, form_id: UUID) -> None:
    hotel = ask(form_id, "A room?", Kind.YES_NO)
    nights = ask(form_id, "Nights", Kind.NUMBER, conditions=only_if(form_id, hotel))
    bring_in(event, "Name,Email,A room?,Nights\nAnn,ann@example.org,yes,2\nBen,ben@example.org,no,3\n")
    assert answers("ann@example.org") == {hotel: True, nights: 2}
    assert answers("ben@example.org") == {hotel: False}
    assert beside("ben@example.org") == {"Nights": "3"}, "what the list said is not lost"
    again = bring_in(event, "Name,Email,A room?,Nights\nAnn,ann@example.org,yes,2\nBen,ben@example.org,no,3\n")
    assert again.same == 2
    bring_in(event, "Name,Email,A room?,Nights\nBen,ben@example.org,yes,3\n")
    assert answers("ben@example.org") == {hotel: True, nights: 3}


def test_places_of_answers_follow_also_beyond_the_places(event: Event, form_id: UUID, diet: UUID) -> None:
    vegan = option(form_id, diet, "Vegan")
    set_option_places(event.id, vegan, 1, by="test")
    done = bring_in(event, "Name,Email,Dietary needs\nAnn,ann@example.org,vegan\nBen,ben@example.org,vegan\n")
    assert places_of_options(event.id)[vegan].taken == 2
    bring_in(event, "Name,Email,Dietary needs\nBen,ben@example.org,halal\n")
    assert places_of_options(event.id)[vegan].taken == 1
    take_back(event.id, done.import_id, by="test")
    assert places_of_options(event.id)[vegan].taken == 0


def test_a_consent_is_never_given_by_a_list(event: Event, form_id: UUID) -> None:
    building.add_question(
        form_id, building.QuestionFacts(kind=Kind.CONSENT, label="Newsletter", words="Write to me."), by="test"
    )
    bring_in(event, "Name,Email,Newsletter\nAnn,ann@example.org,yes\n")
    assert answers("ann@example.org") == {}
    assert beside("ann@example.org") == {"Newsletter": "yes"}


def test_an_organiser_says_which_column_answers_which_question(
    event: Event, visitor: Visitor, form_id: UUID, diet: UUID, village: UUID
) -> None:
    page = visitor.signed_in_as("noor@example.org").open("/organise/forum/people/import")
    page.fill_in(pasted="Name,Email,Home,Your village?\nAnn,ann@example.org,Ban Rai,Ban Nok\n").press("Read it")
    assert page.tree.xpath("//select[@name='column-3']/optgroup/option[@selected]/text()") == ["Your village?"]
    page.fill_in(**{"column-2": f"question:{village.hex}", "column-3": "extra"}).press("Read the columns like this")
    assert page.tree.xpath("//select[@name='column-2']/optgroup/option[@selected]/text()") == ["Your village?"]
    assert "Ban Rai" in page.text
    page.press("Bring them in")
    assert answers("ann@example.org") == {village: "Ban Rai"}
    assert beside("ann@example.org") == {"Your village?": "Ban Nok"}


def test_a_cell_that_is_wrong_stands_there_until_somebody_takes_it_away(event: Event, visitor: Visitor) -> None:
    page = visitor.signed_in_as("noor@example.org").open("/organise/forum/people/import")
    page.fill_in(pasted="Name,Email\nAnn,ann@example.org\nBad,notanaddress\n").press("Read it")
    assert page.tree.xpath("//input[@name='cell-3-1']/@value") == ["notanaddress"]
    page.press("Bring them in", expect=422)
    assert not db.session.scalars(select(Registration)).all()
    page.fill_in(**{"cell-3-1": ""}).press("Bring them in")
    assert [each.email for each in db.session.scalars(select(Registration).order_by(Registration.name))] == [
        "ann@example.org",
        "",
    ]


def test_a_long_list_is_answered_in_a_few_statements(
    event: Event, form_id: UUID, diet: UUID, village: UUID, count_statements: Callable[[Callable[[], object]], int]
) -> None:
    def some(first: int, count: int) -> str:
        lines = (f"P{n},p{n}@example.org,vegan,Ban {n},\n" for n in range(first, first + count))
        return LIST + "".join(lines)

    bring_in(event, some(0, 1))
    one, three = some(1, 1), some(2, 3)
    assert count_statements(lambda: bring_in(event, one)) == count_statements(lambda: bring_in(event, three))


def test_an_answer_whose_time_is_over_is_erased_from_lists_too(event: Event, form_id: UUID) -> None:
    diet = ask(form_id, "Diet", erased_after_days=30)
    make_registration(event.id, "ann@example.org", name="Ann", replies={diet: "Rice"})
    bring_in(event, "Name,Email,Diet\nAnn,ann@example.org,Noodles\n")
    with time_machine.travel(datetime.combine(event.ends_on + timedelta(days=31), time(12), UTC)):
        erase_answers()
    change = db.session.scalars(select(ImportChange).execution_options(populate_existing=True)).one()
    assert "Rice" not in str(change.before)
    assert "Noodles" not in str(change.after)
