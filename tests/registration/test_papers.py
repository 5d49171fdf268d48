"""Letters of invitation and certificates: asked for, answered, fetched, and checked by whoever holds one."""

import io
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from convene.database import db
from convene.events.models import Event
from convene.outbox.models import Message
from convene.permissions.catalogue import Role
from convene.registration.catalogue import How, PaperKind
from convene.registration.errors import TooEarlyForCertificates
from convene.registration.models import Registration
from convene.registration.queries.attendance import arrival_of
from convene.registration.queries.papers import PaperFacts, paper_of
from convene.registration.services.checking_in import check_in, undo_check_in
from convene.registration.services.papers import issue_certificate, set_papers
from convene.web.signed_links import Purpose, sign
from tests.factories.events import give
from tests.factories.registrations import make_open_event, make_registration
from tests.support.visitor import Visitor

PAPERS = "/organise/forum/people/papers"


def an_event_with_papers(*, on_its_last_day: bool = False) -> Event:
    today = datetime.now(ZoneInfo("Asia/Bangkok")).date()
    days = {"starts_on": today - timedelta(days=1), "ends_on": today} if on_its_last_day else {}
    event = make_open_event(slug="forum", **days)
    facts = PaperFacts(
        gives_letters=True,
        gives_certificates=True,
        letter_words="We pay for the hotel.\n\n#panic() and *no* markup",
        certificate_words="Twelve hours of work.",
        signatory="Mai Sok",
        signatory_role="Chair",
    )
    set_papers(event.id, facts, by="test")
    return event


def papers_of(registration: object) -> str:
    return f"/r/{sign(Purpose.MANAGE_REGISTRATION, registration)}/papers"  # type: ignore[arg-type]


def pdf(visitor: Visitor) -> str:
    assert visitor.response.content_type == "application/pdf"
    return " ".join(
        "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(visitor.response.data)).pages).split()
    )


def test_a_letter_is_asked_for_read_given_and_fetched(app: Flask, visitor: Visitor) -> None:
    event = an_event_with_papers()
    jane = make_registration(event.id)
    link = papers_of(jane)
    visitor.open(link).fill_in(legal_name="Jane Thi Doe").press("Ask for a letter")
    assert "A mail says when the letter is ready" in visitor.text
    visitor.post(f"{link}/letter.pdf", expect=400)  # no token: no button is there yet

    noor = visitor.another().signed_in_as("noor@example.org").open(PAPERS)
    assert "Jane Thi Doe" in noor.text
    noor.follow_link("Read it")
    assert "Jane Thi Doe is invited" in pdf(noor)
    noor.open(PAPERS).press("Give it")
    mails = list(db.session.scalars(select(Message.name)))
    assert mails.count("registration/letter_of_invitation") == 1

    visitor.open(link).fill_in(passport="X1234567").press("Download the letter")
    text = pdf(visitor)
    for words in ("Jane Thi Doe", "X1234567", "We pay for the hotel.", "#panic() and *no* markup", "Mai Sok", "Chair"):
        assert words in text
    assert "X1234567" not in visitor.open(link).text  # kept nowhere


def test_another_name_is_asked_anew_and_a_letter_can_be_declined(app: Flask, visitor: Visitor) -> None:
    link = papers_of(make_registration(an_event_with_papers().id))
    visitor.open(link).fill_in(legal_name="Jane Thi Doe").press("Ask for a letter")
    noor = visitor.another().signed_in_as("noor@example.org")
    noor.open(PAPERS).press("Give it")
    visitor.open(link).fill_in(legal_name="Jane Thi Roe").press("Correct the name")
    assert "A mail says when the letter is ready" in visitor.text
    noor.open(PAPERS).press("Decline")
    assert "give you no letter" in visitor.open(link).text


def test_the_legal_name_stands_on_the_pages_of_papers_alone(app: Flask, visitor: Visitor) -> None:
    event = an_event_with_papers()
    jane = make_registration(event.id)
    link = papers_of(jane)
    visitor.open(link).fill_in(legal_name="Very Legal Name").press("Ask for a letter")
    noor = visitor.another().signed_in_as("noor@example.org")
    for path in ("", "badges", "desk", f"{jane}"):
        assert "Very Legal Name" not in noor.open(f"/organise/forum/people/{path}").response.text
    for path in ("/organise/forum/door/?q=jane", f"/organise/forum/door/{jane}", "/organise/forum/find?q=legal"):
        assert "Very Legal" not in noor.open(path).text
    assert "Very Legal Name" not in visitor.open(link.removesuffix("/papers")).text
    give(event, "desk@example.org", Role.FRONT_DESK)
    visitor.another().signed_in_as("desk@example.org").open(PAPERS, expect=403)


def test_a_letter_that_was_given_stays_in_its_name(app: Flask, visitor: Visitor) -> None:
    event = an_event_with_papers()
    link = papers_of(make_registration(event.id, "jane@example.org"))
    visitor.open(link).fill_in(legal_name="Jane Thi Doe").press("Ask for a letter")
    visitor.another().signed_in_as("noor@example.org").open(PAPERS).press("Give it")
    other = make_open_event(slug="another")
    set_papers(other.id, PaperFacts(gives_letters=True), by="test")
    visitor.open(papers_of(make_registration(other.id, "jane@example.org")))
    visitor.fill_in(legal_name="Somebody Else").press("Ask for a letter")
    visitor.open(link).fill_in(passport="").press("Download the letter")
    assert "Jane Thi Doe is invited" in pdf(visitor)


