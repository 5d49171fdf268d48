from collections.abc import Sequence
from datetime import date, time, timedelta
from uuid import UUID

from convene.accounts.queries import account_with
from convene.accounts.services import create_account
from convene.clock import today_in
from convene.database import db, use_case
from convene.demo import forum, large
from convene.events.catalogue import Dye, Kind, State, Visibility
from convene.events.models import Event
from convene.events.queries import event_at
from convene.events.services.arranging_rooms import add_room
from convene.events.services.beginning import EventFacts, create_event
from convene.events.services.changing import publish_event
from convene.people.services import add_person
from convene.permissions.catalogue import Role, Scope
from convene.permissions.services import give_role
from convene.programme.catalogue import Format
from convene.programme.queries import agenda_state
from convene.programme.services.drafting import (
    Place,
    SessionText,
    add_contribution,
    add_session,
    add_track,
    put_on_stage,
)
from convene.programme.services.importing import import_event
from convene.programme.services.publishing import publish_agenda
from convene.registration.queries import pool_of
from convene.registration.services import Answers, register, set_desk
from convene.teams.queries import team_called
from convene.teams.services import create_team

ORGANISER = "organiser@example.org"
TEAM = "Network Secretariat"
DEMO = "demo"
FORUM, WEBINAR, WORKSHOP = "regional-forum", "age-checks", "bridging-perspectives"


def load_demo(*, with_people: bool) -> str:
    """Tell the demo world: a team, its organiser, a forum that is nearly full, a webinar, a workshop as a draft.

    Each step is a use case of its own, so that the log of the demo reads like that of a real event; each is left
    out where it is done, so that a second call, or one after a crash, only does the rest. Without people nobody is
    registered: where a mail server is set, invented people must not be mailed. Returns the forum's slug.
    """
    if _is_told(with_people=with_people):
        return FORUM
    account = account_with(ORGANISER)
    organiser_id = account.id if account else create_account(ORGANISER, name="Noor Idris", is_operator=True, by=DEMO)
    by = f"account:{organiser_id}"
    team = team_called(TEAM)
    team_id = team.id if team else found_team(organiser_id, by=by)
    for slug, tell in ((FORUM, tell_forum), (WEBINAR, tell_webinar), (WORKSHOP, tell_workshop)):
        if event_at(slug) is None:
            tell(team_id, by=by)
    _open_the_forum(by, forum.REGISTERED if with_people else ())
    return FORUM


def _is_told(*, with_people: bool) -> bool:
    event = event_at(FORUM)
    pool = pool_of(event.id) if event is not None else None
    return pool is not None and (not with_people or pool.taken >= len(forum.REGISTERED))


def _open_the_forum(by: str, people: Sequence[tuple[str, str, str]]) -> None:
    event_id = _id_of(FORUM)
    if db.session.get_one(Event, event_id).state is State.DRAFT:
        publish_event(event_id, by=by)
    state = agenda_state(event_id)
    if state.number is None:
        publish_agenda(event_id, state.draft_revision, note="The first version.", by=by)
    set_desk(event_id, is_open=True, capacity=forum.PLACES, by=by)
    for number, (name, organisation, country) in enumerate(people, start=1):
        told = Answers(name=name, email=f"participant{number}@example.org", organisation=organisation, country=country)
        register(event_id, told, language="en")


def _id_of(slug: str) -> UUID:
    event = event_at(slug)
    assert event is not None, "it was told just before"
    return event.id


@use_case
def found_team(organiser_id: UUID, *, by: str) -> UUID:
    """Begin the team of the demo world, with its owner; returns its id."""
    team_id = create_team(TEAM, by=by)
    give_role(Scope.TEAM, team_id, organiser_id, Role.OWNER, by=by)
    return team_id


@use_case
def build_event(*, sessions: int, people: int, by: str = DEMO) -> str:
    """Make an event of any size, published, with so many registrations; returns its slug. For benches and trials."""
    account = account_with(ORGANISER)
    organiser_id = account.id if account else create_account(ORGANISER, name="Noor Idris", by=DEMO)
    schedule = large.schedule(sessions, today_in("UTC") + timedelta(days=60))
    made = import_event(schedule, organiser_id, kind=Kind.FORUM, is_published=True, by=DEMO)
    set_desk(made.event_id, is_open=True, capacity=max(people * 3, 5000), by=DEMO)
    for answers in large.answers(people):
        register(made.event_id, answers, language="en", by=DEMO)
    return made.slug


