"""One populated world for tests that walk every page: everything in it was made by use cases, as people make it.

`make_world()` gives a published event of one team with something of everything in it, a draft, and an event of
another team. `World.path_to` gives the address of any route of the URL map, with ids that are there. A feature that
adds a route with a parameter of a new name adds the row to `_build_world` and the name to `values`.

To build it takes seconds, and a hundred tests ask for it: each test process builds it once and then copies the
database. Where something stands in the database already, or the clock was moved, it is built anew.
"""

import inspect
import sys
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

import time_machine
from flask import Flask, current_app
from sqlalchemy import select
from werkzeug.routing import Rule

from convene.accounts import services as accounts
from convene.accounts.queries import account_with
from convene.audit.models import AuditLine
from convene.breakouts.catalogue import PairKind, Preset
from convene.breakouts.services.cards import save_card
from convene.breakouts.services.proposing import ask_for_groups
from convene.breakouts.services.setting_up import pair_people, take_wishes
from convene.breakouts.services.wishing import wish_groups
from convene.breakouts.structure import Arrangement, CardText
from convene.calendar.catalogue import FeedKind
from convene.calendar.emails import answer_token
from convene.calendar.models import CalendarInvitation
from convene.calendar.queries.feeds import feed_secret
from convene.calendar.queries.invitations import kept_of_invitations
from convene.calendar.services.answers import take_answer
from convene.calendar.services.feeds import make_feed_address
from convene.clock import now
from convene.database import db
from convene.engines.ics import Answer, Reply
from convene.events.catalogue import Attribution, Kind, PartnerRole, Relation, RoomFeature, Sensitivity
from convene.events.models import Event
from convene.events.queries import event_at
from convene.events.services.arranging_rooms import add_room
from convene.events.services.caring import choose_sensitivity, name_safeguarding_lead
from convene.events.services.giving_roles import invite
from convene.events.services.keeping_series import SeriesFacts, begin_series, put_into_series
from convene.events.services.linking_events import link_event, link_event_elsewhere
from convene.events.services.naming_partners import add_partner
from convene.files.documents import document_in
from convene.files.pictures import cut_square, made_anew
from convene.outbox import services as outbox
from convene.outbox.models import MessageState
from convene.outbox.queries import unsent_of_no_event
from convene.outbox.rules import NO_CONNECTION
from convene.outbox.sending import send_due
from convene.permissions.catalogue import Role, Scope
from convene.permissions.queries import grants_on
from convene.programme.catalogue import (
    CatchUp,
    Format,
    MaterialKind,
    MayMove,
    Presence,
    ProposalState,
    Reach,
    RuleKind,
    StageRole,
)
from convene.programme.lateness import Shift
from convene.programme.models import Session
from convene.programme.planning import Wishes
from convene.programme.presence import Said
from convene.programme.queries.answers import invitation_of
from convene.programme.queries.draft import agenda_state, draft_of, session_id_with
from convene.programme.queries.people import people_on_stage
from convene.programme.queries.proposals import mark_of_problem, problem_for
from convene.programme.queries.shifts import last_shift, said_of_day
from convene.programme.services import starring
from convene.programme.services.answering import change_own_profile
from convene.programme.services.asking import ask_to_speak, set_stage_address
from convene.programme.services.availability import say_own_availability
from convene.programme.services.drafting import (
    Place,
    SessionText,
    add_contribution,
    add_session,
    add_track,
    place_session,
    put_on_stage,
    withdraw_session,
)
from convene.programme.services.handing_in import hand_in_file
from convene.programme.services.materials import MaterialFacts, add_file, add_link, hide_material
from convene.programme.services.naming import change_person
from convene.programme.services.proposing import Proposed, ask_for_proposal, begin_proposal, end_proposal
from convene.programme.services.publishing import publish_agenda
from convene.programme.services.running_late import Seen, shift_day
from convene.programme.services.wishing import add_rule
from convene.programme.showing.addresses import person_key
from convene.programme.structure import LinkFacts
from convene.questionnaires.catalogue import Kind as QuestionKind
from convene.questionnaires.catalogue import Purpose as AnswerPurpose
from convene.questionnaires.services import building
from convene.questionnaires.services.answering import Upload, keep_answers
from convene.registration.catalogue import (
    Attribute,
    ByMail,
    How,
    PaperKind,
    RegistrationState,
    SignUp,
    TicketReach,
)
from convene.registration.models import Invitation
from convene.registration.queries.admission import codes_of
from convene.registration.queries.directory import entry_of
from convene.registration.queries.importing import people_in
from convene.registration.queries.papers import PaperFacts, paper_of
from convene.registration.queries.registrations import those_in_state
from convene.registration.rules.letters import Words
from convene.registration.rules.listing import Asked, Filters
from convene.registration.rules.mailings import When
from convene.registration.rules.opening import DeskFacts
from convene.registration.services.checking_in import check_in
from convene.registration.services.directory import ShownAs, set_directory, show_oneself
from convene.registration.services.importing import import_people
from convene.registration.services.inviting import Invitee, list_invitees, send_invitations, set_target
from convene.registration.services.joining import register
from convene.registration.services.listing import save_view, tag_those, write_note
from convene.registration.services.opening import TicketFacts, add_code, add_ticket, set_desk, set_quota
from convene.registration.services.papers import ask_for_letter, issue_certificate, set_papers
from convene.registration.services.self_service import cancel, choose_calendar
from convene.registration.services.signing_up import set_session_places, sign_up
from convene.registration.services.writing_to import write_to
from convene.subscriptions.services import leave
from convene.web.meanwhile import mark_of
from convene.web.serving import init_shelf
from convene.web.signed_links import Purpose, sign
from tests.factories.breakouts import seat_in_turn, show_groups, split
from tests.factories.events import give, make_account, make_event, make_team
from tests.factories.questionnaires import ask, form, make_form, only_if, option
from tests.factories.registrations import answers, make_registration
from tests.factories.subscriptions import ask_to_follow, make_follower
from tests.support.answers import answers_waiting
from tests.support.databases import keep, put_back
from tests.support.pictures import picture

