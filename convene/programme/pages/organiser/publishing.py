from dataclasses import dataclass

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from convene.accounts.queries import names_of
from convene.calendar.queries.following import count_followers
from convene.errors import NotFound, Refused
from convene.events.catalogue import State
from convene.events.event_page import event_page, permissions_of_reader, public_frame, when_of
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.programme.catalogue import STAGE_FOLLOWERS
from convene.programme.forms.publishing import PublishAgenda
from convene.programme.pages.organiser.frame import draft, show, show_form
from convene.programme.pages.organiser.telling import asked_about, concerned_by
from convene.programme.queries.conditions import warnings_of
from convene.programme.queries.draft import agenda_state, draft_and_restored, draft_of, mark_of_frame, read_draft
from convene.programme.queries.people import names_of_people
from convene.programme.queries.stars import star_counts
from convene.programme.queries.versions import Published, VersionLine, published, versions_of
from convene.programme.queries.versions import version as version_of
from convene.programme.rules.changes import ChangeKind, Difference, compare, to_publish
from convene.programme.services.publishing import Telling, publish_agenda, restore_version
from convene.programme.showing.addresses import Addresses
from convene.programme.showing.agenda import agenda_of
from convene.programme.showing.differences import figures_of, frame_lines, shown_changes
from convene.programme.showing.finding import Wanted, wanted_in, way_asked_for
from convene.programme.showing.times import Times, moment_in, version_line
from convene.programme.showing.warnings import count_words
from convene.spelling import id_in
from convene.web.forms import OneButton
from convene.web.languages import zone_name
from convene.web.redirects import see_other


@draft.route("/publish", methods=["GET", "POST"])
@event_page(Permission.PUBLISH_AGENDA)
def publish(event: Event) -> ResponseReturnValue:
    """What would change for readers, who would be told and how, then the button. A draft that changed meanwhile shows
    the new difference."""
    form = PublishAgenda()
    is_only_looked_at = request.form.get("act") == "look"
    if form.is_answered() and not is_only_looked_at:
        before_it = agenda_state(event.id).number
        try:
            done = publish_agenda(
                event.id,
                form.revision_seen,
                frame=form.frame_seen.data,
                note=form.note.data,
                tells=Telling(form.groups, form.word.data or ""),
                read=read_draft(event.id),
                by=current_user.actor,
            )
        except Refused as refused:  # AgendaChangedMeanwhile: below, the difference as it is now
            form.add_refusal(refused)
        else:
            number = done.number
            if number != before_it and event.state is State.DRAFT:
                said = _("Version %(number)s is ready. Nobody sees it before the event is published.", number=number)
                flash(said)
                if Permission.EDIT_EVENT in permissions_of_reader(event):
                    return see_other(url_for("organise.publish", slug=event.slug))
            elif number != before_it:
                flash(_("Version %(number)s is published.", number=number))
                if done.told:
                    told = ngettext(
                        "%(num)s person is told: the mail is in the outbox.",
                        "%(num)s people are told: the mails are in the outbox.",
                        done.told,
                    )
                    flash(told)
            elif form.note.data:
                flash(
                    _("Somebody published this meanwhile, as version %(number)s. Your note was not needed: “%(note)s”",
                      number=number, note=form.note.data)
                )  # fmt: skip
            else:
                flash(_("Version %(number)s stays: it says what the draft says.", number=number))
            return see_other(url_for("draft.agenda", slug=event.slug))
    # The revision is read before what it is the revision of: a change that comes between is then refused, not published
    # unseen (PostgreSQL shows each statement what is true by then).
    form.revision.data, form.frame_seen.data = str(agenda_state(event.id).draft_revision), mark_of_frame(event.id)
    structure, public = draft_of(event.id), published(event.id)
    before = public.structure if public else None
    names = names_of_people(structure.person_ids() | (before.person_ids() if before else frozenset()))
    after = to_publish(before, structure)
    concerned = concerned_by(event, before, after)
    difference, warnings = compare(before, after), warnings_of(event, structure)
    return show_form(
        form,
        "programme/publish.html",
        event,
        "agenda",
        status=200 if is_only_looked_at and not form.errors else None,
        asked=asked_about(event, concerned, after, form),
        number=public.number + 1 if public else 1,
        is_first=public is None,
        is_empty=difference.is_empty or not any(one.is_placed for one in after.sessions),
        has_sessions=bool(structure.sessions),
        figures=figures_of(difference),
        changes=shown_changes(difference, structure, names, event.slug),
        frame=frame_lines(difference),
        warnings=warnings,
        count=count_words(warnings),
        is_blocked=any(one.blocks for one in warnings),
    )


