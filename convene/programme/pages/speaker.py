"""The page of somebody on stage: what they are asked for, their answer, how they are shown. Its address is the key.

It is for one person at one event; nothing of another person or event can be reached by it, and opening it changes
nothing: mail scanners open every link.
"""

from dataclasses import dataclass
from datetime import datetime, time
from functools import partial
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from convene.calendar.catalogue import FeedKind
from convene.calendar.forms import OwnAddress
from convene.calendar.services.feeds import change_feed_address
from convene.calendar.showing.own_feeds import own_feed, words_for_change
from convene.clock import now
from convene.engines.ics import zones_that_an_event_may_choose
from convene.errors import NotFound, Refused
from convene.events.event_page import public_frame, when_of
from convene.events.forms.zones import zones_by_region
from convene.events.models import Event
from convene.events.rules import is_over
from convene.files.pictures import PICTURE_TYPE, Picture
from convene.files.queries import bytes_of
from convene.people.models import Person
from convene.programme.catalogue import StageAnswer
from convene.programme.emails import link_to_stage
from convene.programme.forms.people import AnswerForStage, CutPhoto, EditOwnProfile
from convene.programme.models import StageInvitation
from convene.programme.pages.own_calendar_on_stage import choosing_own_calendar
from convene.programme.pages.part_of_picture import choose_part, square_to_choose
from convene.programme.printing.papers import Printable, printable_version
from convene.programme.printing.sheets import people_with_a_sheet, sheets_for_people
from convene.programme.queries.answers import behind_stage_link
from convene.programme.queries.availability import (
    answered_for_other_days,
    availability_due_on,
    availability_of_people,
    availability_row,
    said_in,
)
from convene.programme.queries.draft import draft_of
from convene.programme.queries.materials import materials_given_by
from convene.programme.queries.people import has_uncut_photo, is_needed, is_on_stage, said_of_person, shown_people
from convene.programme.queries.versions import published
from convene.programme.rules.materials import hand_in_until, may_hand_in
from convene.programme.services.answering import (
    answer_for_stage,
    change_own_profile,
    cut_own_photo,
)
from convene.programme.showing.addresses import person_addresses, session_addresses
from convene.programme.showing.names import anchor_of
from convene.programme.showing.own_part import companions, own_materials, own_sessions
from convene.programme.showing.people import people_on_stage
from convene.programme.showing.presence import (
    days_asked_for,
    features_line,
    journey_words,
    sessions_missed,
    times_in_words,
)
from convene.programme.showing.times import Times, moment_in
from convene.programme.showing.words import language_of
from convene.programme.structure import Structure
from convene.web.exports import attachment
from convene.web.forms import status_of_form
from convene.web.guards import holds_link
from convene.web.languages import zone_name
from convene.web.limits import at_most
from convene.web.meanwhile import Theirs, mark_of, tell_refusal
from convene.web.redirects import see_other
from convene.web.serving import kept_secret, shown_picture
from convene.web.signed_links import Link, Purpose

speak = Blueprint("speak", __name__, url_prefix="/speak/<token>")

CHOOSE = "choose"


@speak.route("/", methods=["GET", "POST"])
@holds_link(Purpose.SPEAK)
@at_most("60 per hour")
def page(link: Link) -> ResponseReturnValue:
    """A POST saves the profile."""
    mine = behind(link)
    said = said_of_person(mine.person)
    form = EditOwnProfile(data=said, seen=mark_of(said))
    meanwhile: list[Theirs] = []
    if form.is_answered():
        try:
            change_own_profile(
                mine.invitation.id,
                name=form.name.data,
                affiliation=form.affiliation.data,
                biography=form.biography.data,
                photo=form.square,
                uncut=form.uncut,
                keeps_photo=not form.removes_photo.data,
                seen=form.seen.data,
                link_version=link.version,
            )
        except Refused as refused:
            mine = behind(link)
            meanwhile = tell_refusal(form, refused, partial(said_of_person, mine.person))
        else:
            answering = AnswerForStage()
            if form.uncut is not None and not answering.note.data:
                return see_other(url_for(".cut", token=mine.token))
            flash(_("Saved. Public pages say so at once."))
            if not answering.note.data:
                return see_other(url_for(".page", token=mine.token))
            flash(_("What you wrote about not being there is not sent yet."), "info")
            return _show(behind(link), _profile_as_it_stands(mine.person), answering, [], status=200)
    return _show(mine, form, AnswerForStage(), meanwhile, status=status_of_form())