OWNER = "noor@example.org"
OTHER_ORGANISER = "other.organiser@example.org"
OPERATOR = "operator@example.org"


@dataclass
class World:
    """What stands in it. `values` are the parts of addresses by the names that routes give them."""

    slug: str
    draft_slug: str
    other_slug: str
    sibling_slug: str
    event_id: UUID
    roles: dict[Role, str]
    values: dict[str, object] = field(default_factory=dict)
    #: The same for single routes whose parameters mean something else: {("outbox.mail", "message_id"): ...}.
    of_route: dict[tuple[str, str], object] = field(default_factory=dict)

    def path_to(self, app: Flask, rule: Rule, **instead: object) -> str:
        """The address of a route in this world; `instead` replaces single values."""
        values = {}
        for name in rule.arguments:
            known = {**self.values, "slug": self.slug, **instead}
            if (rule.endpoint, name) in self.of_route and name not in instead:
                values[name] = self.of_route[rule.endpoint, name]
            elif name in known:
                values[name] = known[name]
            else:
                raise AssertionError(
                    f"{rule.rule} has the parameter {name!r}, and tests/support/world.py knows no value for it: "
                    "make such a row in _build_world() and name it in World.values"
                )
        adapter = app.url_map.bind("localhost")
        return adapter.build(rule.endpoint, values)


@dataclass(frozen=True)
class Kept:
    """A world that was built in this process: its database, what waited in the queue, and when it was built."""

    database: str
    queue: list[bytes]
    world: World
    built_at: datetime


#: By the settings that it was built under: a test that changes one of them gets a world of its own.
_kept: dict[str, Kept] = {}
#: After that time a kept world is built anew: the links to sign in that are in it live for half an hour.
KEPT_FOR = timedelta(minutes=10)
KEEPS = type(lru_cache(lambda: None))


