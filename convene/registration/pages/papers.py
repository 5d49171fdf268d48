"""Letters of invitation and certificates: what organisers set and answer, what people ask for and fetch, and whether a
certificate is genuine. These pages alone show legal names."""

from uuid import UUID

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from convene.clock import today_in
from convene.errors import NotFound, Refused
from convene.events.event_page import event_page, when_of
from convene.events.models import Event
from convene.events.queries import names_of_hosts
from convene.permissions.catalogue import Permission
from convene.registration.catalogue import PaperKind, PaperState, RegistrationState
from convene.registration.emails import link_to
from convene.registration.errors import DidNotCome, NotAdmitted, PaperNotGiven, TooEarlyForCertificates
from convene.registration.forms.papers import AskForLetter, CheckName, PrintLetter, SetPapers
from convene.registration.models import Paper, Registration
from convene.registration.pages.frame import show_people_form
from convene.registration.printing import Signed, certificate_as_pdf, in_groups, letter_as_pdf
from convene.registration.queries.attendance import arrival_of
from convene.registration.queries.papers import (
    Letter,
    PaperFacts,
    certificate_with,
    gives_certificates_now,
    legal_name_of,
    letter_at,
    letters_at,
    paper_facts_of,
    paper_of,
)
from convene.registration.rules.identity import code_in
from convene.registration.rules.opening import is_same_name
from convene.registration.services import papers as services
from convene.registration.showing import frame_of, whose
from convene.web.exports import attachment
from convene.web.forms import show_again
from convene.web.guards import everyone, holds_link
from convene.web.languages import day, say
from convene.web.limits import at_most
from convene.web.meanwhile import Theirs, mark_of, tell_refusal
from convene.web.redirects import see_other
from convene.web.serving import kept_secret
from convene.web.signed_links import Link, Purpose, absolute_url

papers = Blueprint("papers", __name__, url_prefix="/organise")
own_papers = Blueprint("own_papers", __name__)
certificates = Blueprint("certificates", __name__)


# --- organisers -------------------------------------------------------------------------------------------------------


@papers.route("/<slug>/people/papers", methods=["GET", "POST"])
@event_page(Permission.MANAGE_REGISTRATIONS)
def listing(event: Event) -> ResponseReturnValue:
    facts = paper_facts_of(event.id)
    form = SetPapers(data=facts.said, seen=mark_of(facts.said))
    meanwhile: list[Theirs] = []
    if form.is_answered():
        told = PaperFacts(**{name: form[name].data for name in facts.said})
        try:
            services.set_papers(event.id, told, seen=form.seen.data, by=current_user.actor)
        except Refused as refused:
            meanwhile = tell_refusal(form, refused, lambda: paper_facts_of(event.id).said)
        else:
            flash(_("The papers are set."))
            return see_other(url_for(".listing", slug=event.slug))
    return show_people_form(
        form,
        "registration/papers.html",
        event,
        "papers.listing",
        letters=letters_at(event.id),
        theirs=meanwhile,
    )


@papers.post("/<slug>/people/papers/<uuid:paper_id>/give")
@event_page(Permission.MANAGE_REGISTRATIONS)
def give(event: Event, paper_id: UUID) -> ResponseReturnValue:
    letter = _letter_of(event, paper_id)
    services.decide_letter(event.id, letter.id, is_given=True, by=current_user.actor)
    flash(_("%(name)s can download the letter, and a mail says so.", name=letter.name))
    return see_other(url_for(".listing", slug=event.slug))


@papers.post("/<slug>/people/papers/<uuid:paper_id>/decline")
@event_page(Permission.MANAGE_REGISTRATIONS)
def decline(event: Event, paper_id: UUID) -> ResponseReturnValue:
    letter = _letter_of(event, paper_id)
    services.decide_letter(event.id, letter.id, is_given=False, by=current_user.actor)
    flash(_("The letter is declined, and a mail says so to %(name)s.", name=letter.name))
    return see_other(url_for(".listing", slug=event.slug))


@papers.get("/<slug>/people/papers/<uuid:paper_id>/letter.pdf")
@event_page(Permission.MANAGE_REGISTRATIONS)
def letter(event: Event, paper_id: UUID) -> ResponseReturnValue:
    """The letter as it is or would be given: to read it first, or to sign it by hand."""
    found = _letter_of(event, paper_id)
    facts = paper_facts_of(event.id)
    file = letter_as_pdf(_signed(event, facts), name=found.legal_name, passport="", words=facts.letter_words)
    return attachment(file, f"{event.slug}-letter.pdf", "application/pdf")


