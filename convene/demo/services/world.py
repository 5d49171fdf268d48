"""The demo world: a team with a workshop that is over, a forum next week, and a draft.

Each step is a use case of its own, so that the log of the demo reads like that of a real event; each is left out where
it is done, so that a second call, or one after a crash, only does the rest. What lies behind is told as of the day on
which it would have happened (`clock.as_of`).
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from convene.accounts.queries import account_with
from convene.accounts.services import create_account
from convene.breakouts.catalogue import Preset
from convene.breakouts.queries.arrangements import breakout_of_session, breakout_with
from convene.breakouts.services.proposing import ask_for_groups
from convene.breakouts.services.setting_up import split_session, take_wishes
from convene.breakouts.services.wishing import wish_groups
from convene.calendar.queries.answers import last_answer_to
from convene.calendar.queries.invitations import kept_of_invitations
from convene.calendar.services.answers import answer_on_page
from convene.clock import as_of, now, today_in
from convene.database import db, use_case
from convene.demo import forum, workshop
from convene.demo.forum import Act
from convene.demo.logos import draw
from convene.engines.ics import Answer
from convene.events.catalogue import Dye, Kind, PartnerRole, Relation, Sensitivity, State
from convene.events.models import Event
from convene.events.queries import editions_of, event_at, rooms_of
from convene.events.services.arranging_rooms import add_room, change_room
from convene.events.services.beginning import EventFacts, create_event
from convene.events.services.caring import choose_sensitivity, name_safeguarding_lead
from convene.events.services.changing import publish_event
from convene.events.services.keeping_series import SeriesFacts, begin_series
from convene.events.services.linking_events import link_event_elsewhere
from convene.events.services.naming_partners import add_partner
from convene.files.documents import document_in
from convene.people.services import add_person
from convene.permissions.catalogue import Role, Scope
from convene.permissions.services import give_role
from convene.programme.catalogue import Available, Format, MaterialKind, Presence, Reach, RuleKind, StageAnswer
from convene.programme.conditions import PlaceWishes
from convene.programme.presence import Said
from convene.programme.queries.answers import invitation_of
from convene.programme.queries.conditions import rules_of
from convene.programme.queries.draft import agenda_state, draft_of
from convene.programme.queries.materials import materials_of
from convene.programme.queries.people import people_on_stage
from convene.programme.queries.stars import star_counts
from convene.programme.services import starring
from convene.programme.services.answering import answer_for_stage
from convene.programme.services.asking import ask_to_speak, set_stage_address
from convene.programme.services.availability import write_down_availability
from convene.programme.services.drafting import (
    SessionText,
    add_contribution,
    add_session,
    add_track,
    put_on_stage,
)
from convene.programme.services.materials import MaterialFacts, add_file, add_link
from convene.programme.services.naming import change_person
from convene.programme.services.publishing import publish_agenda
from convene.programme.services.wishing import add_rule, wish_place
from convene.programme.structure import Place
from convene.questionnaires.catalogue import Kind as QuestionKind
from convene.questionnaires.services.adding import begin_ready_form
from convene.questionnaires.services.building import begin_questionnaire
from convene.questionnaires.structure import Question, Value
from convene.registration.catalogue import ByMail, How, RegistrationState, SignUp
from convene.registration.errors import SessionFull, SessionsOverlap
from convene.registration.queries.door import guests_at
from convene.registration.queries.form import REGISTRATION_FORM, form_of
from convene.registration.queries.papers import PaperFacts, paper_facts_of
from convene.registration.queries.registrations import active_registration_with, those_in_state
from convene.registration.queries.signing_up import places_of_sessions
from convene.registration.rules.opening import DeskFacts
from convene.registration.services.checking_in import check_in
from convene.registration.services.joining import Answers, register
from convene.registration.services.opening import set_desk
from convene.registration.services.papers import set_papers
from convene.registration.services.signing_up import set_session_places, sign_up
from convene.spelling import normalised_address
from convene.stewardship.services import clone_event
from convene.subscriptions.queries import count_followers, subscription_at
from convene.subscriptions.services import confirm, follow
from convene.teams.queries import team_called
from convene.teams.services import create_team

ORGANISER = "organiser@example.org"
FRONT_DESK = "Front desk"
SECOND_ORGANISER = "second.organiser@example.org"
TEAM = "Network Secretariat"
DEMO = "demo"
FORUM, WORKSHOP = "regional-forum", "bridging-perspectives"
#: So many readers starred something.
READERS = 30


def load_demo(*, with_people: bool) -> str:
    """Tell the demo world, or what of it is not told yet. Without people nobody registers, follows or is asked to be on
    stage: where a mail server is set, invented people must not be mailed. Returns the forum's slug.
    """
    organiser_id = _account(ORGANISER, "Noor Idris", is_operator=True)
    by = f"account:{organiser_id}"
    team = team_called(TEAM)
    team_id = team.id if team else found_team(organiser_id, _account(SECOND_ORGANISER, "Thandiwe Mokoena"), by=by)
    _tell_the_workshop(team_id, by, workshop.REGISTERED if with_people else ())
    _tell_the_forum(team_id, by, forum.REGISTERED if with_people else ())
    if with_people:
        _ask_those_on_stage(by)
        _say_what_must_hold(by)
        _let_people_follow()
        _split_into_groups(by)
    _let_people_star()
    _begin_the_next_edition(by)
    return FORUM


@use_case
def found_team(organiser_id: UUID, second_id: UUID, *, by: str) -> UUID:
    """Begin the team of the demo world, with its owner and a second organiser; returns its id."""
    team_id = create_team(TEAM, by=by)
    give_role(Scope.TEAM, team_id, organiser_id, Role.OWNER, by=by)
    give_role(Scope.TEAM, team_id, second_id, Role.ORGANISER, by=by)
    return team_id


@use_case
def tell_workshop(team_id: UUID, on: date, *, by: str) -> None:
    """Begin the workshop, as a draft with its agenda."""
    event_id = create_event(
        team_id,
        EventFacts(
            title=workshop.TITLE,
            kind=Kind.WORKSHOP,
            starts_on=on,
            ends_on=on,
            zone="America/Los_Angeles",
            from_time=time(13),
            until_time=time(16, 30),
            summary=workshop.SUMMARY,
            description=workshop.DESCRIPTION,
            aims=workshop.AIMS,
            place="Hotel Embarcadero",
            address="San Francisco, United States",
            access="Step-free; captions in Salon 3.",
            contact_email="bridging@example.org",
            dye=Dye.PLUM,
        ),
        slug=WORKSHOP,
        by=by,
    )
    _build(team_id, event_id, on, workshop.ROOMS, workshop.TRACKS, workshop.ACTS, by)
    begin_series(
        event_id,
        SeriesFacts(
            title="Bridging perspectives",
            summary="Half a day on the margins of a larger event, for people who would else not meet.",
            description="Each edition opens with what the one before has **decided**.",
            dye=Dye.PLUM,
        ),
        by=by,
    )
    add_partner(event_id, PartnerRole.HOST, "Alliance 1", logo=draw("Alliance 1", "#662c6b", rings=3), by=by)
    add_partner(event_id, PartnerRole.VENUE, "Hotel Embarcadero", by=by)
    link_event_elsewhere(
        event_id, Relation.ON_THE_MARGINS_OF, "Trust & Care Conference", website="https://example.org/trust-and-care",
        starts_on=on - timedelta(days=1), ends_on=on + timedelta(days=1), by=by
    )  # fmt: skip


@use_case
def tell_forum(team_id: UUID, on: date, *, by: str) -> None:
    """Begin the forum that is nearly full, as a draft with its agenda."""
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
            address="12 Pier Road, Bangkok, Thailand",
            directions=forum.DIRECTIONS,
            access=forum.ACCESS,
            map_link="https://www.openstreetmap.org/?mlat=13.7563&mlon=100.5018",
            contact_email="forum@example.org",
            dye=Dye.PETROL,
        ),
        slug=FORUM,
        by=by,
    )
    _build(team_id, event_id, on, forum.ROOMS, forum.TRACKS, forum.ACTS, by)
    begin_series(
        event_id,
        SeriesFacts(
            title="Regional forums",
            summary="Once a year the people behind the grants of a region sit down for a day.",
            description="What they decide opens the next edition.",
            next_edition="Next spring. Place and day are chosen by this year’s participants.",
        ),
        edition=4,
        by=by,
    )
    add_partner(event_id, PartnerRole.HOST, TEAM, logo=draw(TEAM, "#025064", rings=2), by=by)
    add_partner(event_id, PartnerRole.SUPPORTER, "Harbour Fund", logo=draw("Harbour Fund", "#015543", rings=1),
                website="https://example.org/harbour-fund", by=by)  # fmt: skip
    add_partner(event_id, PartnerRole.VENUE, "Riverside Conference Centre", by=by)
    link_event_elsewhere(event_id, Relation.FOLLOWS, "Two-day workshop of our venue partner",
                         starts_on=on - timedelta(days=2), ends_on=on - timedelta(days=1), by=by)  # fmt: skip
    name_safeguarding_lead(event_id, "Lim Wei Jie", "safeguarding@example.org", by=by)


@use_case
def write_biographies(event_id: UUID, *, by: str) -> None:
    """Say of some of those on stage who they are."""
    for person in people_on_stage(event_id):
        if person.display_name in forum.BIOGRAPHIES:
            change_person(
                event_id,
                person.id,
                name=person.display_name,
                affiliation=person.affiliation,
                biography=forum.BIOGRAPHIES[person.display_name],
                by=by,
            )


@use_case
def hand_out_materials(event_id: UUID, *, by: str) -> None:
    """What is left of the workshop: notes, slides and a list, on the pages of its sessions."""
    sessions = {one.title: one.id for one in draft_of(event_id).sessions}
    chat, talks, stations, brainstorm, end = (
        sessions[act.title] for act in workshop.ACTS if act.format is not Format.BREAK and act.title != "Welcome"
    )
    for session_id, title, kind, name, words in (
        (chat, "What was said, in a page", MaterialKind.NOTES, "fireside-chat.md", workshop.NOTES),
        (stations, "The four stations at a glance", MaterialKind.HANDOUT, "stations.csv", workshop.STATIONS_AS_TABLE),
        (brainstorm, "Every note, as it was written", MaterialKind.NOTES, "notes.txt", workshop.BARRIERS),
        (end, "Six principles", MaterialKind.HANDOUT, "principles.md", workshop.PRINCIPLES),
    ):
        facts = MaterialFacts(title=title, kind=kind, language="en")
        add_file(event_id, session_id, facts, document_in(words.encode(), name), by=by)
    slides = MaterialFacts(title="Slides of the four talks", available=Available.AFTER_SESSION)
    add_link(event_id, talks, slides, url="https://example.org/slides", by=by)
    raw = MaterialFacts(title="Photographs of the wall", kind=MaterialKind.LINK, reach=Reach.REGISTERED)
    add_link(event_id, brainstorm, raw, url="https://example.org/wall", by=by)


def _account(email: str, name: str, *, is_operator: bool = False) -> UUID:
    account = account_with(email)
    return account.id if account else create_account(email, name=name, is_operator=is_operator, by=DEMO)


def _tell_the_workshop(team_id: UUID, by: str, people: Sequence[tuple[str, str, str]]) -> None:
    """Half a day some months ago: begun, published, held, and told of."""
    event = event_at(WORKSHOP)
    if event is None:
        on = _last(1, before=timedelta(weeks=17))
        with as_of(_at(on, days=-63)):
            tell_workshop(team_id, on, by=by)
    event_id, on = _begun(WORKSHOP)
    with as_of(_at(on, days=-45)):
        _open(event_id, workshop.PLACES, by)
        second = account_with(SECOND_ORGANISER)
        if second is not None and db.session.get_one(Event, event_id).sensitivity is Sensitivity.OPEN:
            choose_sensitivity(event_id, Sensitivity.TRUSTED, second.id, by=f"account:{second.id}")
        _ask(event_id, "workshop", by)
    for number, answers in enumerate(_answers("guest", people)):
        with as_of(_at(on, days=number - 40)):
            _register_once(event_id, answers, number)
    with as_of(_at(on, days=0)):
        _check_in(event_id, by)
    with as_of(_at(on, days=2)):
        if not any(materials_of(one.id) for one in draft_of(event_id).sessions):
            hand_out_materials(event_id, by=by)


def _tell_the_forum(team_id: UUID, by: str, people: Sequence[tuple[str, str, str]]) -> None:
    """A day next week: published, nearly full."""
    if event_at(FORUM) is None:
        on = _next(3, after=timedelta(days=7 - today_in("UTC").weekday()))
        with as_of(_at(on, days=-60)):
            tell_forum(team_id, on, by=by)
    event_id, on = _begun(FORUM)
    start = min(_at(on, days=-40), now())
    with as_of(start):
        _open(event_id, forum.PLACES, by)
        if not any(person.biography for person in people_on_stage(event_id)):
            write_biographies(event_id, by=by)
        _ask(event_id, "forum", by)
    step = (now() - start) / (len(people) + 1)
    for number, answers in enumerate(_answers("participant", people), start=1):
        with as_of(start + number * step):
            if number % 3 == 0:
                _register_once(event_id, replace(answers, by_mail=ByMail.EVENT), number)
                _say_whether_one_comes(event_id, answers, number)
            else:
                _register_once(event_id, answers, number)
    _let_people_choose_sessions(event_id, by)


def _let_people_choose_sessions(event_id: UUID, by: str) -> None:
    """Sign-up for the workshops in the small rooms; every other one who has a place takes what is free then."""
    if places_of_sessions(event_id):
        return
    draft = draft_of(event_id)
    places = {
        one.id: SignUp(forum.PLACES_BY_ROOM.get(room.name))
        for one in draft.sessions
        if one.format is Format.WORKSHOP and (room := draft.room(one.room_id))
    }
    set_session_places(event_id, places, by=by)
    for number, registration in enumerate(those_in_state(event_id, RegistrationState.CONFIRMED)):
        for place, session_id in enumerate(places):
            if (number + place) % 4 == 0:
                with suppress(SessionFull, SessionsOverlap):
                    sign_up(registration.id, session_id, by=by)


def _split_into_groups(by: str) -> None:
    """The mapping of the forum splits into groups by topic. The worker seats people once it runs."""
    event_id, _on = _begun(FORUM)
    session = next((one for one in draft_of(event_id).sessions if one.title == forum.IN_GROUPS), None)
    if session is None or breakout_of_session(event_id, session.id) is not None:
        return
    breakout_id = split_session(event_id, session.id, Preset.TOPICS, rounds=1, names=forum.GROUPS, by=by)
    take_wishes(event_id, breakout_id, takes=True, by=by)
    arrangement = breakout_with(breakout_id)
    assert arrangement is not None
    people = those_in_state(event_id, RegistrationState.CONFIRMED)
    groups = [group.id for group in arrangement.groups]
    for number, registration in enumerate(people):
        if number % 5:  # every fifth says nothing
            wished = [groups[(number * step) % len(groups)] for step in (1, 2, 3)]
            wish_groups(breakout_id, registration.id, list(dict.fromkeys(wished)))
    if people:
        ask_for_groups(event_id, breakout_id, by=by)


def _ask_those_on_stage(by: str) -> None:
    """All of the forum are asked; two have not answered."""
    event_id, _on = _begun(FORUM)
    people = people_on_stage(event_id)
    unasked = [person for person in people if invitation_of(event_id, person.id) is None]
    with as_of(now() - timedelta(days=9)):
        for person in unasked:
            set_stage_address(event_id, person.id, f"stage{people.index(person) + 1}@example.org", by=by)
        if unasked:
            ask_to_speak(event_id, [person.id for person in unasked], by=by)
    with as_of(now() - timedelta(days=6)):
        for person in people:
            asked = invitation_of(event_id, person.id)
            if asked is not None and asked.answer is None and person.display_name not in forum.SILENT:
                answer_for_stage(asked.id, StageAnswer.CONFIRMED)


def _say_what_must_hold(by: str) -> None:
    """What the rooms have, what sessions need, one order, one pin; and when two on stage can be there."""
    event_id, on = _begun(FORUM)
    if rules_of(event_id):
        return
    for room in rooms_of(event_id):
        change_room(
            event_id, room.id, room.name, capacity=room.capacity, note=room.note, by=by,
            features=[each.value for each in forum.FEATURES.get(room.name, ())],
        )  # fmt: skip
    ids = {one.title: one.id for one in draft_of(event_id).sessions}
    add_rule(event_id, RuleKind.IN_ORDER, [ids[title] for title in forum.IN_ORDER], by=by)
    wish_place(event_id, ids[forum.PINNED], PlaceWishes(is_pinned=True), by=by)
    for title, needs in forum.NEEDS.items():
        wish_place(event_id, ids[title], PlaceWishes(needs=frozenset(needs)), by=by)
    for person in people_on_stage(event_id):
        hours, asks = forum.COMES_AT.get(person.display_name), forum.ASKS_FOR.get(person.display_name, ())
        if hours or asks:
            windows = ((datetime.combine(on, hours[0]), datetime.combine(on, hours[1])),) if hours else ()
            presence = Presence.AT_TIMES if hours else Presence.ALWAYS
            said = Said(presence=presence, windows=windows, features=asks)
            write_down_availability(event_id, person.id, said, by=by)


def _let_people_follow() -> None:
    for slug, names in ((FORUM, forum.FOLLOWERS), (WORKSHOP, forum.FOLLOWERS[:5])):
        event = event_at(slug)
        series_id = event.series_id if event else None
        if series_id is None or count_followers(series_id):
            continue
        with as_of(now() - timedelta(days=30)):
            for name in names:
                email = f"{name}@example.org"
                follow([series_id], email, language="en")
                asked = subscription_at(series_id, email)
                if asked is not None:
                    confirm(asked.id, [asked.id])


def _let_people_star() -> None:
    """Readers of the forum star what they want to go to: some sessions many, some few."""
    event_id, _on = _begun(FORUM)
    if star_counts(event_id):
        return
    codes = [one.code for one in draft_of(event_id).sessions if one.is_for_calendars]
    for number in range(READERS):
        reader_id = None
        for place, code in enumerate(codes):
            if (number * 7 + place * 5) % (3 + place % 4) == 0:
                reader_id = starring.star(event_id, code, reader_id)


def _begin_the_next_edition(by: str) -> None:
    """The workshop once more, as a draft on other days."""
    event = event_at(WORKSHOP)
    if event is None or event.series_id is None or len(editions_of(event.series_id)) > 1:
        return
    title = f"{workshop.TITLE}, second edition"
    clone_event(event.id, title=title, starts_on=_next(1, after=timedelta(weeks=16)), by=by)


def _build(
    team_id: UUID,
    event_id: UUID,
    on: date,
    rooms: Sequence[tuple[str, int | None, str]],
    tracks: Sequence[tuple[str, Dye]],
    acts: Sequence[Act],
    by: str,
) -> None:
    """Rooms, tracks, sessions and people on stage of an event of one day."""
    room_ids = {name: add_room(event_id, name=name, capacity=seats, note=note, by=by) for name, seats, note in rooms}
    track_ids = {name: add_track(event_id, name=name, dye=dye, by=by) for name, dye in tracks}
    known: dict[str, UUID] = {}
    for act in acts:
        session_id = add_session(
            event_id,
            SessionText(
                title=act.title,
                format=act.format,
                minutes=act.minutes,
                abstract=act.abstract,
                language=act.language,
                track_id=track_ids[act.track] if act.track else None,
                interpretation=act.interpretation,
                access_note=act.access_note,
                content_note=act.content_note,
                attribution=act.attribution,
                do_not_record=act.do_not_record,
            ),
            Place(on, act.starts, room_ids[act.room] if act.room else None),
            by=by,
        )
        for title, minutes in act.contributions:
            add_contribution(event_id, session_id, title=title, minutes=minutes, by=by)
        for one in act.cast:
            if one.name not in known:
                known[one.name] = add_person(team_id, name=one.name, affiliation=one.affiliation, by=by)
            put_on_stage(event_id, session_id, role=one.role, person_id=known[one.name],
                         affiliation=one.affiliation, by=by)  # fmt: skip


def _open(event_id: UUID, places: int, by: str) -> None:
    """Publish event and agenda, and take registrations, unless that was done."""
    if db.session.get_one(Event, event_id).state is State.DRAFT:
        publish_event(event_id, by=by)
        set_desk(event_id, DeskFacts(is_open=True), capacity=places, by=by)
    state = agenda_state(event_id)
    if state.number is None:
        publish_agenda(event_id, state.draft_revision, by=by)


def _answers(kind: str, people: Sequence[tuple[str, str, str]]) -> list[Answers]:
    return [
        Answers(name=name, email=f"{kind}{number}@example.org", organisation=organisation, country=country)
        for number, (name, organisation, country) in enumerate(people, start=1)
    ]


def _check_in(event_id: UUID, by: str) -> None:
    """All but every eighth have come, and can fetch a certificate."""
    if not paper_facts_of(event_id).gives_certificates:
        set_papers(event_id, PaperFacts(gives_letters=True, gives_certificates=True), by=by)
    guests = guests_at(db.session.get_one(Event, event_id), event_id).guests
    for number, one in enumerate((one for one in guests if one.standing.has_place), start=1):
        if number % 8 and one.arrival is None:
            check_in(event_id, one.id, event_id, how=How.BY_NAME, desk=FRONT_DESK, by=by)


def _register_once(event_id: UUID, answers: Answers, number: int) -> None:
    if active_registration_with(event_id, answers.email) is None:
        register(event_id, replace(answers, replies=_replies(event_id, number)), language="en")


def _say_whether_one_comes(event_id: UUID, answers: Answers, number: int) -> None:
    """By the link in the invitation for the calendar: most will come, one is not sure, one has said nothing."""
    for one in kept_of_invitations(event_id, normalised_address(answers.email)):
        if number % 4 and last_answer_to(one.id) is None:
            answer_on_page(one.id, Answer.TENTATIVE if number % 5 == 0 else Answer.ACCEPTED, "")


def _ask(event_id: UUID, ready_form: str, by: str) -> None:
    """Ask what the ready-made form has, unless something is asked already."""
    if form_of(event_id) is None:
        form_id = begin_questionnaire(REGISTRATION_FORM, event_id, event_id, by=by)
        begin_ready_form(form_id, ready_form, by=by)


def _replies(event_id: UUID, number: int) -> dict[UUID, Value]:
    """What the guest of this number answers: every third no more than what is needed, the others most of it."""
    asks, found = form_of(event_id), dict[UUID, Value]()
    for place, question in enumerate(asks.answerable if asks is not None else []):
        if question.is_required or (number % 3 and (number + place) % 5):
            found[question.id] = _reply(question, number + place)
    # Conditions look back: what is not asked of this guest is left out by the use case.
    return found


def _reply(question: Question, number: int) -> Value:
    ids = [str(option.id) for option in question.offered]
    first = question.label.split()[0]
    by_kind: dict[QuestionKind, Value] = {
        QuestionKind.CHOICE: ids[number % len(ids)] if ids else None,
        QuestionKind.CHOICES: [ids[number % len(ids)]] if ids and number % 4 else [],
        QuestionKind.LANGUAGES: ["en", ("th", "km", "vi", "id")[number % 4]],
        QuestionKind.CONSENT: number % 2 == 0,
        QuestionKind.NUMBER: number % 4,
        QuestionKind.TEXT: workshop.HOPES[number % len(workshop.HOPES)],
        QuestionKind.LINE: ("Peanuts" if first == "Which" else "Sam, +1 555 0100"),
    }
    return by_kind.get(question.kind)


def _begun(slug: str) -> tuple[UUID, date]:
    event = event_at(slug)
    assert event is not None, "it was told just before"
    return event.id, event.starts_on


def _at(on: date, *, days: int) -> datetime:
    """Nine in the morning in UTC, so many days from `on`."""
    return datetime.combine(on + timedelta(days=days), time(9), UTC)


def _next(weekday: int, *, after: timedelta) -> date:
    """The first such day of the week (0 is Monday) at least so long from today."""
    earliest = today_in("UTC") + after
    return earliest + timedelta(days=(weekday - earliest.weekday()) % 7)


def _last(weekday: int, *, before: timedelta) -> date:
    """The last such day of the week at least so long ago."""
    latest = today_in("UTC") - before
    return latest - timedelta(days=(latest.weekday() - weekday) % 7)
