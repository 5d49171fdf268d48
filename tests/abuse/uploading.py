"""Every form that takes a file, as its reader has it open; sending something into it; and where it is served."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from werkzeug.test import TestResponse

from convene.database import db
from convene.events.catalogue import PartnerRole
from convene.events.models import Event
from convene.events.services.naming_partners import add_partner
from convene.files.models import Audience, StoredFile
from convene.programme.queries.answers import invitation_of
from convene.programme.services.asking import ask_to_speak, set_stage_address
from convene.questionnaires.catalogue import Kind
from convene.registration.rules.opening import DeskFacts
from convene.registration.services.opening import set_desk
from convene.web.signed_links import Purpose, sign
from tests.abuse.walking import FormSeen, answers_to, forms_on
from tests.factories.agendas import add_session, facts, publish, put_on_stage
from tests.factories.events import make_event
from tests.factories.questionnaires import ask, make_form
from tests.factories.registrations import make_registration
from tests.support.visitor import Visitor
from tests.support.world import OWNER

PARTS = ("start", "middle", "end")


@dataclass(frozen=True)
class Taker:
    """A form that takes a file, and the addresses that serve what was sent into it to single readers; `{row}` is the
    row that the file belongs to."""

    form: FormSeen
    serves: tuple[str, ...] = ()

    @property
    def field(self) -> str:
        (field,) = self.form.files
        return field


@dataclass(frozen=True)
class Takers:
    """All of them. A person and a partner belong to one form each, so none is overtaken by another."""

    agenda: Taker
    photo: Taker
    own_photo: Taker
    new_logo: Taker
    logo: Taker
    material: Taker
    own_material: Taker
    answer: Taker
    picture_as_answer: Taker

    @property
    def of_pictures(self) -> list[Taker]:
        return [self.photo, self.own_photo, self.new_logo, self.logo, self.picture_as_answer]

    @property
    def of_documents(self) -> list[Taker]:
        return [self.material, self.own_material, self.answer]

    def __iter__(self) -> Iterator[Taker]:
        return iter([self.agenda, *self.of_pictures, *self.of_documents])


def takers(visitor: Visitor) -> Takers:
    """At the published event `forum`, as its owner and as one of those on its stage see them."""
    event = make_event(slug="forum")
    session_id = add_session(event)
    seen_by_organisers, seen_by_self = (put_on_stage(event, session_id, name) for name in ("Jane Vũ", "Mai Sok"))
    publish(event)
    set_stage_address(event.id, seen_by_self, "mai@example.org", by="test")
    ask_to_speak(event.id, [seen_by_self], by="test")
    invitation = invitation_of(event.id, seen_by_self)
    assert invitation is not None
    own = f"/speak/{sign(Purpose.SPEAK, invitation.id, invitation.link_version)}"
    set_desk(event.id, DeskFacts(is_open=True), capacity=None, by="test")
    registered = f"/r/{sign(Purpose.MANAGE_REGISTRATION, make_registration(event.id))}/materials/{{row}}"
    partner_id = add_partner(event.id, PartnerRole.SUPPORTER, "Fund for Forums", by="test")
    code = facts(event, session_id).code
    visitor.signed_in_as(OWNER)

    def taker(page: str, *serves: str) -> Taker:
        (form,) = (form for form in forms_on(visitor, page) if form.files)
        return Taker(form, serves)

    forum, squares = "/organise/forum", [f"/picture/part/{part}" for part in PARTS]
    person = f"{forum}/agenda/people/{seen_by_organisers}"
    return Takers(
        agenda=taker(f"{forum}/agenda/import"),
        photo=taker(person, *(f"{person}/picture/{part}" for part in PARTS)),
        own_photo=taker(f"{own}/", f"{own}/picture", *(f"{own}{square}" for square in squares)),
        new_logo=taker(f"{forum}/partners"),
        logo=taker(f"{forum}/partners/{partner_id}"),
        material=taker(f"{forum}/agenda/sessions/{code}/materials/file", registered),
        answer=taker(*_answering(event, Kind.FILE)),
        picture_as_answer=taker(*_answering(_open_event("another"), Kind.PICTURE)),
        own_material=taker(f"{own}/sessions/{code}/file", registered, f"{own}/materials/{{row}}/download"),
    )


def _open_event(slug: str) -> Event:
    event = make_event(slug=slug)
    set_desk(event.id, DeskFacts(is_open=True), capacity=None, by="test")
    return event


def _answering(event: Event, kind: Kind) -> list[str]:
    """The page on which somebody answers a question of this kind, and where the file is for them."""
    question_id = ask(make_form(event), "Your file", kind)
    mine = f"/r/{sign(Purpose.MANAGE_REGISTRATION, make_registration(event.id, 'who.answers@example.org'))}"
    return [f"{mine}/change", f"{mine}/answers/{question_id}"]


def upload(taker: Taker, body: bytes, name: str) -> TestResponse:
    """Send it as a browser does, with what the form must be told besides."""
    answers = answers_to(taker.form) | {taker.field: (io.BytesIO(body), name)}
    return taker.form.reader._request("POST", taker.form.action, data=answers, content_type="multipart/form-data")


def kept() -> dict[str, StoredFile]:
    """Every file, by its id."""
    db.session.rollback()
    return {str(each.id): each for each in db.session.scalars(select(StoredFile))}


def served_since(before: dict[str, StoredFile], taker: Taker) -> list[TestResponse]:
    """What is served of what was kept since then: to everybody, and where single readers find it.

    Of a picture that is kept for organisers, so that they choose its part, the file itself is for nobody.
    """
    reader, answers = taker.form.reader, []
    new = [file for file_id, file in kept().items() if file_id not in before]
    assert new, "nothing was kept"
    for file in new:
        answer = reader.another()._request("GET", f"/files/{file.id}")
        if file.audience is Audience.ORGANISERS and file.event_id is None:
            assert answer.status_code == reader._request("GET", f"/files/{file.id}").status_code == 404
        else:
            answers.append(answer)
    rows = {file.owner_id for file in new}
    for address in taker.serves:
        answers += [reader._request("GET", address.format(row=row)) for row in rows]
    assert {answer.status_code for answer in answers} == {200}
    return answers
