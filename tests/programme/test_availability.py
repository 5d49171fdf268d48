"""People on stage say when they can be there and what they need; organisers see it, ask for it, and plan by it."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, func, select
from sqlalchemy import event as listened

from convene.audit.models import AuditLine
from convene.clock import now
from convene.database import db
from convene.errors import ChangedMeanwhile, NotFound
from convene.events.catalogue import RoomFeature
from convene.events.models import Event
from convene.outbox.models import Message
from convene.people.models import Person
from convene.permissions.catalogue import Role
from convene.programme import tasks
from convene.programme.catalogue import MayMove, Presence, StageAnswer, StageRole
from convene.programme.errors import EventIsOver, NobodyToMail
from convene.programme.models import StageAvailability
from convene.programme.planning import Wishes
from convene.programme.presence import Said
from convene.programme.queries.availability import (
    availability_of_people,
    availability_row,
    needs_of_people,
    people_to_remind,
    said_in,
    said_of_availability,
)
from convene.programme.queries.conditions import warnings_of
from convene.programme.queries.draft import draft_of
from convene.programme.queries.proposals import problem_for
from convene.programme.services import drafting, proposing
from convene.programme.services.answering import answer_for_stage
from convene.programme.services.asking import ask_to_speak, make_stage_link, remind_to_speak, set_stage_address
from convene.programme.services.availability import (
    NEEDS_ARE_KEPT_FOR,
    ask_when,
    remind_when,
    say_own_availability,
    set_availability_day,
    write_down_availability,
)
from convene.stewardship.services import clone_event, move_dates
from convene.web.meanwhile import mark_of
from tests.factories import agendas
from tests.factories.agendas import DAY, wall
from tests.factories.events import give, make_event
from tests.support.mail import link_in, sent_mails, text_of
from tests.support.stage import link_of, row_of
from tests.support.visitor import Visitor

OWNER = "noor@example.org"
JANE = "jane@example.org"
NEXT = DAY + timedelta(days=1)
LIST = "/organise/forum/agenda/availability"
MORNING = Said(presence=Presence.AT_TIMES, windows=((wall("09:00"), wall("12:00")),))
ALWAYS = Said(presence=Presence.ALWAYS)


@pytest.fixture
def forum(app: Flask) -> Event:
    return make_event(slug="forum", title="Network Forum", contact_email="office@example.org")


@pytest.fixture
def opening(forum: Event) -> UUID:
    return agendas.add_session(forum, "Opening", "09:00")


@pytest.fixture
def jane(forum: Event, opening: UUID) -> UUID:
    """Somebody on stage who was asked two days ago."""
    person_id = agendas.put_on_stage(forum, opening, "Jane Vũ")
    set_stage_address(forum.id, person_id, JANE, by="test")
    with time_machine.travel(now() - timedelta(days=2)):
        ask_to_speak(forum.id, [person_id], by="test")
    return person_id


@pytest.fixture
def organiser(forum: Event, visitor: Visitor) -> Visitor:
    return visitor.another().signed_in_as(OWNER)


def times_of(event: Event, person_id: UUID) -> str:
    return f"{link_of(event, person_id)}availability"


def kept(event: Event, person_id: UUID) -> Said | None:
    db.session.rollback()
    db.session.expire_all()
    return said_in(availability_row(event.id, person_id))


def send(visitor: Visitor, path: str, expect: int = 200, **answers: object) -> Visitor:
    """What the form sends, with what is not said left as it stands: lines and marks are those of two days."""
    page = visitor.open(path)
    data = {
        "csrf_token": page.tree.xpath("string(//main//input[@name='csrf_token']/@value)"),
        "seen": page.tree.xpath("string(//input[@name='seen']/@value)"),
        "days-0-day": DAY.isoformat(),
        "days-1-day": NEXT.isoformat(),
    }
    return visitor.post(
        path, {**data, **{name.replace("__", "-"): value for name, value in answers.items()}}, expect=expect
    )


def warnings(event: Event) -> list[str]:
    db.session.rollback()
    structure = draft_of(event.id)
    row = db.session.get_one(Event, event.id)
    return [str(one.says) for one in warnings_of(row, structure)]


# --- said by themselves -------------------------------------------------------------------------------------------


def test_one_tap_says_that_somebody_is_there_all_the_time(forum: Event, jane: UUID, visitor: Visitor) -> None:
    page = visitor.open(link_of(forum, jane))
    assert "Say when you can be there" in page.text
    page.follow_link("Say it").press("I can be there all the time", expect=200)
    assert "Saved. The organisers see when you can be there." in visitor.text
    assert kept(forum, jane) == ALWAYS
    assert availability_of_people(forum.id) == {}
    assert "You have not said it yet" not in visitor.text


def test_times_are_typed_as_people_write_them(forum: Event, jane: UUID, visitor: Visitor) -> None:
    send(visitor, times_of(forum, jane), days__0__typed="Thu 9-12, 14:00-17:30", days__1__typed="all day")
    said = kept(forum, jane)
    assert said is not None
    assert said.presence is Presence.AT_TIMES, "times that are given say it"
    assert said.windows[:2] == ((wall("09:00"), wall("12:00")), (wall("14:00"), wall("17:30")))
    assert "09:00–12:00, 14:00–17:30" in visitor.text
    assert "all day" in visitor.text
    assert availability_of_people(forum.id)[jane].covers(wall("10:00"), wall("11:00"))


def test_times_are_ticked_without_a_script(forum: Event, jane: UUID, visitor: Visitor) -> None:
    send(visitor, times_of(forum, jane), days__0__ticked=["540", "570", "600"], presence="at some times")
    said = kept(forum, jane)
    assert said is not None
    assert said.windows == ((wall("09:00"), wall("10:30")),)
    page = visitor.open(times_of(forum, jane))
    assert page.tree.xpath("//input[@name='days-0-ticked'][@checked]/@value") == ["540", "570", "600"]
    send(visitor, times_of(forum, jane), days__0__typed="09:00–10:30", days__0__ticked=["540", "570", "600", "720"])
    said = kept(forum, jane)
    assert said is not None
    assert said.windows == ((wall("09:00"), wall("10:30")), (wall("12:00"), wall("12:30")))


def test_what_cannot_be_read_is_said_beside_its_line_and_nothing_is_lost(
    forum: Event, jane: UUID, visitor: Visitor
) -> None:
    page = send(
        visitor,
        times_of(forum, jane),
        422,
        presence="at some times",
        days__0__typed="9-12, soon",
        days__1__ticked=["600"],
        needs="A table",
        arrives_on="2027-03-03",
    )
    assert "“soon” cannot be read as a time" in page.text
    assert page.tree.xpath("string(//input[@name='days-0-typed']/@value)") == "9-12, soon"
    assert page.tree.xpath("//input[@name='days-1-ticked'][@checked]/@value") == ["600"]
    assert "A table" in page.text
    assert page.tree.xpath("//details[@open]//input[@name='days-0-typed']"), "the line stands open"
    assert kept(forum, jane) is None


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"presence": "at some times"}, "Paint or write at least one time."),
        ({}, "Paint or write at least one time."),
        ({"presence": "all the time", "days__0__typed": "9-12"}, "Choose “At some times”, or take away the times"),
        ({"presence": "all the time", "arrives_at": "9:00"}, "Enter the day as well"),
        ({"always": "y", "arrives_on": "2027-03-05", "leaves_on": "2027-03-04"}, "Enter a day and a time after those"),
        ({"always": "y", "arrives_on": "2027-04-01"}, "The event is over by then."),
        ({"always": "y", "arrives_on": "soon"}, "Enter a date like 2027-03-04"),
        ({"always": "y", "needs": "x" * 10_000}, "Shorten this to 1000 characters or fewer."),
        ({"presence": "at some times", "days__0__typed": "9-12, " * 2_000}, "Shorten this to 200 characters or fewer."),
    ],
)
def test_what_does_not_fit_together_gets_a_sentence(
    forum: Event, jane: UUID, visitor: Visitor, answers: dict[str, object], sentence: str
) -> None:
    assert sentence in send(visitor, times_of(forum, jane), 422, **answers).text
    assert kept(forum, jane) is None


def test_from_times_to_all_the_time_needs_no_line_to_be_emptied(forum: Event, jane: UUID, visitor: Visitor) -> None:
    write_down_availability(forum.id, jane, MORNING, by="test")
    send(visitor, times_of(forum, jane), presence="all the time", days__0__typed="09:00–12:00",
         days__0__ticked=[str(each) for each in range(540, 720, 30)])  # fmt: skip
    assert kept(forum, jane) == ALWAYS


def test_needs_and_the_journey_are_kept_and_shown(forum: Event, jane: UUID, visitor: Visitor) -> None:
    send(
        visitor,
        times_of(forum, jane),
        always="y",
        features=["projector", "step-free access", "a butler"],
        needs="<b>A table</b>",
        access_needs="Captions",
        arrives_on="3.3.2027",
        arrives_at="18h30",
        leaves_on="2027-03-05",
    )
    said = kept(forum, jane)
    assert said is not None
    assert said.features == (RoomFeature.STEP_FREE, RoomFeature.PROJECTOR)
    assert said.arrives_at == time(18, 30)
    assert needs_of_people(forum.id) == {jane: frozenset({RoomFeature.STEP_FREE, RoomFeature.PROJECTOR})}
    for words in (
        "Arrives Wednesday 3 March, 18:30",
        "Leaves Friday 5 March",
        "step-free access, projector",
        "Captions",
    ):
        assert words in visitor.text
    assert "&lt;b&gt;A table&lt;/b&gt;" in visitor.response.get_data(as_text=True)


def test_the_page_says_in_which_zone_and_by_when(forum: Event, jane: UUID, visitor: Visitor) -> None:
    set_availability_day(forum.id, date(2027, 2, 10), by="test")
    page = visitor.open(times_of(forum, jane))
    assert "Bangkok" in page.text
    assert "Say it by Wednesday 10 February 2027" in page.text


def test_their_page_says_which_session_is_at_a_time_when_they_are_not_there(
    forum: Event, jane: UUID, opening: UUID, visitor: Visitor
) -> None:
    write_down_availability(forum.id, jane, MORNING, by="test")
    agendas.move(forum, opening, "15:00")
    page = visitor.open(link_of(forum, jane))
    assert "“Opening” is at a time when you cannot be there." in page.text
    assert "office@example.org" in page.text
    agendas.move(forum, opening, "10:00")
    assert "at a time when you cannot" not in visitor.open(link_of(forum, jane)).text


# --- whose it is --------------------------------------------------------------------------------------------------


def test_a_link_opens_only_its_own_times_and_a_revoked_one_nothing(
    forum: Event, jane: UUID, opening: UUID, visitor: Visitor
) -> None:
    other = agendas.put_on_stage(forum, opening, "Vannak Ly")
    make_stage_link(forum.id, other, by="test")
    send(visitor, times_of(forum, other), always="y", needs="Mine", person_id=str(jane))
    assert kept(forum, jane) is None
    old = times_of(forum, jane)
    make_stage_link(forum.id, jane, by="test")
    assert visitor.open(old, expect=None).status in {404, 410}
    version = row_of(forum, jane).link_version
    with pytest.raises(NotFound):
        say_own_availability(row_of(forum, jane).id, ALWAYS, link_version=version - 1)
    assert visitor.open("/speak/nonsense/availability", expect=None).status in {404, 410}


def test_nobody_is_written_down_who_is_on_the_stage_of_another_event(
    forum: Event, jane: UUID, organiser: Visitor
) -> None:
    other = make_event(slug="other", team_id=forum.team_id)
    with pytest.raises(NotFound):
        write_down_availability(other.id, jane, ALWAYS, by="test")
    organiser.open(f"/organise/other/agenda/people/{jane}/availability", expect=404)
    assert availability_of_people(other.id) == {}


def test_once_the_event_is_over_nothing_is_said_any_more(forum: Event, jane: UUID, visitor: Visitor) -> None:
    path = times_of(forum, jane)
    with time_machine.travel(datetime(2027, 3, 8, tzinfo=now().tzinfo)):
        assert "The event is over" in visitor.open(path).text
        with pytest.raises(EventIsOver):
            say_own_availability(row_of(forum, jane).id, ALWAYS)
        with pytest.raises(EventIsOver):
            write_down_availability(forum.id, jane, ALWAYS, by="test")
        with pytest.raises(EventIsOver):
            ask_when(forum.id, [jane], by="test")


def test_what_an_organiser_wrote_down_meanwhile_is_shown_and_not_overrun(
    forum: Event, jane: UUID, visitor: Visitor
) -> None:
    page = visitor.open(times_of(forum, jane))
    write_down_availability(forum.id, jane, MORNING, by="account:1")
    page.fill_in(needs="A table").press("I can be there all the time", expect=422)
    assert "Thursday 4 March 09:00–12:00" in page.text
    assert kept(forum, jane) == MORNING
    page.press("Save")
    with pytest.raises(ChangedMeanwhile):
        say_own_availability(row_of(forum, jane).id, ALWAYS, seen=mark_of(said_of_availability(None)))


def test_what_was_said_from_a_wrong_address_is_forgotten_and_what_an_organiser_wrote_stays(
    forum: Event, jane: UUID
) -> None:
    say_own_availability(row_of(forum, jane).id, MORNING)
    set_stage_address(forum.id, jane, "right@example.org", by="test")
    assert kept(forum, jane) is None
    write_down_availability(forum.id, jane, MORNING, by="account:1")
    make_stage_link(forum.id, jane, by="test")
    answer_for_stage(row_of(forum, jane).id, StageAnswer.CONFIRMED)
    set_stage_address(forum.id, jane, JANE, by="test")
    assert kept(forum, jane) == MORNING


def test_access_needs_are_read_by_those_only_who_may_and_kept_by_those_who_may_not(
    forum: Event, jane: UUID, organiser: Visitor, visitor: Visitor
) -> None:
    say_own_availability(
        row_of(forum, jane).id, Said(presence=Presence.ALWAYS, needs="A table", access_needs="A hearing dog")
    )
    assert "A hearing dog" in organiser.open(LIST).text
    assert "A hearing dog" in organiser.open(f"/organise/forum/agenda/people/{jane}/availability").text
    give(forum, "programme@example.org", Role.PROGRAMME)
    programme = visitor.another().signed_in_as("programme@example.org")
    assert "A table" in programme.open(LIST).text
    assert "A hearing dog" not in programme.text
    programme.open(f"/organise/forum/agenda/people/{jane}/availability")
    assert "A hearing dog" not in programme.text
    programme.fill_in(needs="Two tables").press("Write it down", expect=200)
    said = kept(forum, jane)
    assert said is not None
    assert (said.needs, said.access_needs) == ("Two tables", "A hearing dog")
    sheet = programme.open(LIST).press("As a file (CSV)", expect=200).text
    assert "Two tables" in sheet
    assert "A hearing dog" not in sheet
    assert "A hearing dog" in organiser.open(LIST).press("As a file (CSV)", expect=200).text


def test_nothing_that_somebody_needs_stands_in_the_log(forum: Event, jane: UUID) -> None:
    say_own_availability(row_of(forum, jane).id, Said(presence=Presence.ALWAYS, access_needs="A hearing dog"))
    line = db.session.scalars(select(AuditLine).order_by(AuditLine.id.desc())).first()
    assert line is not None
    assert line.what == "programme.say_own_availability"
    assert "hearing dog" not in str(vars(line))


def test_who_is_erased_leaves_nothing(forum: Event, jane: UUID) -> None:
    write_down_availability(forum.id, jane, MORNING, by="test")
    db.session.rollback()
    with db.engine.begin() as connection:
        connection.execute(delete(Person).where(Person.id == jane))
    assert db.session.scalar(select(func.count(StageAvailability.id))) == 0


def test_what_somebody_needed_is_forgotten_some_weeks_after_the_event(forum: Event, jane: UUID) -> None:
    write_down_availability(
        forum.id,
        jane,
        Said(presence=Presence.ALWAYS, features=(RoomFeature.PROJECTOR,), needs="A table", access_needs="Captions"),
        by="test",
    )
    over = datetime.combine(forum.ends_on, time(12), now().tzinfo)
    with time_machine.travel(over + NEEDS_ARE_KEPT_FOR):
        tasks.forget_what_was_needed()
    said = kept(forum, jane)
    assert said is not None
    assert said.needs == "A table"
    with time_machine.travel(over + NEEDS_ARE_KEPT_FOR + timedelta(days=1)):
        tasks.forget_what_was_needed()
    assert kept(forum, jane) == ALWAYS


# --- the days move ------------------------------------------------------------------------------------------------


def test_an_answer_for_other_days_is_no_limit_and_is_asked_for_again(
    forum: Event, jane: UUID, visitor: Visitor, organiser: Visitor
) -> None:
    say_own_availability(row_of(forum, jane).id, MORNING)
    assert jane in availability_of_people(forum.id)
    move_dates(forum.id, NEXT, by="test")
    db.session.rollback()
    assert availability_of_people(forum.id) == {}
    assert "For other days" in organiser.open(LIST).text
    page = visitor.open(link_of(forum, jane))
    assert "You said it for other days" in page.text
    page = visitor.open(times_of(forum, jane))
    assert "The event is on other days now" in page.text
    page.press("I can be there all the time", expect=200)
    assert "You said it for other days" not in page.text
    assert ask_when_refuses(forum, jane)


def ask_when_refuses(event: Event, person_id: UUID) -> bool:
    with pytest.raises(NobodyToMail):
        ask_when(event.id, [person_id], by="test")
    return True


def test_what_was_sent_for_a_day_that_is_gone_is_left_out(forum: Event, jane: UUID, visitor: Visitor) -> None:
    send(
        visitor, times_of(forum, jane), 422, presence="at some times", days__0__day="2026-01-01", days__0__typed="9-12"
    )
    assert kept(forum, jane) is None


def test_the_next_edition_takes_nobodys_times_over(forum: Event, jane: UUID) -> None:
    write_down_availability(forum.id, jane, MORNING, by="test")
    copy = clone_event(forum.id, title="Next", starts_on=date(2028, 3, 2), by="test").event_id
    assert availability_of_people(copy) == {}


# --- warnings and proposals ---------------------------------------------------------------------------------------


def test_a_session_at_a_time_when_somebody_is_not_there_is_named_everywhere(
    forum: Event, jane: UUID, opening: UUID, organiser: Visitor
) -> None:
    said = "Jane Vũ cannot be there on Thursday 4 March 2027, 15:00–15:45, when “Opening” takes place."
    write_down_availability(forum.id, jane, MORNING, by="test")
    assert not [one for one in warnings(forum) if "cannot be there" in one]
    agendas.move(forum, opening, "15:00")
    assert [one for one in warnings(forum) if "cannot be there" in one] == [
        "Jane Vũ cannot be there on 2027-03-04, 15:00–15:45, when “Opening” takes place."
    ]
    code = agendas.facts(forum, opening).code
    for path in ("/", "/publish"):
        assert said in organiser.open(f"/organise/forum/agenda{path}").text, path
    state = organiser.open("/organise/forum/agenda/grid/now").response.get_json()
    assert said in [one["says"] for one in state["warnings"]]
    assert "Not there at the time of Opening" in organiser.open(LIST).text
    organiser.open(f"/organise/forum/agenda/sessions/{code}/move").fill_in(starts="16:00").press("Move it", expect=200)
    assert "16:00–16:45, when “Opening”" in organiser.text
    assert "Move it anyway" in organiser.text


def test_a_proposal_asks_nobody_to_be_there_when_they_are_not(forum: Event, jane: UUID, opening: UUID) -> None:
    room = agendas.add_room(forum)
    agendas.move(forum, opening, "09:00", room_id=room)
    talk = agendas.add_session(forum, "Talk", None, minutes=60)
    drafting.put_on_stage(forum.id, talk, role=StageRole.SPEAKER, person_id=jane, by="test")
    late = Said(presence=Presence.AT_TIMES, windows=((wall("09:00"), wall("10:00")), (wall("14:00"), wall("15:00"))))
    write_down_availability(forum.id, jane, late, by="test")
    proposal_id = proposing.ask_for_proposal(
        forum.id, Wishes(scope=MayMove.UNPLACED, from_time=time(9), until_time=time(17)), by="test"
    )
    tasks.propose_agendas()
    assert proposing.use_proposal(forum.id, proposal_id, by="test") == 1
    assert agendas.facts(forum, talk).starts_local == wall("14:00")
    assert not [one for one in warnings(forum) if "cannot be there" in one]


def test_what_stands_at_a_time_when_somebody_is_not_there_keeps_no_proposal_from_being_made(
    forum: Event, jane: UUID, opening: UUID
) -> None:
    room = agendas.add_room(forum)
    agendas.move(forum, opening, "15:00", room_id=room)
    write_down_availability(forum.id, jane, MORNING, by="test")
    agendas.add_session(forum, "Talk", None, minutes=60)
    wishes = Wishes(scope=MayMove.UNPLACED, from_time=time(9), until_time=time(17))
    problem = problem_for(forum.id, draft_of(forum.id), wishes)
    assert str(opening) not in problem.session_of, "it is told as taken room and people, and is not asked about"
    proposal_id = proposing.ask_for_proposal(forum.id, wishes, by="test")
    tasks.propose_agendas()
    assert proposing.use_proposal(forum.id, proposal_id, by="test") == 1


def test_new_times_make_a_proposal_old(forum: Event, jane: UUID) -> None:
    agendas.add_session(forum, "Talk", None)
    wishes = Wishes(scope=MayMove.ALL, from_time=time(9), until_time=time(17))
    before = problem_for(forum.id, draft_of(forum.id), wishes)
    write_down_availability(forum.id, jane, MORNING, by="test")
    db.session.rollback()
    after = problem_for(forum.id, draft_of(forum.id), wishes)
    assert before != after
    assert [(one.day, one.start, one.end) for one in after.people[0].available or ()] == [(0, 540, 720)]


# --- asked for and reminded ---------------------------------------------------------------------------------------


def test_organisers_ask_for_it_and_the_mail_leads_to_the_times(
    forum: Event, jane: UUID, organiser: Visitor, visitor: Visitor
) -> None:
    organiser.open(LIST).follow_link("Ask 1 person")
    assert "When can you be there? Network Forum" in organiser.text
    organiser.fill_in(word="Dear Jane").press("Mail those who are ticked", expect=200)
    assert "1 mail is in the outbox" in organiser.text
    assert "Ask 1 person" not in organiser.text, "she is left in peace for the day"
    mail = sent_mails(JANE)[-1]
    assert mail["Subject"] == "When can you be there? Network Forum"
    assert "Dear Jane" in text_of(mail)
    assert "Jane Vũ" not in text_of(mail)
    visitor.open(link_in(mail, "/speak/")).press("I can be there all the time", expect=200)
    assert kept(forum, jane) == ALWAYS
    with time_machine.travel(now() + timedelta(days=1)):
        assert ask_when_refuses(forum, jane)


def test_some_of_them_are_asked_and_nobody_who_is_not_ticked(
    forum: Event, jane: UUID, opening: UUID, organiser: Visitor
) -> None:
    other = agendas.put_on_stage(forum, opening, "Vannak Ly")
    set_stage_address(forum.id, other, "vannak@example.org", by="test")
    with time_machine.travel(now() - timedelta(days=2)):
        ask_to_speak(forum.id, [other], by="test")
    sent_mails()
    page = organiser.open(f"{LIST}/ask")
    token = page.tree.xpath("string(//main//input[@name='csrf_token']/@value)")
    page.post(f"{LIST}/ask", {"csrf_token": token, "person": str(other), "act": "mail"}, expect=200)
    assert [mail["Subject"] for mail in sent_mails("vannak@example.org")][1:] == [
        "When can you be there? Network Forum"
    ]
    assert len(sent_mails(JANE)) == 1
    page.post(f"{LIST}/ask", {"csrf_token": token, "act": "mail"}, expect=422)
    with time_machine.travel(now() + timedelta(days=1)):
        ask_when(forum.id, [other, jane], by="test")
        assert sent_mails("vannak@example.org")[-1]["Subject"] == "Your times are awaited: Network Forum"


def test_nobody_is_asked_for_times_before_they_are_asked_to_be_on_stage_nor_who_cannot_come(
    forum: Event, jane: UUID, opening: UUID
) -> None:
    other = agendas.put_on_stage(forum, opening, "Vannak Ly")
    set_stage_address(forum.id, other, "vannak@example.org", by="test")
    assert ask_when_refuses(forum, other), "a link to a wrong address could not be taken back"
    answer_for_stage(row_of(forum, jane).id, StageAnswer.DECLINED)
    assert ask_when_refuses(forum, jane)


def test_nobody_is_mailed_twice_a_day_whatever_the_mails_ask(forum: Event, jane: UUID, organiser: Visitor) -> None:
    assert "Remind 1 person" in organiser.open("/organise/forum/agenda/people").text
    ask_when(forum.id, [jane], by="test")
    assert "Remind 1 person" not in organiser.open("/organise/forum/agenda/people").text
    with time_machine.travel(now() + timedelta(minutes=5)), pytest.raises(NobodyToMail):
        remind_to_speak(forum.id, [jane], by="test")
    with time_machine.travel(now() + timedelta(days=1)):
        assert remind_to_speak(forum.id, [jane], by="test") == 1
        assert ask_when_refuses(forum, jane)


def test_a_mail_that_waits_is_not_sent_to_who_has_answered_meanwhile(forum: Event, jane: UUID) -> None:
    sent_mails()
    ask_when(forum.id, [jane], by="test")
    write_down_availability(forum.id, jane, ALWAYS, by="test")
    assert len(sent_mails(JANE)) == 1


def test_who_has_not_answered_is_reminded_three_days_before_the_day_and_on_it(forum: Event, jane: UUID) -> None:
    due_on = now().date() + timedelta(days=10)
    set_availability_day(forum.id, due_on, by="test")
    sent_mails()
    for days, mails in ((6, 1), (7, 2), (8, 2), (9, 2), (10, 3), (11, 3)):
        for hour in (4, 5):  # eleven and twelve in Bangkok: twice a day changes nothing
            with time_machine.travel(datetime.combine(due_on - timedelta(10 - days), time(hour), now().tzinfo)):
                tasks.remind_of_availability()
                assert len(sent_mails(JANE)) == mails, f"after {days} days"
    lines = db.session.scalar(select(func.count(AuditLine.id)).where(AuditLine.what == "programme.remind_when"))
    assert lines == 2, "minutes in which nobody is reminded leave no line"


def test_who_has_answered_or_where_no_day_is_set_nobody_is_reminded(forum: Event, jane: UUID) -> None:
    due_on = now().date() + timedelta(days=1)
    set_availability_day(forum.id, due_on, by="test")
    at = datetime.combine(due_on, time(5), now().tzinfo)
    assert people_to_remind(forum.id, at)
    set_availability_day(forum.id, None, by="test")
    assert not people_to_remind(forum.id, at)
    set_availability_day(forum.id, due_on, by="test")
    write_down_availability(forum.id, jane, ALWAYS, by="test")
    assert not people_to_remind(forum.id, at)
    with time_machine.travel(at):
        assert remind_when(forum.id) == 0


def test_the_day_is_set_and_taken_back_on_its_page(forum: Event, jane: UUID, organiser: Visitor) -> None:
    organiser.open(LIST).follow_link("Set a day")
    organiser.fill_in(due_on="2027-02-10").press("Save the day", expect=200)
    assert "To be said by Wednesday 10 February 2027." in organiser.text
    organiser.follow_link("Change the day")
    set_availability_day(forum.id, date(2027, 2, 11), by="somebody")
    organiser.fill_in(due_on="").press("Save the day", expect=422)
    assert "Thursday 11 February 2027" in organiser.text
    organiser.press("Save the day", expect=200)
    assert "No day is set now" in organiser.text


def test_a_first_question_to_the_stage_asks_for_the_times_too(forum: Event, jane: UUID) -> None:
    assert "when you can be there and what you need" in text_of(sent_mails(JANE)[0])


# --- the list -----------------------------------------------------------------------------------------------------


def test_those_who_have_not_answered_stand_first_and_each_state_has_its_list(
    forum: Event, jane: UUID, opening: UUID, organiser: Visitor
) -> None:
    ana = agendas.put_on_stage(forum, opening, "Ana Lee")
    bo = agendas.put_on_stage(forum, opening, "Bo Chan")
    write_down_availability(forum.id, ana, MORNING, by="test")
    write_down_availability(forum.id, bo, ALWAYS, by="test")
    page = organiser.open(LIST)
    rows = page.tree.xpath("//tbody/tr/th/a/text()")
    assert rows == ["Jane Vũ", "Ana Lee", "Bo Chan"]
    assert page.tree.xpath("//tr[th/a='Ana Lee']//*[local-name()='rect']")
    assert "09:00–12:00" in page.text
    page.follow_link("Not answered")
    assert page.tree.xpath("//tbody/tr/th/a/text()") == ["Jane Vũ"]
    page.open(f"{LIST}?state=nonsense&q=ana")
    assert page.tree.xpath("//tbody/tr/th/a/text()") == ["Ana Lee"]


def test_an_organiser_writes_down_what_somebody_has_told_them(
    forum: Event, jane: UUID, organiser: Visitor, visitor: Visitor
) -> None:
    organiser.open(LIST).follow_link("Write it down")
    organiser.fill_in(**{"days-0-typed": "9-12"}).press("Write it down", expect=200)
    assert "It is written down when Jane Vũ can be there." in organiser.text
    assert "Written down by an organiser" in organiser.text
    assert "09:00–12:00" in visitor.open(link_of(forum, jane)).text


def test_the_sheet_is_safe_to_open_and_its_taking_stands_in_the_log(
    forum: Event, jane: UUID, organiser: Visitor
) -> None:
    write_down_availability(forum.id, jane, Said(presence=Presence.ALWAYS, needs='=HYPERLINK("http://x")'), by="test")
    sheet = organiser.open(LIST).press("As a file (CSV)", expect=200)
    assert "'=HYPERLINK" in sheet.text
    assert "Jane Vũ" in sheet.text
    acts = db.session.scalars(select(AuditLine.what)).all()
    assert "programme.note_availability_export" in acts


def statements_of(act: Callable[[], object]) -> int:
    counted: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        counted.append(statement)

    listened.listen(db.engine, "before_cursor_execute", count)
    try:
        act()
    finally:
        listened.remove(db.engine, "before_cursor_execute", count)
    return len(counted)


def test_the_list_of_three_asks_the_database_as_often_as_that_of_one(
    forum: Event, jane: UUID, opening: UUID, organiser: Visitor
) -> None:
    write_down_availability(forum.id, jane, MORNING, by="test")
    organiser.open(LIST)
    one = statements_of(lambda: organiser.open(LIST))
    for name in ("Ana Lee", "Bo Chan"):
        person_id = agendas.put_on_stage(forum, opening, name)
        write_down_availability(forum.id, person_id, MORNING, by="test")
    assert statements_of(lambda: organiser.open(LIST)) == one


def test_many_are_mailed_with_as_many_statements_as_two(forum: Event, opening: UUID) -> None:
    def put(name: str) -> UUID:
        person_id = agendas.put_on_stage(forum, opening, name)
        set_stage_address(forum.id, person_id, f"{name.lower()}@example.org", by="test")
        return person_id

    def mail_all(people: list[UUID]) -> list[int]:
        """Ask them all to be on stage, for their times, and remind them of both, each on a day of its own."""
        counts, at = [], now() - timedelta(days=7)
        acts = (
            lambda: ask_to_speak(forum.id, people, by="test"),
            lambda: remind_to_speak(forum.id, people, by="test"),
            lambda: ask_when(forum.id, people, by="test"),
            lambda: ask_when(forum.id, people, by="test"),
        )
        for day, act in enumerate(acts):
            db.session.rollback()
            with time_machine.travel(at + timedelta(days=day)):
                counts.append(statements_of(act))
        return counts

    few = mail_all([put("Ana"), put("Bo")])
    many = mail_all([put(name) for name in ("Cy", "Di", "Ed", "Flo", "Gus", "Hal")])
    assert few == many
    assert len(sent_mails("hal@example.org")) == 2, "of each kind the newest, once"
    set_availability_day(forum.id, now().date(), by="test")
    with time_machine.travel(datetime.combine(now().date(), time(5), now().tzinfo)):
        assert remind_when(forum.id) == 8
    assert sent_mails("hal@example.org")[-1]["Subject"] == "Your times are awaited: Network Forum"


def test_a_mail_in_the_outbox_has_a_name(forum: Event, jane: UUID, organiser: Visitor) -> None:
    ask_when(forum.id, [jane], by="test")
    assert db.session.scalar(select(func.count(Message.id)).where(Message.name == "programme/asked_when")) == 1
    assert "is asked when they can be there" in organiser.open("/organise/forum/mail").text
