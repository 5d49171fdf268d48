from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import select

from convene.clock import now
from convene.database import concerning, db, use_case
from convene.events.models import Event
from convene.events.queries import held_event
from convene.people.services import add_person, know_person_with_address
from convene.questionnaires.services.answering import Replies
from convene.registration import emails
from convene.registration.catalogue import (
    HOURS_TO_CONFIRM_AN_ADDRESS,
    LONGEST_SUBMISSION_KEY,
    ByMail,
    CameBy,
    OfferWhy,
    PoolKind,
    RegistrationState,
    Why,
)
from convene.registration.errors import (
    CodeNotKnown,
    CodeUsedUp,
    EventFull,
    InvitationIsOver,
    InvitationIsUsed,
    KeptForAGroup,
    OptionFull,
    OthersWait,
    RegistrationClosed,
    SamePersonTwice,
    SubmissionUnknown,
    TicketFull,
    TicketNotOffered,
    TooFewPlaces,
    TooManyTogether,
)
from convene.registration.models import (
    Invitation,
    InvitationCode,
    Party,
    Registration,
    RegistrationDesk,
    SeatWanted,
    TicketKind,
)
from convene.registration.queries.admission import (
    Counted,
    code_at,
    invitation_at,
    pools_of_options,
    tickets_for,
)
from convene.registration.queries.desk import facts_of_desk, facts_of_event
from convene.registration.queries.form import options_chosen
from convene.registration.queries.registrations import registration_as, those_without_address
from convene.registration.queries.seating import (
    is_to_be_settled,
    need_in,
    places_at,
    places_for_newcomers,
    takes_offers,
)
from convene.registration.rules.identity import identity_of
from convene.registration.rules.opening import DeskFacts, why_not_open
from convene.registration.rules.seating import Entry, Lack, Places, Served, decide_admission
from convene.registration.services.answering_form import answer_form
from convene.registration.services.following import tell_who_follows
from convene.registration.services.seating import (
    make_offers,
    make_wait,
    next_in_line,
    remind_the_owner,
    serve_the_line,
    take_seats,
)
from convene.spelling import is_same_address, normalised_address


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What somebody says of themselves, or of a colleague. `country` is a code of ISO 3166-1, or "".

    `email` may be "" for a colleague: mails about them go to whoever registers them. `replies` answer the form of the
    event (None: it is not asked of them now; each can answer by their own link). `by_mail`: what they want in their
    calendar by mail.
    """

    name: str
    email: str
    organisation: str = ""
    country: str = ""
    ticket_kind_id: UUID | None = None
    replies: Replies | None = None
    is_guest: bool = False
    by_mail: ByMail = ByMail.NOTHING


@dataclass(frozen=True, slots=True)
class Registered:
    """The person has a place or waits for one, and the link to it was mailed."""

    registration_id: UUID


@dataclass(frozen=True, slots=True)
class KnownAlready:
    """The person had an active registration. Nothing was changed, and its owner was mailed the link once more."""

    registration_id: UUID


@dataclass(frozen=True, slots=True)
class _Entitled:
    """By what somebody may come, beyond what everybody may: a code, or an invitation of their own."""

    code: InvitationCode | None = None
    invitation: Invitation | None = None

    @property
    def is_invited(self) -> bool:
        return self.code is not None or self.invitation is not None

    @property
    def ticket_kind_id(self) -> UUID | None:
        return next(
            (each.ticket_kind_id for each in (self.code, self.invitation) if each and each.ticket_kind_id), None
        )

    @property
    def quota_id(self) -> UUID | None:
        return next((each.quota_id for each in (self.code, self.invitation) if each and each.quota_id), None)


@use_case
def register(
    event_id: UUID,
    answers: Answers,
    *,
    language: str,
    code: str = "",
    invitation_id: UUID | None = None,
    by: str = "participant",
) -> Registered | KnownAlready:
    """Give somebody a place at an event, or one in line, and mail them the link to it.

    RegistrationClosed, EventFull, TicketFull, OptionFull and their like, and what `keep_answers` refuses: nothing is
    kept. A full event says so before it is asked whose address this is, so that nobody learns from it whether an
    address is known.
    """
    event, desk, entitled = _open_event(event_id, code, invitation_id)
    [(registration, is_new)] = _join(event, desk, [answers], entitled, language, party=None, by=by)
    return Registered(registration.id) if is_new else KnownAlready(registration.id)


@use_case
def register_together(
    event_id: UUID,
    people: Sequence[Answers],
    *,
    language: str,
    submission_key: str,
    wants_together: bool = False,
    code: str = "",
    by: str = "participant",
) -> list[UUID]:
    """Register several people in one go: the first for themselves, the others as colleagues or guests of theirs.

    Each has a registration and a link of their own. All of them are registered, or, with a sentence that says why,
    none. Who is registered already is passed over, and told. Where there is a waitlist each waits for themselves, or,
    if they want to come together or not at all, as one. Sent a second time (`submission_key`) nothing is done.
    SubmissionUnknown: the key is none.

    Colleagues with an address of their own stand for themselves: they are registered as if they had come alone, and how
    many there may be is asked of each go. Those without one, and guests, hang on the address of the first, so that
    whoever knows an address could hang people on it, go after go. They are admitted only where the first is new, and
    as many as may hang on one address, those of earlier goes included. Otherwise they are passed over and the owner of
    the address is mailed: what is answered here says nothing of who is registered.
    """
    if not 0 < len(submission_key) <= LONGEST_SUBMISSION_KEY:
        raise SubmissionUnknown
    event, desk, entitled = _open_event(event_id, code, None)
    guests = sum(each.is_guest for each in people)
    if len(people) - guests > max(1, desk.most_together) or guests > desk.most_guests:
        raise TooManyTogether(max(1, desk.most_together) + desk.most_guests)
    known = db.session.scalar(
        select(Party.id).where(Party.event_id == event_id, Party.submission_key == submission_key)
    )
    if known is not None:
        return list(db.session.scalars(select(Registration.id).where(Registration.party_id == known)))
    party = Party(
        id=uuid4(),
        event_id=event_id,
        submission_key=submission_key,
        wants_together=wants_together or guests > 0,
        created_at=now(),
    )
    db.session.add(party)
    db.session.flush()
    joined = _join(event, desk, people, entitled, language, party=party, by=by)
    return [registration.id for registration, _ in joined]


def _open_event(event_id: UUID, code: str, invitation_id: UUID | None) -> tuple[Event, DeskFacts, _Entitled]:
    """The event, held, with those served who wait and for whom there is a place. RegistrationClosed, CodeNotKnown."""
    event = held_event(event_id)
    desk = facts_of_desk(db.session.get(RegistrationDesk, event_id))
    entitled = _Entitled(
        code=_code_that_is_good(event, code) if code else None,
        invitation=_invitation_that_is_good(event, invitation_id) if invitation_id else None,
    )
    reason = why_not_open(facts_of_event(event), desk, now(), is_invited=entitled.is_invited)
    if reason is not None:
        raise RegistrationClosed(reason)
    if is_to_be_settled(event_id):
        serve_the_line(event_id)
    return event, desk, entitled


def _code_that_is_good(event: Event, typed: str) -> InvitationCode:
    code = code_at(event, typed)
    if code is None:
        raise CodeNotKnown
    return code


def _invitation_that_is_good(event: Event, invitation_id: UUID) -> Invitation:
    invitation = invitation_at(event.id, invitation_id)
    if invitation is None:
        raise InvitationIsOver
    return invitation


def _join(
    event: Event,
    desk: DeskFacts,
    people: Sequence[Answers],
    entitled: _Entitled,
    language: str,
    *,
    party: Party | None,
    by: str,
) -> list[tuple[Registration, bool]]:
    """Decide on people who come in one go, and write them down. Returns each with whether it is new.

    Decided is on all of them as if nobody were known, so that a refusal tells nothing of it either.
    """
    lead = people[0]
    places = places_for_newcomers(event)
    offered = tickets_for(event.id, is_invited=entitled.is_invited, only=entitled.ticket_kind_id)
    if offered.reason is not None:
        raise RegistrationClosed(offered.reason)
    joiners = [
        _Joiner(
            answers=each,
            ticket=_ticket_taken(offered.tickets, entitled.ticket_kind_id or each.ticket_kind_id),
            wanted=_pools_wanted(event.id, places, each.replies),
            contact=each.email or lead.email,
            identity=identity_of(each.email, lead.email, each.name),
        )
        for each in people
    ]
    _must_be_distinct(joiners)
    _must_be_unused(entitled.invitation, joiners)
    states = _decide(event, desk, places, joiners, entitled, together=party is not None and party.wants_together)
    known = [registration_as(event.id, each.identity) for each in joiners]
    code_pools = _pool_of_code(places, entitled.code, len(joiners))
    speaks_for_others = _may_speak_for(event.id, desk, joiners, known, by=by)

    joined: list[tuple[Registration, bool]] = []
    to_confirm: list[Registration] = []
    for joiner, there, (state, seats) in zip(joiners, known, states, strict=True):
        if there is not None:
            remind_the_owner(there.id, by=by)
            joined.append((there, False))
            continue
        if not joiner.answers.email and not speaks_for_others:
            continue
        came_by = _came_by(joiner, lead, entitled)
        registration = _write_down(event, joiner, language, entitled, party, came_by, state=state, by=by)
        if joiner.answers.is_guest:
            registration.guest_of_id = joined[0][0].id
        answer_form(event.id, registration.id, joiner.answers.replies, by=by)
        take_seats(registration.id, seats | code_pools)
        if state is RegistrationState.CONFIRMED and _must_confirm(desk, registration):
            to_confirm.append(registration)
        else:
            _tell(registration)
        joined.append((registration, True))
    _hold_until_confirmed(event, to_confirm)
    tell_who_follows(event.id, [registration.id for registration, is_new in joined if is_new])
    return joined


@dataclass(frozen=True, slots=True)
class _Joiner:
    answers: Answers
    ticket: TicketKind | None
    wanted: frozenset[UUID]
    contact: str
    identity: str


def _may_speak_for(
    event_id: UUID, desk: DeskFacts, joiners: Sequence[_Joiner], known: Sequence[Registration | None], *, by: str
) -> bool:
    """Whether those without an address of their own are admitted: the first is new, and not too many hang on them."""
    new = [each for each, there in zip(joiners, known, strict=True) if not each.answers.email and there is None]
    if not new:
        return True
    if known[0] is not None:
        return False
    hanging = those_without_address(event_id, joiners[0].contact)
    guests = sum(each.guest_of_id is not None for each in hanging)
    new_guests = sum(each.answers.is_guest for each in new)
    if (
        len(hanging) - guests + len(new) - new_guests < max(1, desk.most_together)
        and guests + new_guests <= desk.most_guests
    ):
        return True
    remind_the_owner(hanging[0].id, by=by)
    return False


def _pools_wanted(event_id: UUID, places: Places, replies: Replies | None) -> frozenset[UUID]:
    """The pools of the answers that were chosen, where places of answers are counted at all."""
    if replies is None or not places.counts(PoolKind.OPTION):
        return frozenset()
    return frozenset(pools_of_options(event_id, options_chosen(event_id, replies)).values())


def _ticket_taken(offered: Sequence[Counted], chosen: UUID | None) -> TicketKind | None:
    """What somebody has chosen, if it is theirs to choose. A form may be made up: the server looks, too."""
    by_id = {each.row.id: each.row for each in offered}
    if not by_id and chosen is None:
        return None
    if len(by_id) == 1 and chosen is None:
        chosen = next(iter(by_id))
    if chosen not in by_id:
        raise TicketNotOffered
    ticket = by_id[chosen]
    assert isinstance(ticket, TicketKind)
    return ticket


def _must_be_distinct(joiners: Sequence[_Joiner]) -> None:
    if len({each.identity for each in joiners}) != len(joiners):
        raise SamePersonTwice


def _must_be_unused(invitation: Invitation | None, joiners: Sequence[_Joiner]) -> None:
    """An invitation registers one person: the same one again is known already, another one is refused."""
    if invitation is None or invitation.registration_id is None:
        return
    row = db.session.get(Registration, invitation.registration_id, populate_existing=True)
    is_theirs = row is not None and row.state.is_active and row.identity_key in {each.identity for each in joiners}
    if row is not None and row.uses_invitation_up and not is_theirs:
        raise InvitationIsUsed


def _decide(
    event: Event,
    desk: DeskFacts,
    places: Places,
    joiners: Sequence[_Joiner],
    entitled: _Entitled,
    *,
    together: bool,
) -> list[tuple[RegistrationState, frozenset[UUID]]]:
    """What becomes of each, and of which pools they take a place. EventFull and its like: there is no room at all."""
    needs = [
        need_in(places, event.id, ticket=each.ticket, quota_id=entitled.quota_id, wanted=each.wanted)
        for each in joiners
    ]
    groups = [tuple(range(len(joiners)))] if together else [(number,) for number in range(len(joiners))]
    decided: dict[int, tuple[RegistrationState, frozenset[UUID]]] = {}
    for group in groups:
        ticket = joiners[group[0]].ticket
        asks_approval = ticket.asks_approval if ticket and ticket.asks_approval is not None else desk.asks_approval
        trial = places.copy()
        entry = Entry((), tuple(needs[each] for each in group), 0)
        found = trial.serve(entry)
        state = decide_admission(
            has_room=isinstance(found, Served),
            asks_approval=asks_approval and not entitled.invitation,
            keeps_waitlist=desk.keeps_waitlist,
        )
        if state is None:
            assert isinstance(found, Lack)
            if not takes_offers(event) and isinstance(places_at(event).serve(entry), Served):
                raise OthersWait
            raise _refusal(places, found, len(decided), joiners[group[0]])
        full = [each for number in group for each in joiners[number].wanted if places.pool(each).free == 0]
        if full:  # somebody can choose another answer, so nobody waits for one
            raise OptionFull(places.pool(full[0]).subject_id)
        if state is RegistrationState.CONFIRMED:
            assert isinstance(found, Served)
            places = trial
            decided.update({each: (state, seats) for each, seats in zip(group, found.seats, strict=True)})
        else:
            decided.update({each: (state, frozenset()) for each in group})
    return [decided[number] for number in range(len(joiners))]


def _refusal(places: Places, lack: Lack, had: int, joiner: _Joiner) -> Exception:
    pool = places.pool(lack.pool_id)
    if lack.why is Why.OPTION_FULL:
        return OptionFull(pool.subject_id)
    if lack.why is Why.TOO_LARGE or had:
        return TooFewPlaces(lack.free or had)
    if lack.why is Why.TICKET_FULL and joiner.ticket is not None:
        return TicketFull(joiner.ticket.name)
    return KeptForAGroup() if lack.why is Why.KEPT else EventFull(pool.capacity or 0)


def _pool_of_code(places: Places, code: InvitationCode | None, uses: int) -> frozenset[UUID]:
    """The pool of which each takes a use, none without a code. CodeUsedUp: it has not one for each of them.

    For those who are registered already, too: what is said must not tell whether they are.
    """
    pool = places.pool_of(PoolKind.CODE, code.id) if code is not None else None
    if pool is None:
        return frozenset()
    if pool.free is not None and pool.free < uses:
        raise CodeUsedUp
    return frozenset({pool.id})


def _came_by(joiner: _Joiner, lead: Answers, entitled: _Entitled) -> CameBy:
    if joiner.answers.is_guest:
        return CameBy.GUEST
    if joiner.answers is not lead:
        return CameBy.COLLEAGUE
    if entitled.invitation is not None:
        return CameBy.INVITATION
    return CameBy.CODE if entitled.code is not None else CameBy.FORM


def _write_down(
    event: Event,
    joiner: _Joiner,
    language: str,
    entitled: _Entitled,
    party: Party | None,
    came_by: CameBy,
    *,
    state: RegistrationState,
    by: str,
) -> Registration:
    """Write down who comes. What they need and take follows."""
    answers = joiner.answers
    registration = Registration(
        id=uuid4(),
        event_id=event.id,
        person_id=_person(event.team_id, answers, by=by),
        state=state,
        waits_as=next_in_line(event.id) if state is RegistrationState.WAITLISTED else None,
        name=answers.name,
        email=joiner.contact,
        email_key=normalised_address(joiner.contact),
        identity_key=joiner.identity,
        organisation=answers.organisation,
        country=answers.country,
        language=language,
        by_mail=answers.by_mail,
        link_version=1,
        came_by=came_by,
        ticket_kind_id=joiner.ticket.id if joiner.ticket else None,
        quota_id=entitled.quota_id,
        code_id=entitled.code.id if entitled.code else None,
        party_id=party.id if party else None,
        created_at=now(),
        address_confirmed_at=now() if _came_by_their_mail(joiner, entitled) else None,
    )
    db.session.add(registration)
    db.session.flush()
    db.session.add_all(SeatWanted(registration_id=registration.id, pool_id=each) for each in joiner.wanted)
    if entitled.invitation is not None:
        entitled.invitation.registration_id = registration.id
        entitled.invitation.declined_at = None
    concerning(registration_id=registration.id)
    return registration


def _person(team_id: UUID, answers: Answers, *, by: str) -> UUID:
    if not answers.email:
        return add_person(team_id, name=answers.name, affiliation=answers.organisation, by=by)
    return know_person_with_address(
        team_id,
        answers.email,
        name=answers.name,
        affiliation=answers.organisation,
        country=answers.country or None,
        by=by,
    )


def _tell(registration: Registration) -> None:
    """Tell somebody what has become of their registration.

    One mail to whoever speaks for several: their page leads to the others. Twenty would be a flood to an address that
    anybody may have typed.
    """
    if not registration.is_own_address:
        return
    if registration.state is RegistrationState.PENDING:
        emails.received(registration)
    elif registration.state is RegistrationState.WAITLISTED:
        emails.waitlisted(registration)
    else:
        emails.confirmation(registration)


def _came_by_their_mail(joiner: _Joiner, entitled: _Entitled) -> bool:
    """Whether they came by a link that was mailed to the very address they give: it is shown to be theirs."""
    return entitled.invitation is not None and is_same_address(entitled.invitation.email, joiner.contact)


def _must_confirm(desk: DeskFacts, registration: Registration) -> bool:
    """Whether a link is to be followed first. Whoever came by one that was mailed to them has done so.

    Those without an address of their own are reached at that of whoever speaks for them, and wait for it.
    """
    return desk.confirms_addresses and registration.address_confirmed_at is None


def _hold_until_confirmed(event: Event, registrations: Sequence[Registration]) -> None:
    """Hold the places of some until their addresses are confirmed: one mail to each address."""
    ids = [each.id for each in registrations]
    if not ids:
        return
    if not make_offers(event, ids, OfferWhy.ADDRESS, HOURS_TO_CONFIRM_AN_ADDRESS):
        for each in registrations:
            _tell(each)
        return
    mailed: set[str] = set()
    for each in registrations:
        make_wait(each)
        if each.email_key not in mailed:
            emails.confirm_address(each)
        mailed.add(each.email_key)
