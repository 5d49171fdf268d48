"""People to invite are listed as they stand in a sheet or a mail: every row is somebody, or is named."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from convene.clock import now
from convene.database import db
from convene.registration.errors import NobodyToMail
from convene.registration.models import BalanceTarget, Invitation
from convene.registration.queries.importing import invitees_in
from convene.registration.queries.inviting import Answer, counts_of_answers
from convene.registration.services.inviting import Invitee, list_invitees, send_invitations
from tests.factories.registrations import make_open_event, make_registration
from tests.support.mail import sent_mails, text_of
from tests.support.visitor import Visitor

NEW = "/organise/forum/people/invitations/new"
ANA = ("Ana Lê", "ana@example.org", "NGO 1", "VN", "Energy", "Rivers")
WHOLE = "Ana Lê\tana@example.org\tNGO 1\tVietnam\tEnergy\tRivers"


def listed(text: str) -> list[tuple[str, ...]]:
    reading = invitees_in(text)
    assert not reading.problems
    return [
        (each.name, each.email, each.organisation, each.country, each.sector, each.expertise) for each in reading.people
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (WHOLE, ANA),
        (WHOLE.replace("\t", "; "), ANA),
        (WHOLE.replace("\t", ", "), ANA),
        ("Secteur,Pays,Courriel,Nom,Organisme,Expertise\nEnergy,Viêt Nam,ana@example.org,Ana Lê,NGO 1,Rivers", ANA),
        ("name,email,organisation,country,sector,expertise\n" + WHOLE.replace("\t", ","), ANA),
        ("ana@example.org\tAna Lê\tNGO 1\tเวียดนาม\tEnergy\tRivers", ANA),
        ("Ana Lê <ana@example.org>\tNGO 1\tVIET NAM\tEnergy\tRivers", ANA),
        ("Ana Lê <ana@example.org>", ("Ana Lê", "ana@example.org", "", "", "", "")),
        ("ana.le@example.org", ("Ana Le", "ana.le@example.org", "", "", "", "")),
    ],
)
def test_people_are_read_with_headings_and_without(text: str, found: tuple[str, ...]) -> None:
    assert listed(text) == [found]


def test_nobody_is_taken_for_a_line_of_headings(app: Flask) -> None:
    text = "Ana Lê\tana@example.org\tNGO 1\nBen\tben@example.org\tNGO\nNGO\t\tUniversity"
    assert [each.name for each in invitees_in(text).people] == ["Ana Lê", "Ben", "NGO"]
    assert [each.name for each in invitees_in("Ben\t\tUniversity\n" + text).people] == ["Ben", "Ana Lê", "Ben", "NGO"]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("Ben\t\tNGO 2", "Row 2: “Ben” has no e-mail address."),
        ("Ben\tben at home\tNGO 2", "Row 2: “ben at home” is no e-mail address."),
        (f"Ben\tben@{'a.' * 120}example.org\tNGO 2", "is no e-mail address."),
        (f"Ben\tben@{'a.' * 92}example.org.and-more.test\tNGO 2", None),
        ("Ben\tANA@example.org\tNGO 2", "Row 2: The address is that of row 1: each needs their own."),
        ("\tben@example.org\tNGO 2", "Row 2: There is no name in this row."),
    ],
)
def test_a_row_that_cannot_be_read_is_named_and_nothing_typed_is_lost(
    app: Flask, visitor: Visitor, row: str, why: str | None
) -> None:
    make_open_event(slug="forum")
    text = f"{WHOLE}\n{row}"
    visitor.signed_in_as("noor@example.org").open(NEW).fill_in(people=text)
    visitor.press("Put them on the list", expect=422 if why else 200)
    db.session.rollback()
    if why is None:
        emails = set(db.session.scalars(select(Invitation.email)))
        assert emails == {"ana@example.org", row.split("\t")[1]}
        return
    assert "1 row cannot be read. Correct it, and nobody is lost." in visitor.text
    assert why in visitor.text
    (typed,) = visitor.tree.xpath("//textarea[@name='people']")
    assert typed.text.lstrip("\n") == text
    assert not db.session.scalars(select(Invitation)).all()


def test_what_was_read_otherwise_than_it_was_written_is_said(app: Flask, visitor: Visitor) -> None:
    make_open_event(slug="forum")
    visitor.signed_in_as("noor@example.org").open(NEW)
    visitor.fill_in(people="Name,Email,Country,Shirt\nAna,ana@example.org,Atlantis,M").press("Put them on the list")
    assert "1 added, 0 changed" in visitor.text
    assert "“Atlantis” is no country that we know: it is left empty." in visitor.text
    assert "Not kept, since invitations have no place for it: Shirt" in visitor.text


def test_a_country_that_is_wished_for_is_known_in_any_language(app: Flask, visitor: Visitor) -> None:
    make_open_event(slug="forum")
    visitor.signed_in_as("noor@example.org").open(NEW).fill_in(people=WHOLE).press("Put them on the list")
    visitor.fill_in(attribute="country", value="Lao PDR", wanted="3").press("Set it")
    assert db.session.scalars(select(BalanceTarget.value)).all() == ["LA"]
    visitor.fill_in(attribute="country", value="Atlantis", wanted="3").press("Set it")
    assert "“Atlantis” is no country that we know." in visitor.text


def test_a_reminder_is_written_first_goes_once_a_day_and_to_nobody_who_has_registered(
    app: Flask, visitor: Visitor
) -> None:
    event = make_open_event(slug="forum")
    people = [Invitee(name=name, email=f"{name.lower()}@example.org") for name in ("Ana", "Ben", "Cho")]
    make_registration(event.id, "ana@example.org")
    list_invitees(event.id, people, language="en", by="test")
    assert counts_of_answers(event.id)[Answer.COMES] == 1, "who has registered already is not asked"
    assert send_invitations(event.id, by="test") == 2
    make_registration(event.id, "ben@example.org")
    page = visitor.signed_in_as("noor@example.org").open("/organise/forum/people/invitations/")
    page.follow_link("Remind them…").fill_in(text="Dear {name}, will you come?").press("Remind")
    assert "1 reminder is on its way." in page.text
    (mail,) = [each for each in sent_mails("cho@example.org") if "Will you come?" in str(each["Subject"])]
    assert "Dear Cho, will you come?" in text_of(mail)
    assert not [each for each in sent_mails("ben@example.org") if "Will you come?" in str(each["Subject"])]
    page.open("/organise/forum/people/invitations/remind")
    assert page.path == "/organise/forum/people/invitations/"
    with pytest.raises(NobodyToMail), time_machine.travel(now() + timedelta(hours=19)):
        send_invitations(event.id, is_reminder=True, by="test")
    with time_machine.travel(now() + timedelta(hours=21)):
        assert send_invitations(event.id, is_reminder=True, by="test") == 1