@speak.route("/calendar", methods=["GET", "POST"])
@holds_link(Purpose.SPEAK)
@at_most("60 per hour")
def calendar(link: Link) -> ResponseReturnValue:
    """Whether their sessions are mailed into their calendar, and the address to subscribe to."""
    mine = behind(link)
    shown = {
        "invitation": mine.invitation,
        "token": mine.token,
        "feed": own_feed(FeedKind.STAGE, mine.invitation.id, mine.event.id, mine.event.title),
        **public_frame(mine.event, ""),
    }
    return choosing_own_calendar(
        mine.invitation, url_for(".calendar", token=mine.token), "programme/own_calendar.html", shown
    )


@speak.post("/calendar/address")
@holds_link(Purpose.SPEAK)
@at_most("60 per hour")
def change_calendar_address(link: Link) -> ResponseReturnValue:
    """An address of their own to subscribe to: made, made anew, or taken away."""
    mine = behind(link)
    form = OwnAddress()
    if form.is_answered():
        change_feed_address(FeedKind.STAGE, mine.invitation.id, mine.event.id, is_to_stop=form.is_to_stop)
        flash(words_for_change(is_to_stop=form.is_to_stop))
    return see_other(url_for(".calendar", token=mine.token, _anchor="address"))


@speak.post("/answer")
@holds_link(Purpose.SPEAK)
@at_most("60 per hour")
def answer(link: Link) -> ResponseReturnValue:
    """The button brings along what was typed into the profile, so that it is not lost where no script keeps it."""
    mine, form, profile = behind(link), AnswerForStage(), EditOwnProfile()
    said = form.said
    if form.is_answered() and said is not None:
        try:
            answer_for_stage(mine.invitation.id, said, note=form.note.data, link_version=link.version)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            flash(
                _("The organisers know that you will be there.")
                if said is StageAnswer.CONFIRMED
                else _("The organisers know that you cannot be there.")
            )
            if not _is_unsaved(profile, mine.person):
                return see_other(url_for(".page", token=mine.token))
            flash(_("What you wrote about yourself stands below and is not saved yet."), "info")
            if profile.photo.data:  # no browser lets a page fill it in
                flash(_("Choose the picture again: it could not be kept."), "info")
            return _show(behind(link), profile, AnswerForStage(formdata=None), [], status=200)
    if not _is_unsaved(profile, mine.person):
        profile = _profile_as_it_stands(mine.person)
    return _show(mine, profile, form, [], status=status_of_form())


@speak.route("/picture/part", methods=["GET", "POST"])
@holds_link(Purpose.SPEAK)
@at_most("60 per hour")
def cut(link: Link) -> ResponseReturnValue:
    mine = behind(link)
    here, back = url_for(".cut", token=mine.token), url_for(".page", token=mine.token)
    if mine.is_closed:
        return see_other(back)

    def keep(square: Picture, shown_id: UUID | None) -> None:
        cut_own_photo(mine.invitation.id, square, seen=shown_id, link_version=link.version)

    def show_page(form: CutPhoto) -> ResponseReturnValue:
        shown = render_template(
            "programme/cut_own_photo.html",
            form=form,
            part_url=lambda part: url_for(".part", token=mine.token, part=part),
            back_url=back,
            **frame_of(mine),
        )
        return kept_secret((shown, status_of_form()))

    done = _("Your picture is saved. Public pages show it at once.")
    return choose_part(mine.person, keep, show_page, here=here, back=back, done=done)


@speak.get("/picture/part/<any(start, middle, end):part>")
@holds_link(Purpose.SPEAK)
def part(link: Link, part: str) -> ResponseReturnValue:
    return kept_secret(square_to_choose(behind(link).person.id, part))


@speak.get("/picture")
@holds_link(Purpose.SPEAK)
def picture(link: Link) -> ResponseReturnValue:
    """Their picture as it is kept: they may see it before everybody does."""
    file_id = behind(link).person.photo_file_id
    if file_id is None:
        raise NotFound
    return kept_secret(shown_picture(bytes_of(file_id), content_type=PICTURE_TYPE))


@speak.get("/sheet.pdf")
@holds_link(Purpose.SPEAK)
@at_most("60 per hour")
def sheet(link: Link) -> ResponseReturnValue:
    """Their own sheet to print: their sessions as they are published."""
    mine = behind(link)
    agenda = _printable(mine.event)
    if agenda is None or mine.person.id not in people_with_a_sheet(agenda):
        raise NotFound
    given = {mine.person.id: materials_given_by(mine.event.id, mine.person.id)}
    file = sheets_for_people(agenda, [mine.person.id], given)
    return kept_secret(attachment(file, f"{mine.event.slug}-your-part.pdf", "application/pdf"))


def _printable(event: Event) -> Printable | None:
    """What everybody sees of the agenda now, to be printed."""
    shown = published(event.id) if event.is_public else None
    return printable_version(event, shown) if shown else None