@draft.get("/versions")
@event_page(Permission.SEE_EVENT)
def versions(event: Event) -> ResponseReturnValue:
    found = versions_of(event.id)
    return show(
        "programme/versions.html",
        event,
        "versions",
        versions=found,
        names=_names_of_publishers(found),
        moments={one.number: moment_in(one.published_at, event.zone) for one in found},
    )


@draft.get("/versions/<int:number>")
@event_page(Permission.SEE_EVENT)
def version(event: Event, number: int) -> ResponseReturnValue:
    """An older version as its readers saw it, with a banner that says so."""
    shown = _version(event, number)
    times = Times(shown.structure.zone, shown.structure.zone)

    def here(**query: str | None) -> str:
        track, by = query.get("track"), query.get("by")
        return url_for("draft.version", slug=event.slug, number=number, track=track, by=by)

    current = published(event.id)
    return render_template(
        "programme/version.html",
        agenda=agenda_of(
            shown.structure,
            shown.people,
            times,
            Addresses(session=lambda _code: None, agenda=here),
            number=shown.number,
            note=shown.note,
            wanted=wanted_in(shown.structure, Wanted(track=request.args.get("track", ""), by=way_asked_for())),
        ),
        event_when=when_of(event),
        version_line=version_line(shown),
        current_number=current.number if current else None,
        versions_url=url_for("draft.versions", slug=event.slug),
        **{**public_frame(event, "agenda"), "event_zone": zone_name(times.zone)},
    )


@draft.route("/versions/<int:number>/restore", methods=["GET", "POST"])
@event_page(Permission.PUBLISH_AGENDA)
def restore(event: Event, number: int) -> ResponseReturnValue:
    shown = _version(event, number)
    if OneButton().is_answered():
        restore_version(event.id, number, by=current_user.actor)
        flash(_("The draft is as version %(number)s was. Publish it when it is right.", number=number))
        return see_other(url_for("draft.agenda", slug=event.slug))
    structure, after = draft_and_restored(event.id, shown.structure)
    difference = compare(structure, after)
    names = names_of_people(structure.person_ids() | after.person_ids())
    return show(
        "programme/restore.html",
        event,
        "versions",
        number=number,
        version_line=version_line(shown),
        figures=figures_of(difference),
        changes=shown_changes(difference, structure, names, event.slug),
        hanging=_hanging_on(event, difference),
    )


@dataclass(frozen=True, slots=True)
class HangsOn:
    """A session that would be elsewhere or withdrawn, and how many count on it: signed up, and with a star."""

    title: str
    kind: str
    signed_up: int
    stars: int


def _hanging_on(event: Event, difference: Difference) -> list[HangsOn]:
    """The sessions that would move or be withdrawn and that people count on, those with most first."""
    signed_up, stars = count_followers(event.id, "session", but=STAGE_FOLLOWERS), star_counts(event.id)
    found = [
        HangsOn(one.session.title, one.kind.value, signed_up.get(one.session.id, 0), stars.get(one.session.id, 0))
        for kind in (ChangeKind.MOVED, ChangeKind.CANCELLED)
        for one in difference.of_kind(kind)
    ]
    return sorted(
        (one for one in found if one.signed_up or one.stars), key=lambda one: (-one.signed_up, -one.stars, one.title)
    )


def _version(event: Event, number: int) -> Published:
    # Numbers come from the address: one beyond what a database can hold is no version either.
    shown = version_of(event.id, number) if number < 2**31 else None
    if shown is None:
        raise NotFound
    return shown


def _names_of_publishers(lines: list[VersionLine]) -> dict[str, str]:
    """How those who published are called, by the actor that a version keeps: "account:…"."""
    actors = {line.published_by for line in lines}
    ids = {actor: found for actor in actors if (found := id_in(actor.removeprefix("account:"))) is not None}
    names = names_of(set(ids.values()))
    return {actor: names.get(account_id, "") for actor, account_id in ids.items()}