@use_case
def tell_forum(team_id: UUID, *, by: str) -> None:
    """Begin the forum that is nearly full, as a draft."""
    on = _next(3, after=timedelta(weeks=4))
    event_id = create_event(
        team_id,
        EventFacts(
            title=forum.TITLE,
            kind=Kind.FORUM,
            starts_on=on,
            ends_on=on,
            zone="Asia/Bangkok",
            from_time=time(8, 30),
            until_time=time(17, 15),
            summary=forum.SUMMARY,
            description=forum.DESCRIPTION,
            aims=forum.AIMS,
            place="Riverside Conference Centre",
            address="Bangkok, Thailand",
            contact_email="forum@example.org",
            dye=Dye.PETROL,
        ),
        slug=FORUM,
        by=by,
    )
    rooms = {name: add_room(event_id, name=name, capacity=seats, note=note, by=by) for name, seats, note in forum.ROOMS}
    tracks = {name: add_track(event_id, name=name, dye=dye, by=by) for name, dye in forum.TRACKS}
    known: dict[str, UUID] = {}
    for act in forum.ACTS:
        session_id = add_session(
            event_id,
            SessionText(
                title=act.title,
                format=act.format,
                minutes=act.minutes,
                abstract=act.abstract,
                language=act.language,
                track_id=tracks[act.track] if act.track else None,
            ),
            Place(on, act.starts, rooms[act.room] if act.room else None),
            by=by,
        )
        for title, minutes in act.contributions:
            add_contribution(event_id, session_id, title=title, minutes=minutes, by=by)
        for one in act.cast:
            if one.name not in known:
                known[one.name] = add_person(team_id, name=one.name, affiliation=one.affiliation, by=by)
            put_on_stage(
                event_id,
                session_id,
                role=one.role,
                person_id=known[one.name],
                affiliation=one.affiliation,
                by=by,
            )


@use_case
def tell_webinar(team_id: UUID, *, by: str) -> None:
    """Begin the webinar."""
    on = _next(1, after=timedelta(weeks=9))
    event_id = create_event(
        team_id,
        EventFacts(
            title="Age checks: what regulators ask next",
            kind=Kind.WEBINAR,
            starts_on=on,
            ends_on=on,
            zone="Asia/Bangkok",
            from_time=time(15),
            until_time=time(16, 30),
            summary="Ninety minutes, captions in four languages, recorded without the questions.",
            join_url="https://meet.example.org/age-checks",
            dye=Dye.SAFFRON,
        ),
        slug=WEBINAR,
        by=by,
    )
    publish_event(event_id, by=by)
    set_desk(event_id, is_open=True, by=by)


@use_case
def tell_workshop(team_id: UUID, *, by: str) -> None:
    """Begin the workshop that is still a draft."""
    on = _next(1, after=timedelta(weeks=16))
    event_id = create_event(
        team_id,
        EventFacts(
            title="Bridging perspectives: research and industry",
            kind=Kind.WORKSHOP,
            starts_on=on,
            ends_on=on,
            zone="America/Los_Angeles",
            from_time=time(9),
            until_time=time(13),
            summary="Four researchers, four stations, one brainstorm.",
            place="A hotel near the main conference",
            visibility=Visibility.BY_INVITATION,
            dye=Dye.PLUM,
        ),
        slug=WORKSHOP,
        by=by,
    )
    for title, format_, minutes in (
        ("Fireside chat", Format.FIRESIDE_CHAT, 30),
        ("Four stations in turn", Format.BREAKOUT, 80),
        ("Barriers, then what would help", Format.BRAINSTORM, 60),
    ):
        add_session(event_id, SessionText(title=title, format=format_, minutes=minutes), by=by)


def _next(weekday: int, *, after: timedelta) -> date:
    """The first such day of the week (0 is Monday) at least so long from today: the demo always lies ahead."""
    earliest = today_in("UTC") + after
    return earliest + timedelta(days=(weekday - earliest.weekday()) % 7)
