from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select

from convene.clock import now
from convene.database import db, use_case
from convene.errors import NotFound
from convene.events.models import Event
from convene.events.queries import held_event
from convene.questionnaires.queries import values_of
from convene.questionnaires.structure import Value
from convene.registration.catalogue import PoolKind, RegistrationState, Stays
from convene.registration.errors import ImportIsTakenBack, ImportWasMailed
from convene.registration.models import ImportChange, ImportedAnswer, Registration, Tag, Tagged
from convene.registration.queries.form import answers_at, form_of
from convene.registration.queries.importing import changes_of, import_of, who_stays
from convene.registration.queries.registrations import active_identities
from convene.registration.queries.seating import places_at
from convene.registration.rules.seating import Places
from convene.registration.services.answering_form import answer_form_of_many
from convene.registration.services.following import tell_who_follows
from convene.registration.services.importing import COLUMNS, ON_BADGES
from convene.registration.services.seating import give_seats_back, make_wait, seat_anew, serve_the_line, take_seats
from convene.spelling import name_key, normalised_address


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Of how many registrations a list was undone, and how many stay as they are now, by why."""

    undone: int
    stayed: Mapping[Stays, int]


@use_case
def take_back(event_id: UUID, import_id: UUID, *, by: str) -> TakenBack:
    """Undo an import: who came by it goes again, without a mail; what it changed is as it was, unless it was changed
    since. Of whom something came since (they are here, chose sessions, have papers, changed their answers) stays.

    ImportWasMailed: they were told that they have a place. ImportIsTakenBack. NotFound.
    """
    event = held_event(event_id)
    found = import_of(event_id, import_id)
    if found is None:
        raise NotFound
    if found.row.taken_back_at is not None:
        raise ImportIsTakenBack
    if found.row.was_mailed:
        raise ImportWasMailed
    found.row.taken_back_at = now()
    changes = changes_of(import_id)
    rows = _rows_of([each.registration_id for each in changes])
    why = who_stays(rows.values())
    came = [each.registration_id for each in changes if each.before is None]
    going = [each for each in came if each not in why]
    stayed = Counter(why[each] for each in came if each in why)
    _let_go(going)
    undoing = _Undoing(event, why, active_identities(event_id), by)
    undone = len(going)
    for change in changes:
        if change.before is not None:
            is_undone, stays = undoing.put_back(rows[change.registration_id], change, change.before)
            undone += is_undone
            stayed.update([stays] if stays is not None else [])
    db.session.expire_all()
    tell_who_follows(event_id, list(rows))
    serve_the_line(event_id)
    return TakenBack(undone, stayed)


def _rows_of(registration_ids: Collection[UUID]) -> dict[UUID, Registration]:
    rows = select(Registration).where(Registration.id.in_(registration_ids)).execution_options(populate_existing=True)
    return {each.id: each for each in db.session.scalars(rows)}


def _let_go(registration_ids: Collection[UUID]) -> None:
    """First of all: their names and addresses are free for whoever had them before the list."""
    db.session.flush()
    give_seats_back(registration_ids)
    db.session.execute(delete(Registration).where(Registration.id.in_(registration_ids)))


@dataclass(frozen=True, slots=True)
class _Undoing:
    """Who stays as they are, and who is registered under which identity, while what a list changed is put back."""

    event: Event
    why: Mapping[UUID, Stays]
    active: dict[str, UUID]
    by: str

    def put_back(
        self, row: Registration, change: ImportChange, before: Mapping[str, object]
    ) -> tuple[bool, Stays | None]:
        """What an import changed of a registration, as it was; what was changed since stays. Whether anything was, and
        why something stays though nobody has changed it."""
        stays: Stays | None = None
        is_undone = is_moved = False
        for what, column in COLUMNS.items():
            if what not in before or str(getattr(row, column)) != change.after[what]:
                continue
            if what == "email" and not self._is_free(str(before["identity"]), row, is_active=row.state.is_active):
                stays = Stays.REGISTERED_AGAIN
                continue
            self._put_column_back(row, what, before)
            is_undone, is_moved = True, is_moved or what == "ticket_id"
        db.session.flush()
        if "state" in before and row.state.value == change.after["state"]:
            state = RegistrationState(str(before["state"]))
            stays = self._why_not_moved(row, state) or stays
            if self._why_not_moved(row, state) is None:
                self._put_state_back(row, state)
                is_undone, is_moved = True, False
        if is_moved and row.state is RegistrationState.CONFIRMED:
            seat_anew(self.event, [row.id])
        is_undone |= _put_words_back(row.id, before.get("told", {}), change.after)  # type: ignore[arg-type]
        is_undone |= self._put_answers_back(row.id, before.get("answers", {}), change.after.get("answers", {}))  # type: ignore[arg-type]
        is_undone |= _take_tags(self.event.id, row.id, change.after.get("tags", ()))
        return is_undone, stays

    def _put_answers_back(self, registration_id: UUID, before: Mapping[str, Value], after: Mapping[str, Value]) -> bool:
        form = form_of(self.event.id) if before else None
        now_said = values_of(answers_at(form, registration_id).values())
        undone = {
            UUID(question_id): value
            for question_id, value in before.items()
            if now_said.get(UUID(question_id)) == after.get(question_id)
        }
        answer_form_of_many(self.event, {registration_id: undone} if undone else {}, by=self.by)
        return bool(undone)

    def _is_free(self, identity: str, row: Registration, *, is_active: bool) -> bool:
        """Whether nobody else is registered as who this one would be: of each there is one active registration."""
        return not is_active or self.active.get(identity, row.id) == row.id

    def _put_column_back(self, row: Registration, what: str, before: Mapping[str, object]) -> None:
        value = before[what]
        setattr(row, COLUMNS[what], UUID(str(value)) if what == "ticket_id" and value else value)
        if what in ON_BADGES:
            row.answers_changed_at = now()
        if what == "email":
            if self.active.get(row.identity_key) == row.id:
                del self.active[row.identity_key]
            row.email_key = normalised_address(row.email) if row.email else ""
            row.identity_key = str(before["identity"])
            if row.state.is_active:
                self.active[row.identity_key] = row.id

    def _why_not_moved(self, row: Registration, state: RegistrationState) -> Stays | None:
        if not self._is_free(row.identity_key, row, is_active=state.is_active):
            return Stays.REGISTERED_AGAIN
        why = self.why.get(row.id)
        # Who has changed their answers has not come yet.
        return why if row.state is RegistrationState.CONFIRMED and why is not Stays.CHANGED else None

    def _put_state_back(self, row: Registration, state: RegistrationState) -> None:
        if not row.state.is_active:
            _use_code_again(row, places_at(self.event))
        self.active[row.identity_key] = row.id
        row.cancelled_at, row.ended_because, row.decided_at = None, None, None
        if state is RegistrationState.CONFIRMED:
            row.state, row.waits_as = state, None
            db.session.flush()
            seat_anew(self.event, [row.id])
            return
        kinds = (PoolKind.EVENT, PoolKind.TICKET, PoolKind.QUOTA, PoolKind.OPTION)
        give_seats_back([row.id], places_at(self.event).ids_of(*kinds))
        if state is RegistrationState.WAITLISTED:
            make_wait(row)
        else:
            row.state, row.waits_as = state, None
            db.session.flush()


def _use_code_again(row: Registration, places: Places) -> None:
    """Whoever was taken out of an event gave the use of their code back."""
    pool = places.pool_of(PoolKind.CODE, row.code_id) if row.code_id is not None else None
    if pool is not None:
        take_seats(row.id, [pool.id], beyond=True)


def _put_words_back(registration_id: UUID, told: Mapping[str, str | None], after: Mapping[str, dict[str, str]]) -> bool:
    is_undone = False
    for heading, words in told.items():
        answer = db.session.scalar(
            select(ImportedAnswer).where(
                ImportedAnswer.registration_id == registration_id, ImportedAnswer.heading == heading
            )
        )
        if answer is None or answer.words != after["told"][heading]:
            continue
        is_undone = True
        if words is None:
            db.session.delete(answer)
        else:
            answer.words = words
    return is_undone


def _take_tags(event_id: UUID, registration_id: UUID, names: Collection[str]) -> bool:
    if not names:
        return False
    ids = select(Tag.id).where(Tag.event_id == event_id, Tag.name_key.in_({name_key(each) for each in names}))
    taken = db.session.scalars(
        delete(Tagged)
        .where(Tagged.registration_id == registration_id, Tagged.tag_id.in_(ids))
        .returning(Tagged.tag_id)
        .execution_options(synchronize_session=False)
    )
    return bool(taken.all())