def make_world() -> World:
    """The world in the database of the current app, as if it were built just now."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    if db.session.scalar(select(AuditLine.id).limit(1)) is not None:
        return _build_world()
    settings, storage = repr(sorted(app.config.items())), app.extensions["queue"].storage
    kept = _kept.get(settings)
    if kept is None or not timedelta() <= now() - kept.built_at < KEPT_FOR:
        built_at, world = now(), _build_world()
        kept = _kept[settings] = Kept(keep(), storage.enqueued_items(), deepcopy(world), built_at)
    else:
        put_back(kept.database)
        storage.flush_all()
        for task in kept.queue:
            storage.enqueue(task)
    app.extensions["served_pages"] = init_shelf()  # another test has changed this event in its own way
    for read in _kept_by_id():
        read.cache_clear()
    return deepcopy(kept.world)


def _kept_by_id() -> Iterator[Any]:
    """The functions of Convene that remember what they have read of an event or a version."""
    for name, module in list(sys.modules.items()):
        if name.startswith("convene."):
            for each in vars(module).values():
                if type(each) is KEEPS and not {"event_id", "version_id"}.isdisjoint(
                    inspect.signature(each).parameters
                ):
                    yield each


def _build_world() -> World:
    """Build it, as people would."""
    if account_with(OWNER) is None:  # on a small installation who organises also runs it, as in the demo
        accounts.create_account(OWNER, name="Noor Idris", is_operator=True, by="test")
    team_id = make_team("Network Secretariat", OWNER)
    event = make_event(
        team_id=team_id,
        slug="forum",
        title="Regional Network Forum",
        description="# What we do\n\n**See** what works, and [ask](https://example.org).",
        aims="Know each other\nWrite down what works",
        address="1 Riverside Road",
        website="https://example.org/venue",
        directions="By boat to **Pier 3**, then two minutes on foot.",
        access="step-free, hearing loop",
        map_link="https://example.org/map",
        join_url="https://meet.example.org/secret-room",
    )
    sibling = make_event(team_id=team_id, slug="sibling", title="Sister Workshop", kind=Kind.WORKSHOP)
    draft = make_event(team_id=team_id, slug="draft", title="Unpublished Webinar", kind=Kind.WEBINAR, published=False)
    make_event(
        team_id=team_id, slug="past", title="Earlier Forum", starts_on=date(2020, 3, 4), ends_on=date(2020, 3, 4)
    )
    other = make_event(team_id=make_team("Other Hosts", OTHER_ORGANISER), slug="elsewhere", title="Forum Elsewhere")

    roles = {role: f"{role.value.replace(' ', '.')}@example.org" for role in Role if role is not Role.OWNER}
    for role, email in roles.items():
        give(event, email, role)
    if account_with(OPERATOR) is None:
        accounts.create_account(OPERATOR, name="Olu Operator", is_operator=True, by="test")

    world = World(
        slug=event.slug,
        draft_slug=draft.slug,
        other_slug=other.slug,
        sibling_slug=sibling.slug,
        event_id=event.id,
        roles={Role.OWNER: OWNER, **roles},
    )
    world.values["team_id"] = team_id
    invite(Scope.TEAM, team_id, "colleague@example.org", Role.VIEWER, by="test")
    for act in ("change_role_in_team", "invite_to_team_again", "take_role_in_team_away"):
        world.of_route[f"organise.{act}", "grant_id"] = grants_on(Scope.TEAM, team_id)[-1].id
    give(event, "helper@example.org", Role.VIEWER)  # whose role may be taken without closing a page to anybody
    world.values |= {"component": "banner", "layout": "event", "mail_name": "registration/confirmation"}
    world.values["grant_id"] = grants_on(Scope.EVENT, event.id)[-1].id
    _let_it_belong(world, event)
    _make_an_agenda(world, event)
    _publish_nothing_much(sibling)
    _let_people_register(world, event)
    _keep_something_beside_them(world, event)
    _ask_somebody_on_stage(world, event)
    viewer = make_account(roles[Role.VIEWER])
    world.values["grant_id"] = next(one.id for one in grants_on(Scope.EVENT, event.id) if one.account_id == viewer)
    _take_care(world, event)
    _send_a_mail(world, event)
    _show_a_picture(world, event)
    _let_people_follow(world, event)
    _hand_out_materials(world, event)
    _star_a_session(world, event)
    _put_something_into_a_calendar(world, event)
    _put_it_into_a_calendar(world, event)
    _split_a_session(world, event)
    _let_mail_of_no_event_wait(world, event)
    return world


def _let_it_belong(world: World, event: Event) -> None:
    """Partners, one with a logo; the second edition of a series; events linked to it, here and elsewhere."""
    hosts, logo = "Mekong Network", made_anew(picture("PNG", (120, 40)))
    partner_id = add_partner(
        event.id, PartnerRole.HOST, hosts, website="https://example.org/mekong", logo=logo, by="test"
    )
    add_partner(event.id, PartnerRole.SUPPORTER, "Fund for Forums", by="test")
    add_partner(event.id, PartnerRole.SUPPORTER, "Ministry of Ports", website="https://example.org/ports", by="test")
    past = event_at("past")
    assert past is not None
    facts = SeriesFacts(
        title="Regional forums",
        summary="Once in a while a region sits down for a day.",
        description="What is **decided** opens the next edition.",
        next_edition="Spring 2028, the place is chosen in March",
    )
    series_id = begin_series(past.id, facts, by="test")
    put_into_series(event.id, series_id, 2, by="test")
    begin_series(past.id, SeriesFacts(title="Webinars"), edition=10, by="test")  # left empty in the next line
    put_into_series(past.id, series_id, 1, by="test")
    link_event(event.id, Relation.FOLLOWS, past.id, by="test")
    link_id = link_event_elsewhere(
        event.id,
        Relation.ON_THE_MARGINS_OF,
        "World Congress",
        website="https://example.org/congress",
        starts_on=date(2027, 3, 1),
        ends_on=date(2027, 3, 6),
        by="test",
    )
    world.values |= {"partner_id": partner_id, "link_id": link_id, "series_slug": "regional-forums"}


def _make_an_agenda(world: World, event: Event) -> None:
    """Two versions and a draft that differs; sessions in two rooms, one past midnight, one withdrawn, one unplaced."""
    event_id = event.id
    hall = add_room(event_id, name="Ballroom", capacity=200, note="step-free", by="test")
    small = add_room(event_id, name="River Room", capacity=30, by="test")
    track = add_track(event_id, name="What works", by="test")
    first_day, last_day = event.starts_on, event.ends_on

    def session(title: str, kind: Format, place: Place | None, minutes: int = 45, **more: Any) -> UUID:
        text = SessionText(title=title, format=kind, minutes=minutes, track_id=track, **more)
        return add_session(event_id, text, place, by="test")

    opening = session(
        "Opening of the forum",
        Format.PLENARY,
        Place(first_day, time(9, 0), hall),
        subtitle="Why we are here",
        abstract="A **short** word from the hosts.",
        description="- One\n- Two",
        language="en",
        interpretation=("th", "km"),
        access_note="Captions, step-free, hearing loop",
        content_note="Speaks of violence against children",
        attribution=Attribution.CHATHAM_HOUSE,
        do_not_record=False,
        recording_license="CC BY 4.0",
        links=(LinkFacts("Slides", "https://example.org/slides", "attachment"),),
    )
    talks = session("Four lightning talks", Format.LIGHTNING_TALKS, Place(first_day, time(10, 0), hall), 60)
    talk = add_contribution(event_id, talks, title="A talk of ten minutes", abstract="In short.", minutes=10, by="test")
    session("Mapping in groups", Format.GROUP_WORK, Place(first_day, time(10, 0), small), 60)
    session("Coffee on the terrace", Format.BREAK, Place(first_day, time(11, 0)), 30)
    session("A night at the river", Format.SOCIAL, Place(first_day, time(0, 30), small), 90)
    gone = session("A session that was cancelled", Format.PANEL, Place(last_day, time(9, 0), hall))
    put_on_stage(event_id, opening, role=StageRole.SPEAKER, name="Somchai Rattanakul", affiliation="NGO 6", by="test")
    put_on_stage(
        event_id, talks, role=StageRole.SPEAKER, name="Jane Vũ", contribution_id=talk, affiliation="UN 2", by="test"
    )
    publish_agenda(event_id, agenda_state(event_id).draft_revision, note="The first agenda", by="test")
    withdraw_session(event_id, gone, by="test")
    publish_agenda(event_id, agenda_state(event_id).draft_revision, note="One session was cancelled", by="test")
    session("A session that is not published yet", Format.PANEL, None)
    place_session(event_id, opening, Place(first_day, time(9, 30), hall), by="test")

    codes = {row.title: row.code for row in db.session.execute(select(Session.title, Session.code))}
    person = people_on_stage(event_id)[0]
    world.values |= {"code": codes["Opening of the forum"], "person_id": person.id, "number": 2, "room_id": hall}
    world.values["paper"] = "a4"
    world.values |= {"track_id": track, "session_id": opening, "kind": "track", "part_id": track}
    world.values["rule_id"] = add_rule(event_id, RuleKind.IN_ORDER, [opening, talks], by="test")
    world.values["proposal_id"] = _propose(event_id, codes["A session that is not published yet"])
    world.values["shift_id"] = _be_late(event_id, codes["A night at the river"])
    world.of_route["draft.delete_session", "code"] = codes["A session that is not published yet"]
    world.of_route["draft.restore_session", "code"] = codes["A session that was cancelled"]


def _propose(event_id: UUID, code: str) -> UUID:
    """A proposal that was worked out and is not used yet."""
    wishes = Wishes(scope=MayMove.UNPLACED, from_time=time(9), until_time=time(17))
    proposal_id = ask_for_proposal(event_id, wishes, by="test")
    begin_proposal()
    session_id = session_id_with(event_id, code)
    assert session_id is not None
    event = db.session.get_one(Event, event_id)
    place = Proposed(session_id, Place(event.starts_on, time(15)))
    score = {"missed_star": 2, "overflow_seat": 0, "track_parallel": 1, "track_extra_room": 0, "change": 0}
    end_proposal(
        proposal_id,
        ProposalState.READY,
        mark=mark_of_problem(problem_for(event_id, draft_of(event_id), wishes)),
        places=[place],
        outcome={"score": score, "was_cut": True},
    )
    return proposal_id


def _be_late(event_id: UUID, code: str) -> UUID:
    """The last session of the first day begins later, in the draft."""
    draft = draft_of(event_id)
    session = draft.session(code)
    assert session is not None
    assert session.day is not None
    late = Shift(
        day=session.day,
        from_id=session.id,
        minutes=10,
        is_everywhere=False,
        how=CatchUp.ALL,
        asked_at=now(),
    )
    shift_day(event_id, late, seen=Seen(mark_of(said_of_day(draft, session.day))), by="test")
    shift = last_shift(event_id, session.day)
    assert shift is not None
    return shift.id


def _split_a_session(world: World, event: Event) -> None:
    """The opening splits into groups that everybody was shown, with somebody in each round and a rule between two."""
    session_id = session_id_with(event.id, str(world.values["code"]))
    assert session_id is not None
    arrangement = split(event, session_id, preset=Preset.STATIONS, rounds=2)
    confirmed = those_in_state(event.id, RegistrationState.CONFIRMED)
    registration_ids, person_ids = [each.id for each in confirmed], [each.person_id for each in confirmed]
    seat_in_turn(arrangement, registration_ids)
    show_groups(arrangement)
    world.values["group_id"] = arrangement.groups[0].id
    world.values["round_id"] = arrangement.rounds[0].id
    mine = world.values["registration_id"]
    assert isinstance(mine, UUID)
    take_wishes(event.id, arrangement.id, takes=True, by="test")
    wish_groups(arrangement.id, mine, [each.id for each in arrangement.groups[:2]])
    for page in ("mine", "fresh", "hear", "wish"):
        world.of_route[f"my_group.{page}", "token"] = sign(Purpose.MY_GROUP, mine)
    pair = pair_people(event.id, arrangement.id, PairKind.APART, person_ids[:2], by="test")
    world.of_route["groups.remove_pair", "rule_id"] = pair
    world.values["run_id"] = ask_for_groups(event.id, arrangement.id, by="test")
    _report_for_a_group(world, arrangement)


def _report_for_a_group(world: World, arrangement: Arrangement) -> None:
    """One group has written on its card; the link of another may be made anew."""
    _, reports, other = arrangement.groups
    text = CardText(takeaway_1="Share what failed", agreed="Meet again", action="Write it up", action_owner="Mai Sok")
    save_card(reports.id, arrangement.rounds[0].id, text, seen=None)
    token = sign(Purpose.REPORT_FOR_GROUP, reports.id, reports.link_version)
    for page in ("card", "typed"):
        world.of_route[f"cards.{page}", "token"] = token
    world.of_route["groups.renew_link", "group_id"] = other.id


def _publish_nothing_much(event: Event) -> None:
    """An event of the same team with an agenda of one session, so that its pages are there."""
    text = SessionText(title="A session of the sister event", format=Format.WORKSHOP, minutes=60)
    add_session(event.id, text, Place(event.starts_on, time(9, 0)), by="test")
    publish_agenda(event.id, agenda_state(event.id).draft_revision, by="test")


def _let_people_register(world: World, event: Event) -> None:
    facts = DeskFacts(is_open=True, most_together=3, most_guests=1, allows_transfer=True)
    set_desk(event.id, facts, capacity=40, by="test")
    ids = [
        make_registration(event.id, email, name=name)
        for name, email in (("Jane Trần", "jane@example.org"), ("Ali ‘al-Amin’", "ali@example.org"))
    ]
    _ask_something(world, event, ids)
    cancel(make_registration(event.id, "gone@example.org", name="Kim Gone", organisation="", country=""))
    check_in(event.id, ids[1], event.id, how=How.BY_NAME, desk="desk B", by="test")
    set_papers(event.id, PaperFacts(gives_letters=True, gives_certificates=True, signatory="Mai Sok"), by="test")
    ask_for_letter(ids[0], "Jane Thi Trần")
    paper = paper_of(ids[0], PaperKind.LETTER)
    assert paper is not None
    with time_machine.travel(datetime.combine(event.ends_on, time(12), UTC)):
        issue_certificate(ids[1])
    certificate = paper_of(ids[1], PaperKind.CERTIFICATE)
    assert certificate is not None
    world.values |= {"paper_id": paper.id, "certificate": certificate.code}
    world.values["registration_id"] = ids[0]
    world.values["token"] = sign(Purpose.MANAGE_REGISTRATION, ids[0])
    world.of_route["registration.confirm_new_address", "token"] = sign(
        Purpose.CHANGE_ADDRESS, ids[0], about="jane.new@example.org"
    )
    _admit_in_many_ways(world, event)


def _admit_in_many_ways(world: World, event: Event) -> None:
    """Ways of taking part, places kept for speakers, a code, somebody to approve, somebody in line, and the invited."""
    add_ticket(event.id, TicketFacts(name="In person", description="In the hall, with lunch."), by="test")
    speaker = add_ticket(
        event.id, TicketFacts(name="Speaker", reach=TicketReach.ORGANISERS, asks_approval=True, capacity=5), by="test"
    )
    quota_id = set_quota(event.id, None, name="Speakers", places=3, by="test")
    code = add_code(event.id, note="Speakers", uses=5, ticket_kind_id=speaker, quota_id=quota_id, by="test")
    asks = register(event.id, answers("asks@example.org", "Asha Kumar"), language="en", code=code)
    world.of_route["registrations.admit", "registration_id"] = asks.registration_id
    facts = DeskFacts(is_open=True, keeps_waitlist=True, most_together=3, most_guests=1, allows_transfer=True)
    set_desk(event.id, facts, capacity=5, by="test")
    make_registration(event.id, "waits@example.org", name="Wen Waiting")
    facts = DeskFacts(is_open=True, most_together=3, most_guests=1, allows_transfer=True)
    people = [
        Invitee(name="Ines Invited", email="ines@example.org", organisation="NGO 9", country="TH", sector="NGO"),
        Invitee(name="Odd Asked", email="odd@example.org", country="NO", sector="Research"),
    ]
    list_invitees(event.id, people, language="en", by="test")
    rows = {row.email: row for row in db.session.scalars(select(Invitation).where(Invitation.event_id == event.id))}
    send_invitations(event.id, [rows["odd@example.org"].id], by="test")
    set_target(event.id, Attribute.SECTOR, "NGO", 4, by="test")
    set_desk(event.id, facts, capacity=None, by="test")
    set_desk(event.id, facts, capacity=40, by="test")
    _let_people_choose_sessions(world, event)
    world.values |= {"ticket_kind_id": speaker, "quota_id": quota_id, "invitation_id": rows["ines@example.org"].id}
    world.values["code_id"] = codes_of(event.id)[0].row.id
    token = sign(Purpose.ANSWER_INVITATION, rows["odd@example.org"].id)
    for page in ("registration.invited", "registration.decline_invitation"):
        world.of_route[page, "token"] = token


def _let_people_choose_sessions(world: World, event: Event) -> None:
    """Places in three sessions, two of them at the same time and one full; the first person is signed up for one."""
    rows = {row.title: row.id for row in db.session.scalars(select(Session).where(Session.event_id == event.id))}
    places = {"Opening of the forum": SignUp(), "Four lightning talks": SignUp(20), "Mapping in groups": SignUp(0)}
    set_session_places(event.id, {rows[title]: one for title, one in places.items()}, by="test")
    mine = world.values["registration_id"]
    assert isinstance(mine, UUID)
    sign_up(mine, rows["Opening of the forum"])
    sign_up(mine, rows["Four lightning talks"])


def _ask_something(world: World, event: Event, registration_ids: list[UUID]) -> None:
    """A form with every kind of question, private ones and conditions among them, answered by the first."""
    form_id = make_form(event)
    mode = ask(
        form_id, "How will you come?", QuestionKind.CHOICE, "In person", "Online", help="You can change it later."
    )
    of_one_kind = {
        QuestionKind.LINE: ask(form_id, "What is your role?", is_required=False),
        QuestionKind.TEXT: ask(
            form_id, "What can we arrange?", QuestionKind.TEXT, is_private=True, erased_after_days=30
        ),
        QuestionKind.EMAIL: ask(form_id, "To whom goes the invoice?", QuestionKind.EMAIL),
        QuestionKind.PHONE: ask(
            form_id, "Whom do we call?", QuestionKind.PHONE, is_private=True, purpose=AnswerPurpose.EMERGENCY_CONTACT
        ),
        QuestionKind.NUMBER: ask(form_id, "How many nights?", QuestionKind.NUMBER, least=0, most=30),
        QuestionKind.DATE: ask(
            form_id, "When do you arrive?", QuestionKind.DATE, conditions=only_if(form_id, mode, "In person")
        ),
        QuestionKind.COUNTRY: ask(form_id, "Where do you work?", QuestionKind.COUNTRY),
        QuestionKind.LANGUAGES: ask(form_id, "Which languages do you speak?", QuestionKind.LANGUAGES),
        QuestionKind.CHOICES: ask(
            form_id, "What do you need?", QuestionKind.CHOICES, "Captions", "A quiet room", most=2
        ),
        QuestionKind.RANKING: ask(form_id, "Which topics first?", QuestionKind.RANKING, "Water", "Forests", "Cities"),
        QuestionKind.YES_NO: ask(form_id, "Is it your first forum?", QuestionKind.YES_NO),
        QuestionKind.CONSENT: ask(
            form_id, "Code of conduct", QuestionKind.CONSENT, words="I agree to the code of conduct."
        ),
        QuestionKind.FILE: ask(form_id, "Your abstract", QuestionKind.FILE),
        QuestionKind.PICTURE: ask(form_id, "A picture for your badge", QuestionKind.PICTURE),
        QuestionKind.WORDS: ask(
            form_id, "Before you answer", QuestionKind.WORDS, words="Answers are read by **two** people."
        ),
    }
    building.add_section(form_id, "For those who travel", conditions=only_if(form_id, mode, "In person"), by="test")
    ask(form_id, "How do you travel?")
    gone = ask(form_id, "What was asked once?")
    replies: dict[UUID, Any] = {
        mode: str(option(form_id, mode, "In person")),
        of_one_kind[QuestionKind.TEXT]: "Something only two people read",
        of_one_kind[QuestionKind.RANKING]: [str(option(form_id, of_one_kind[QuestionKind.RANKING], "Cities"))],
        of_one_kind[QuestionKind.CONSENT]: True,
        of_one_kind[QuestionKind.FILE]: Upload(document_in(b"What we found.", "../abstract.txt")),
        gone: "Once upon a time",
    }
    keep_answers(form_id, registration_ids[0], replies, by="test")
    keep_answers(form_id, registration_ids[0], {of_one_kind[QuestionKind.RANKING]: None}, by="test")
    building.remove_question(form_id, gone, by="test")
    section_id = form(form_id).sections[0].id
    world.values |= {"question_id": of_one_kind[QuestionKind.LINE], "section_id": section_id, "question_kind": "choice"}
    world.values |= {"ready_form": "workshop", "ready_made": "dietary"}
    world.of_route["registrations.option_places", "question_id"] = mode
    for page in ("registrations.upload", "registration.own_upload"):
        world.of_route[page, "question_id"] = of_one_kind[QuestionKind.FILE]
    world.of_route["registrations.ask_again", "question_id"] = gone
    world.of_route["registration.calendar_mails", "token"] = sign(Purpose.CALENDAR_OF_REGISTRATION, registration_ids[0])
    world.of_route["code.scanned", "token"] = sign(Purpose.CHECK_IN, registration_ids[0])
    for page in ("join", "meeting"):
        world.of_route[f"online.{page}", "token"] = sign(Purpose.JOIN, registration_ids[0])


def _keep_something_beside_them(world: World, event: Event) -> None:
    """A tag, a note, a saved list, a list of people that came in, a letter that is planned and one that was sent."""
    everybody, owner = Filters(), make_account(OWNER)
    tagged = tag_those(event.id, everybody, "Hotel", by="test")
    registration_id = world.values["registration_id"]
    assert isinstance(registration_id, UUID)
    note_id = write_note(event.id, registration_id, "Arrives late.\nSits in front.", account_id=owner, by="test")
    view_id = save_view(event.id, owner, "With a hotel", Asked(columns=("tags", "notes")), by="test")
    listed = people_in(event.id, "Name,Email,Organisation type,Nights\nสมชาย สุข,somchai.s@example.org,NGO,2\n".encode())
    brought = import_people(event.id, listed.reading.people, by="test")
    import_people(event.id, people_in(event.id, b"Name\nNameless One\n").reading.people, by="test")
    words, planned, sent = Words("What to bring", "Dear {name},\n\na coat."), uuid4(), uuid4()
    two_days_before = When(days_before=2, at_time=time(9))
    write_to(event.id, everybody, words, two_days_before, mailing_id=planned, account_id=owner, by="test")
    write_to(event.id, Filters(search="Jane"), words, When(), mailing_id=sent, account_id=owner, by="test")
    set_directory(event.id, is_open=True, by="test")
    shown = ShownAs(organisation=True, country=True, project="Helplines on rivers", takes_messages=True)
    show_oneself(registration_id, shown)
    entry = entry_of(registration_id)
    assert entry is not None
    world.values |= {
        "entry_id": entry.id,
        "tag_id": tagged.tag_id,
        "act_id": tagged.id,
        "note_id": note_id,
        "view_id": view_id,
        "import_id": brought.import_id,
        "mailing_id": planned,
    }


def _send_a_mail(world: World, event: Event) -> None:
    message_id = outbox.enqueue(
        "accounts/sign_in",
        OWNER,
        to_name="Noor Idris",
        event_id=event.id,
        private={"secret": accounts.make_sign_in_link(make_account(OWNER), by="test"), "next": ""},
    )
    send_due()
    world.values["message_id"] = message_id
    secret = accounts.make_sign_in_link(make_account(OWNER), by="test")
    world.of_route["accounts.confirm_sign_in", "token"] = secret


def _let_people_follow(world: World, event: Event) -> None:
    """A series with two followers, one who has not pressed the button yet, and one who has left."""
    series_id = db.session.get_one(Event, event.id).series_id
    assert series_id is not None
    followers = [make_follower(series_id, email) for email in ("kofi@example.org", "mai@example.org")]
    gone = make_follower(series_id, "left@example.org")
    leave(gone)
    asked = ask_to_follow(series_id, "asked@example.org")
    send_due()
    world.values["subscription_id"] = followers[0]
    world.of_route["subscriptions.confirm", "token"] = sign(Purpose.CONFIRM_SUBSCRIPTION, asked)
    world.of_route["subscriptions.following", "token"] = sign(Purpose.LEAVE_SERIES, followers[1])
    world.of_route["subscriptions.come_back", "token"] = sign(Purpose.LEAVE_SERIES, gone)


def _let_mail_of_no_event_wait(world: World, event: Event) -> None:
    """A link to sign in that waits for too long, and an invitation that was refused for good."""

    def fail(problem: str, *, is_final: bool) -> None:
        message_id = outbox.claim_next()
        assert message_id is not None
        outbox.record_failure(message_id, problem, is_final=is_final)

    for minutes_ago in (10, 8, 2):
        with time_machine.travel(now() - timedelta(minutes=minutes_ago)):
            if minutes_ago == 10:
                accounts.mail_sign_in_link(OTHER_ORGANISER)
            fail(NO_CONNECTION, is_final=False)
    invite(Scope.EVENT, event.id, "invited@example.org", Role.VIEWER, by="test")
    fail("550 5.1.1 no such user", is_final=True)
    waiting, failed = db.session.scalars(unsent_of_no_event())
    world.of_route["operator.send_again", "message_id"] = failed.id
    assert waiting.state is MessageState.WAITING


def _hand_out_materials(world: World, event: Event) -> None:
    """A file for everybody, a link, one for those who are registered, one that is hidden."""
    session_id, values = world.values["session_id"], world.values
    assert isinstance(session_id, UUID)

    def add(title: str, reach: Reach = Reach.EVERYBODY) -> UUID:
        facts = MaterialFacts(title=title, kind=MaterialKind.HANDOUT, language="en", reach=reach)
        return add_file(event.id, session_id, facts, document_in(b"One, two.", "../../list.txt"), by="test")

    values["material_id"] = add("The list of examples")
    add("The list with names", Reach.REGISTERED)
    hide_material(event.id, add("An older list"), by="test")
    link = MaterialFacts(title="สไลด์", language="th", kind=MaterialKind.LINK)
    add_link(event.id, session_id, link, url="https://example.org/slides-in-thai", by="test")


def _star_a_session(world: World, event: Event) -> None:
    """By somebody without an account; their links lead to what they starred."""
    reader_id = starring.star(event.id, str(world.values["code"]), None)
    world.values["key"] = person_key(event.id, people_on_stage(event.id)[0].id)
    make_feed_address(FeedKind.STARS, reader_id, event.id)
    world.values["secret"] = feed_secret(FeedKind.STARS, reader_id, event.id)
    world.of_route["my_agenda.here", "token"] = sign(Purpose.MY_AGENDA, reader_id)


def _put_something_into_a_calendar(world: World, event: Event) -> None:
    """The event, by mail, of somebody who registered; they have not answered."""
    registration_id = world.values["registration_id"]
    assert isinstance(registration_id, UUID)
    choose_calendar(registration_id, ByMail.EVENT)
    (invitation_id,) = db.session.scalars(select(CalendarInvitation.id).where(CalendarInvitation.event_id == event.id))
    world.of_route["events.answer_invitation", "token"] = answer_token(invitation_id)


def _put_it_into_a_calendar(world: World, event: Event) -> None:
    """The sessions of the first who registered. One answer counts and asks for another time, one waits."""
    registration_id = world.values["registration_id"]
    assert isinstance(registration_id, UUID)
    choose_calendar(registration_id, ByMail.SESSIONS)
    send_due()
    first, second = kept_of_invitations(event.id, "jane@example.org")[:2]
    starts_at = datetime.combine(event.starts_on, time(4), UTC)
    asks = Reply(
        token=first.token,
        message_id="<1@example.org>",
        in_reply_to="",
        from_email=first.attendee,
        uid=first.uid,
        attendee=first.attendee,
        answer=Answer.TENTATIVE,
        comment="Could it be after lunch?",
        is_counter=True,
        proposes=(starts_at, starts_at + timedelta(hours=1)),
    )
    take_answer(asks)
    declines = {"answer": Answer.DECLINED, "is_counter": False, "proposes": None, "comment": "On leave"}
    other = {"token": second.token, "uid": second.uid, "message_id": "<2@example.org>", "from_email": "a@example.org"}
    take_answer(replace(asks, **other, **declines))
    (waiting,) = answers_waiting(event.id)
    world.values["answer_id"] = waiting.id
    world.of_route["organise.send_calendar_again", "invitation_id"] = first.id


def _show_a_picture(world: World, event: Event) -> None:
    """Of the first of those on stage."""
    person = people_on_stage(event.id)[0]
    change_person(
        event.id,
        person.id,
        name=person.display_name,
        affiliation=person.affiliation,
        biography="Counts *things*.",
        photo=cut_square(made_anew(picture()).body),
        uncut=made_anew(picture()),
        by="test",
    )
    world.values |= {"file_id": people_on_stage(event.id)[0].photo_file_id, "part": "middle"}


def _take_care(world: World, event: Event) -> None:
    """Somebody is named for safeguarding, and an organiser wants less care than the event takes."""
    name_safeguarding_lead(event.id, "Mai Sok", "+66 2 123 4567", by="test")
    choose_sensitivity(event.id, Sensitivity.TRUSTED, make_account(OWNER), by="test")
    choose_sensitivity(event.id, Sensitivity.OPEN, make_account(world.roles[Role.ORGANISER]), by="test")


def _ask_somebody_on_stage(world: World, event: Event) -> None:
    """The last of those on stage: asked some days ago, with a picture of which no part is chosen yet."""
    person = people_on_stage(event.id)[-1]
    set_stage_address(event.id, person.id, "somchai@example.org", by="test")
    with time_machine.travel(now() - timedelta(days=3)):
        ask_to_speak(event.id, [person.id], by="test")
    invitation = invitation_of(event.id, person.id)
    assert invitation is not None
    morning = (datetime.combine(event.starts_on, time(9)), datetime.combine(event.starts_on, time(12)))
    say_own_availability(
        invitation.id,
        Said(
            presence=Presence.AT_TIMES,
            windows=(morning,),
            arrives_on=event.starts_on,
            features=(RoomFeature.PROJECTOR,),
            needs="A table for samples",
            access_needs="Captions",
        ),
    )
    whole = made_anew(picture())
    change_own_profile(
        invitation.id,
        name=person.display_name,
        affiliation=person.affiliation,
        biography="",
        photo=cut_square(whole.body),
        uncut=whole,
    )
    token = sign(Purpose.SPEAK, invitation.id, invitation.link_version)
    for page in ("page", "answer", "availability", "cut", "part", "picture", "sheet", "calendar",
                 "change_calendar_address"):  # fmt: skip
        world.of_route[f"speak.{page}", "token"] = token
    for page, purpose in (("join", Purpose.JOIN_ON_STAGE), ("calendar", Purpose.CALENDAR_ON_STAGE)):
        world.of_route[f"stage.{page}", "token"] = sign(purpose, invitation.id, invitation.link_version)
    session = next(
        one for one in draft_of(event.id).sessions if person.id in {each.person_id for each in one.everybody()}
    )
    for page in ("add_own_file", "add_own_link"):
        world.of_route |= {(f"speak.{page}", "token"): token, (f"speak.{page}", "code"): session.code}
    slides = MaterialFacts(title="My slides", kind=MaterialKind.SLIDES, reach=Reach.REGISTERED)
    own = hand_in_file(invitation.id, session.id, slides, document_in(b"Slide one.", "slides.txt"))
    for page in ("change_own", "hide_own", "show_own", "remove_own", "own_file"):
        world.of_route |= {(f"speak.{page}", "token"): token, (f"speak.{page}", "material_id"): own}