def test_a_certificate_vouches_for_one_name(app: Flask, visitor: Visitor) -> None:
    event = an_event_with_papers(on_its_last_day=True)
    jane = make_registration(event.id, name="Jane Doe")
    link = papers_of(jane)
    check_in(event.id, jane, event.id, how=How.BY_NAME, desk="A", by="test")
    visitor.open(link).press("Download the certificate")
    before = paper_of(jane, PaperKind.CERTIFICATE)
    assert before is not None
    first = before.code
    visitor.open(link).fill_in(legal_name="Somebody Else").press("Ask for a letter")
    visitor.open(link).press("Download the certificate")
    assert "Somebody Else" in pdf(visitor)
    after = paper_of(jane, PaperKind.CERTIFICATE)
    assert after is not None
    assert after.code != first
    visitor.open(f"/certificates/{first}", expect=404)
    assert "is genuine" in visitor.open(f"/certificates/{after.code}").text


def test_a_certificate_is_given_from_the_last_day_on(app: Flask, visitor: Visitor) -> None:
    event = an_event_with_papers()
    jane = make_registration(event.id)
    check_in(event.id, jane, event.id, how=How.BY_NAME, desk="A", by="test")
    assert "It is here from" in visitor.open(papers_of(jane)).text
    with pytest.raises(TooEarlyForCertificates):
        issue_certificate(jane)
    assert paper_of(jane, PaperKind.CERTIFICATE) is None


def test_a_certificate_is_for_those_who_came_and_is_checked_by_its_code(app: Flask, visitor: Visitor) -> None:
    event = an_event_with_papers(on_its_last_day=True)
    jane = make_registration(event.id, name="Nguyễn Ánh")
    link = papers_of(jane)
    assert "once you have come" in visitor.open(link).text
    visitor.post(f"{link}/certificate.pdf", expect=400)  # no token: no button was there
    check_in(event.id, jane, event.id, how=How.BY_NAME, desk="A", by="test")
    visitor.open(link).press("Download the certificate")
    text = pdf(visitor)
    paper = paper_of(jane, PaperKind.CERTIFICATE)
    assert paper is not None
    code = str(paper.code)
    assert f"/certificates/{code}" in text.replace(" ", "")
    for words in ("Certificate of attendance", "Regional Network Forum", "Twelve hours of work.", "Mai Sok"):
        assert words in text

    anybody = visitor.another().open(f"/certificates/{code}")
    assert "This certificate is genuine" in anybody.text
    assert "Nguy" not in anybody.text
    anybody.fill_in(name="anh nguyen").press("Check the name")
    assert "It was given to this name" in anybody.text
    anybody.fill_in(name="Somebody Else").press("Check the name")
    assert "was not given to the name" in anybody.text
    anybody.open(f"/certificates/{code[:4]}-{code[4:8].lower()}-{code[8:]}")
    visitor.open(link).press("Download the certificate")
    again = paper_of(jane, PaperKind.CERTIFICATE)
    assert again is not None
    assert again.code == code
    anybody.open("/certificates/ABCDABCDABCD", expect=404)


def test_a_certificate_counts_no_more_once_the_attendance_is_undone(app: Flask, visitor: Visitor) -> None:
    event = an_event_with_papers(on_its_last_day=True)
    jane = make_registration(event.id)
    check_in(event.id, jane, event.id, how=How.BY_NAME, desk="A", by="test")
    visitor.open(papers_of(jane)).press("Download the certificate")
    paper, arrival = paper_of(jane, PaperKind.CERTIFICATE), arrival_of(jane, event.id)
    assert paper is not None
    assert arrival is not None
    address = f"/certificates/{paper.code}"
    undo_check_in(event.id, jane, event.id, arrival.slip_id, desk="A", by="test")
    assert "counts no more" in visitor.open(address).text
    check_in(event.id, jane, event.id, how=How.BY_NAME, desk="A", by="test")
    assert "is genuine" in visitor.open(address).text


def test_an_event_that_gives_no_papers_says_so(app: Flask, visitor: Visitor) -> None:
    jane = make_registration(make_open_event().id)
    assert "gives no letters and no certificates" in visitor.open(papers_of(jane)).text


@pytest.mark.parametrize("script", ["ปิยะดา ศรีสุข", "محمد", "Đặng"])
def test_names_of_any_script_stand_on_certificates(app: Flask, visitor: Visitor, script: str) -> None:
    event = an_event_with_papers(on_its_last_day=True)
    jane = make_registration(event.id, name=script)
    check_in(event.id, jane, event.id, how=How.BY_NAME, desk="A", by="test")
    visitor.open(papers_of(jane)).press("Download the certificate")
    assert pdf(visitor)
    assert db.session.get_one(Registration, jane).name == script