@dataclass(frozen=True, slots=True)
class Mine:
    """Whose page it is."""

    invitation: StageInvitation
    person: Person
    event: Event

    @property
    def token(self) -> str:
        return link_to_stage(self.invitation)

    @property
    def is_over(self) -> bool:
        return is_over(self.event.ends_on, self.event.day_turns_at, self.event.zone, now())

    @property
    def is_closed(self) -> bool:
        """Whether nothing is asked of them any more."""
        return self.is_over or self.event.is_cancelled


def behind(link: Link) -> Mine:
    found = behind_stage_link(link)
    if found is None:
        raise NotFound
    return Mine(found.invitation, found.person, found.event)


def _profile_as_it_stands(person: Person) -> EditOwnProfile:
    said = said_of_person(person)
    return EditOwnProfile(formdata=None, data=said, seen=mark_of(said))


def _is_unsaved(sent: EditOwnProfile, person: Person) -> bool:
    """Whether the profile that came along with an answer says anything else than what is kept."""
    if sent.name.name not in request.form:
        return False  # the answer came alone
    said = said_of_person(person)
    return bool(sent.photo.data or sent.removes_photo.data) or any(sent[name].data != said[name] for name in said)


def _show(
    mine: Mine, form: EditOwnProfile, answering: AnswerForStage, meanwhile: list[Theirs], *, status: int
) -> ResponseReturnValue:
    invitation, person, event = mine.invitation, mine.person, mine.event
    asked = request.args.get("zone", "")
    zone = asked if asked in zones_that_an_event_may_choose() else event.zone
    times = Times(zone, event.zone)
    draft = draft_of(event.id)
    people = shown_people(event.id, companions(draft, person.id))
    seen_by_all = published(event.id) if event.is_public else None
    public = seen_by_all.structure if seen_by_all else None
    urls = session_addresses(event.slug), person_addresses(event)
    everybody = people_on_stage(draft, people, times, *urls)
    shown_as = next((one for one in everybody if one.anchor == anchor_of(person.id)), None)
    may_change = not mine.is_closed and is_on_stage(event.id, person.id)
    row, theirs = availability_row(event.id, person.id), availability_of_people(event.id)
    there = said_in(row)
    hands_in = may_hand_in(event.ends_on, event.day_turns_at, event.zone, now())
    return kept_secret(
        (
            render_template(
                "programme/own_part.html",
                form=form,
                answering=answering,
                theirs=meanwhile,
                invitation=invitation,
                person=person,
                name_lang=language_of(person.display_name),
                sessions=own_sessions(draft, public, person.id, people, times, event.slug),
                may_change=may_change,
                is_needed=is_needed(event.id, person.id),
                is_over=mine.is_over,
                there=there,
                there_on=times_in_words(there, days_asked_for(event), event.day_turns_at) if there else [],
                journey=journey_words(there) if there else [],
                needs=features_line(there) if there else "",
                is_for_other_days=row is not None and answered_for_other_days(row, event),
                missed=[one.title for one in sessions_missed(draft, person.id, theirs)],
                due_on=availability_due_on(event.id),
                materials=own_materials(
                    draft,
                    person.id,
                    materials_given_by(event.id, person.id),
                    lambda one: url_for(".own_file", token=mine.token, material_id=one.id),
                    may_add=hands_in,
                ),
                hands_in=hands_in,
                hand_in_until=hand_in_until(event.ends_on),
                answered_on=moment_in(invitation.answered_at, event.zone) if invitation.answered_at else "",
                join_url=event.join_url if may_change and invitation.answer is not StageAnswer.DECLINED else "",
                sheet_url=url_for(".sheet", token=mine.token) if _is_in(public, person.id) else None,
                cut_url=url_for(".cut", token=mine.token) if may_change and has_uncut_photo(person.id) else None,
                picture_url=url_for(".picture", token=mine.token) if person.photo_file_id else None,
                times_zone=zone_name(zone, datetime.combine(event.starts_on, time(12))),
                affiliation=shown_as.affiliation if shown_as else person.affiliation,
                is_elsewhere=zone != event.zone,
                is_choosing=asked == CHOOSE,
                zones=zones_by_region(event.zone) if asked == CHOOSE else [],
                **frame_of(mine),
            ),
            status,
        )
    )


def _is_in(public: Structure | None, person_id: UUID) -> bool:
    """Whether somebody is on stage in what everybody sees: then there is a sheet."""
    return public is not None and any(
        one.is_placed and not one.is_withdrawn and any(each.person_id == person_id for each in one.everybody())
        for one in public.sessions
    )


def frame_of(mine: Mine) -> dict[str, object]:
    frame = public_frame(mine.event, "")
    if not mine.event.is_public:
        frame["event_navigation"] = []  # its pages are closed for now; they would lead to 404
    return {**frame, "token": mine.token, "event_when": when_of(mine.event)}