def _letter_of(event: Event, paper_id: UUID) -> Letter:
    found = letter_at(event.id, paper_id)
    if found is None:
        raise NotFound
    return found


# --- those who have a place -------------------------------------------------------------------------------------------


@own_papers.route("/r/<token>/papers", methods=["GET", "POST"])
@holds_link(Purpose.MANAGE_REGISTRATION)
@at_most("60 per hour")
def mine(link: Link) -> ResponseReturnValue:
    row, event = _behind(link)
    form = AskForLetter(legal_name=legal_name_of(row.id))
    if form.is_answered():
        try:
            services.ask_for_letter(row.id, form.legal_name.data)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            return see_other(url_for(".mine", token=link_to(row)))
    return kept_secret(show_again(form, "registration/own_papers.html", **_own_frame(row, event)))


@own_papers.post("/r/<token>/papers/letter.pdf")
@holds_link(Purpose.MANAGE_REGISTRATION)
@at_most("60 per hour")
def own_letter(link: Link) -> ResponseReturnValue:
    row, event = _behind(link)
    paper, form = paper_of(row.id, PaperKind.LETTER), PrintLetter()
    if paper is None or paper.state is not PaperState.GIVEN:
        raise NotFound
    if not form.is_answered():
        return see_other(url_for(".mine", token=link_to(row)))
    facts = paper_facts_of(event.id)
    file = letter_as_pdf(
        _signed(event, facts), name=paper.name, passport=form.passport.data or "", words=facts.letter_words
    )
    return kept_secret(attachment(file, f"{event.slug}-letter.pdf", "application/pdf"))


@own_papers.post("/r/<token>/papers/certificate.pdf")
@holds_link(Purpose.MANAGE_REGISTRATION)
@at_most("60 per hour")
def own_certificate(link: Link) -> ResponseReturnValue:
    row, event = _behind(link)
    try:
        services.issue_certificate(row.id)
    except (DidNotCome, NotAdmitted, PaperNotGiven, TooEarlyForCertificates) as refused:
        flash(say(refused.sentence), "bad")
        return see_other(url_for(".mine", token=link_to(row)))
    paper = paper_of(row.id, PaperKind.CERTIFICATE)
    assert paper is not None
    assert paper.code is not None
    facts = paper_facts_of(event.id)
    file = certificate_as_pdf(
        _signed(event, facts),
        name=paper.name,
        words=facts.certificate_words,
        code=paper.code,
        check_url=absolute_url("certificates.check", certificate=paper.code),
    )
    return kept_secret(attachment(file, f"{event.slug}-certificate.pdf", "application/pdf"))


def _behind(link: Link) -> tuple[Registration, Event]:
    """Whose papers these are. NotFound: the link was revoked, or they have no place."""
    row, event = whose(link)
    if row.state is not RegistrationState.CONFIRMED:
        raise NotFound
    return row, event


def _own_frame(row: Registration, event: Event) -> dict[str, object]:
    paper: Paper | None = paper_of(row.id, PaperKind.LETTER)
    return {
        **frame_of(event),
        "row": row,
        "token": link_to(row),
        "facts": paper_facts_of(event.id),
        "letter": paper,
        "arrival": arrival_of(row.id, event.id),
        "is_time_for_certificates": gives_certificates_now(event),
        "print_form": PrintLetter(formdata=None),
    }


# --- whoever holds a certificate in their hand ------------------------------------------------------------------------


@certificates.route("/certificates/<certificate>", methods=["GET", "POST"])
@everyone
@at_most("60 per minute", methods=("GET", "POST"))
def check(certificate: str) -> ResponseReturnValue:
    """Whether a certificate is genuine. No name is shown: who asks types the one that stands there."""
    code = code_in(certificate)
    found = certificate_with(code)
    if found is None:
        raise NotFound
    form = CheckName()
    is_theirs = is_same_name(form.name.data, found.name) if form.is_answered() else None
    page = render_template(
        "registration/certificate.html",
        form=form,
        certificate=found,
        code=in_groups(code),
        when=when_of(found.event),
        is_theirs=is_theirs,
    )
    return kept_secret((page, 422 if form.errors else 200))


def _signed(event: Event, facts: PaperFacts) -> Signed:
    return Signed(
        hosts=", ".join(names_of_hosts(event)),
        event=event.title,
        when=when_of(event),
        where=", ".join(part for part in (event.place, event.address) if part),
        signatory=facts.signatory,
        signatory_role=facts.signatory_role,
        today=day(today_in(event.zone)),
        contact=event.contact_email,
    )
