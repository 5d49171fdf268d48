"""What the agenda shows on pages below it. Each panel takes a constant number of statements and writes nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from convene.calendar.rules import is_about_days
from convene.events.catalogue import Readiness
from convene.events.event_page import Found, FoundGroup, LifePart, Link, Sought, has_ended, permissions_of_reader
from convene.events.log_in_words import Named
from convene.events.models import Event, Room
from convene.events.queries import slug_of
from convene.events.rules import Defaults, defaults_of
from convene.permissions.catalogue import Permission
from convene.programme.catalogue import Format
from convene.programme.models import Session
from convene.programme.published_page import row_of
from convene.programme.queries.answers import Answers, answers_of, names_behind
from convene.programme.queries.draft import (
    AgendaState,
    OwnRules,
    agenda_state,
    changed_since,
    counts_of,
    is_agenda_published,
    log_rows_of,
    sessions_in_room,
    sessions_named,
    sessions_with_rules_of_their_own,
    span_of_draft,
)
from convene.programme.queries.materials import opened_materials
from convene.programme.queries.people import people_named
from convene.programme.queries.versions import Published, published
from convene.programme.rules.attribution import is_recorded_all_the_same, tells_more
from convene.programme.showing.addresses import person_addresses, session_addresses
from convene.programme.showing.agenda import has_parallel
from convene.programme.showing.calendar_links import (
    CalendarChoice,
    CalendarLink,
    Occasion,
    ways_into_calendars,
)
from convene.programme.showing.materials import materials_left
from convene.programme.showing.people import people_on_stage
from convene.programme.showing.times import Times, day_name, is_under_way
from convene.programme.showing.words import attribution_words, format_word, language_of
from convene.programme.structure import SessionFacts
from convene.web.languages import clock_time
from convene.web.paging import page_of
from convene.web.serving import kept_fragment
from convene.web.signed_links import absolute_url

MOST_HIGHLIGHTS = 4
MOST_PEOPLE = 12
MOST_WAITING = 4
MOST_WITH_LESS_CARE = 20
#: What stands for a day when there is no room for all of it, the most telling first.
HIGHLIGHTS = (Format.PLENARY, Format.KEYNOTE, Format.PANEL, Format.FIRESIDE_CHAT, Format.LIGHTNING_TALKS)


@dataclass(frozen=True, slots=True)
class Glance:
    """One time of a day: what begins then, and what else does."""

    time: str
    title: str
    url: str | None
    lang: str | None
    words: str
    is_break: bool


@dataclass(frozen=True, slots=True)
class DayInShort:
    """One of several days: how much there is, and a few titles."""

    name: str
    url: str
    count: int
    highlights: list[Glance]


@dataclass(frozen=True, slots=True)
class LessCare:
    """A session that says less care than its event, and where that is changed."""

    title: str
    lang: str | None
    words: str
    url: str | None


def page_of_agenda(event: Event) -> Link:
    """For the navigation of its pages."""
    return Link(_("Agenda"), url_for("programme.agenda", slug=event.slug))


def page_of_people(event: Event) -> Link:
    """For the navigation of its pages."""
    return Link(_("People"), url_for("programme.people", slug=event.slug))


def page_of_my_agenda(event: Event) -> Link:
    """For the navigation of its pages: afterwards for those alone who have stars."""
    return Link(_("My agenda"), url_for("my_agenda.page", slug=event.slug), is_for_stars=has_ended(event))


def page_of_materials(event: Event) -> Link | None:
    """For the navigation of its pages: once it is over, and something is left of it."""
    if not sessions_with_materials(event):
        return None
    return Link(_("Materials"), url_for("programme.materials", slug=event.slug))


def materials_of_event(event: Event) -> str | None:
    """For below the summary of an event that is over: how many sessions left something to read."""
    sessions = sessions_with_materials(event)
    return render_template("programme/_materials_of_event.html", event=event, sessions=sessions) if sessions else None


def sessions_with_materials(event: Event) -> int:
    """How many sessions of an event that is over left something for everybody. Two statements, once for each state."""
    row = row_of(event) if has_ended(event) else None
    if row is None:
        return 0
    state = row.state_of_page(f"materials, {opened_materials(row)} opened")
    return int(kept_fragment(state, lambda: str(len(materials_left(event.id, published(event.id))))))


def see_the_agenda(event: Event) -> str | None:
    """For the event's page: the way to the agenda, once there is one. One statement."""
    if not is_agenda_published(event.id):
        return None
    return render_template("programme/_see_the_agenda.html", event=event)


def add_to_calendar(event: Event) -> str | None:
    """For the event's page: ways to put its days, or all its sessions, into a calendar. None once it is over, or
    cancelled."""
    if not event.is_public or event.is_cancelled or has_ended(event):
        return None
    file = url_for("programme.event_calendar", slug=event.slug)
    return render_template(
        "programme/_add_to_calendar.html",
        choices=[
            CalendarChoice(_("The event as one entry"), ways_into_calendars(_occasion(event), file)),
            _what_is_followed(event),
        ],
    )


def _occasion(event: Event) -> Occasion:
    """The event as one entry: the same hours, or days, as its file says."""
    starts, ends = event.span_in_calendars
    page = absolute_url("events.event", slug=event.slug)
    if is_about_days(starts, ends):
        return Occasion(event.title, event.starts_on, event.ends_on, page, event.where, event.summary)
    zone = ZoneInfo(event.zone)
    hours = starts.replace(tzinfo=zone), ends.replace(tzinfo=zone)
    return Occasion(event.title, *hours, page, event.where, event.summary)


def _what_is_followed(event: Event) -> CalendarChoice:
    """What the feed of the event brings: its sessions, once there are any."""
    subscribe = CalendarLink(_("Subscribe: follows every change"), url_for("programme.subscribe", slug=event.slug))
    row = row_of(event)
    if row is None or row.version_id is None:
        return CalendarChoice(_("The event, and its sessions once they are published"), [subscribe])
    once = CalendarLink(_("As they are today (.ics file)"), url_for("programme.calendar", slug=event.slug))
    return CalendarChoice(_("Every session"), [subscribe, once])


def the_days(event: Event) -> str | None:
    """For the event's page: the day as a list of times, or each of several days in short. One statement.

    Made once for each published state: reading a version of 300 sessions takes longer than the rest of the page.
    """
    return _kept("the days", event, _make_the_days)


def _make_the_days(event: Event) -> str | None:
    shown = published(event.id)
    days = _sessions_by_day(shown) if shown else {}
    if shown is None or not days:
        return None
    glances = _glances(next(iter(days.values())), event.slug) if len(days) == 1 else []
    agenda_url = url_for("programme.agenda", slug=event.slug)
    return render_template(
        "programme/_days.html",
        glances=glances,
        days=[] if glances else [_in_short(on, found, event.slug) for on, found in days.items()],
        agenda_url=agenda_url,
        what_more=_what_more(shown, [one for found in days.values() for one in found]),
    )


def _what_more(shown: Published, sessions: list[SessionFacts]) -> str:
    """What the agenda has that the days in short do not say."""
    has_all = (
        len({one.room_id for one in sessions if one.room_id}) > 1
        and any(one.everybody() for one in sessions)
        and has_parallel(sessions, shown.structure.zone)
    )
    return str(_("Rooms, speakers and parallel sessions") if has_all else _("The whole agenda"))


def on_stage(event: Event) -> str | None:
    """For the event's page: the first of those on stage. One statement, and made once as the days are."""
    return _kept("on stage", event, _make_on_stage)


def _kept(name: str, event: Event, make: Callable[[Event], str | None]) -> str | None:
    row = row_of(event)
    if row is None:
        return None
    return kept_fragment(row.state_of_page(name), lambda: make(event) or "") or None


def _make_on_stage(event: Event) -> str | None:
    shown = published(event.id)
    if shown is None:
        return None
    zone = shown.structure.zone
    people = shown.as_shown(event.sensitivity).people
    urls = session_addresses(event.slug), person_addresses(event)
    everybody = people_on_stage(shown.structure, people, Times(zone, zone), *urls)
    if not everybody:
        return None
    people_url = url_for("programme.people", slug=event.slug)
    return render_template(
        "programme/_on_stage.html",
        people=everybody[:MOST_PEOPLE],
        more=max(0, len(everybody) - MOST_PEOPLE),
        people_url=people_url,
    )


def figures(event: Event) -> str | None:
    """For the organiser's overview: sessions and people of the draft, once there are any. Two statements."""
    counts = counts_of(event.id)
    return render_template("programme/_figures.html", counts=counts) if counts.sessions or counts.people else None


def readiness(event: Event) -> list[Readiness]:
    """What the agenda lacks before the event can begin. Six statements at most."""
    may_publish = Permission.PUBLISH_AGENDA in permissions_of_reader(event)
    counts, state = counts_of(event.id), agenda_state(event.id)
    placed = [
        Readiness(
            is_done=bool(counts.sessions) and not counts.unplaced,
            title=_placed(counts.sessions, counts.unplaced),
            words="" if counts.sessions else _("Bring in a schedule file, or add sessions by hand."),
            action_label=_("Open the agenda"),
            action_url=url_for("draft.agenda", slug=event.slug),
        ),
    ]
    if not counts.sessions and not state.is_published:
        return placed  # there is nothing to publish yet
    return [
        *placed,
        Readiness(
            is_done=state.is_published and not state.has_changes,
            title=_published_in_words(state),
            words=_("Readers see version %(number)s, with its days, zone and rooms.", number=state.number)
            if state.is_published and state.has_changes
            else "",
            action_label=_("Look at what would change"),
            action_url=url_for("draft.publish", slug=event.slug) if may_publish else None,
        ),
        *_hours(event),
        *_answered(event),
    ]


def _hours(event: Event) -> list[Readiness]:
    """The hours that an event does not say, where its agenda knows them: readers and calendars see a day without.
    One statement."""
    span = None if event.has_hours or has_ended(event) else span_of_draft(event.id)
    if span is None or (span[0].date(), span[1].date()) != (event.starts_on, event.ends_on):
        return []
    begins, ends = map(clock_time, span)
    may_edit = Permission.EDIT_EVENT in permissions_of_reader(event)
    settings = url_for("organise.settings", slug=event.slug, from_time=begins, until_time=ends, _anchor="from_time")
    return [
        Readiness(
            is_done=False,
            title=_("The event says no hours"),
            words=_("The agenda runs from %(begins)s to %(ends)s.", begins=begins, ends=ends),
            action_label=_("Take these hours"),
            action_url=settings if may_edit else None,
        )
    ]


def _answered(event: Event) -> list[Readiness]:
    """Whether everybody on stage was asked and has confirmed; nothing once it is over. One statement."""
    if has_ended(event):
        return []
    answers = answers_of(event.id)
    if not answers.people:
        return []
    may_edit = Permission.EDIT_AGENDA in permissions_of_reader(event)
    if not answers.asked:
        return [
            Readiness(
                is_done=False,
                title=ngettext(
                    "%(num)s person on stage has not been asked yet",
                    "%(num)s people on stage have not been asked yet",
                    answers.people,
                ),
                words=_("By a link of their own they confirm, and say how they are shown."),
                action_label=_("See who"),
                action_url=url_for("draft.people", slug=event.slug) if may_edit else None,
            )
        ]
    waiting = len(answers.waiting)
    return [
        Readiness(
            is_done=not waiting,
            title=ngettext(
                "%(num)s person on stage has not confirmed", "%(num)s people on stage have not confirmed", waiting
            )
            if waiting
            else _("Everybody on stage has confirmed"),
            words=_waiting_in_words(answers),
            action_label=_("See who"),
            action_url=url_for("draft.people", slug=event.slug) if may_edit else None,
        )
    ]


def _waiting_in_words(answers: Answers) -> str:
    named = answers.waiting[:MOST_WAITING]
    more = len(answers.waiting) - len(named)
    names = [*named, _("and %(number)s more", number=more)] if more else named
    cannot = ngettext("%(num)s of them cannot.", "%(num)s of them cannot.", answers.declined)
    return " ".join(filter(None, [" · ".join(names), cannot if answers.declined else ""]))


def _published_in_words(state: AgendaState) -> str:
    if not state.is_published:
        return str(_("The agenda is not published"))
    if state.has_changes:
        return str(_("The agenda has changes that nobody sees yet"))
    return str(_("The agenda is published, version %(number)s", number=state.number))


def life_part(event: Event) -> LifePart:
    """For the organiser's navigation: the agenda, and how far the draft is from what is published. Three statements."""
    state = agenda_state(event.id)
    changed = changed_since(event.id, state.published_at)
    return LifePart(
        label=_("Agenda"),
        url=url_for("draft.agenda", slug=event.slug),
        is_done=state.is_published and not state.has_changes,
        note=_note(is_published=state.is_published, has_changes=state.has_changes, changed=changed),
    )


def day_part(event: Event) -> LifePart | None:
    """For the organiser's navigation, while the event takes place: the run sheet of today. No statement."""
    if not is_under_way(event):
        return None
    return LifePart(label=_("On the day"), url=url_for("draft.run_sheet", slug=event.slug), note=_("run sheet"))


def _note(*, is_published: bool, has_changes: bool, changed: int) -> str:
    if not is_published:
        if not changed:
            return str(_("no session yet"))
        return str(ngettext("%(num)s session in the draft", "%(num)s sessions in the draft", changed))
    if not has_changes:
        return str(_("published"))
    return str(ngettext("%(num)s change in the draft", "%(num)s changes in the draft", max(changed, 1)))


def _placed(sessions: int, unplaced: int) -> str:
    if not sessions:
        return str(_("The agenda has no session"))
    if unplaced:
        return str(ngettext("%(num)s session has no time", "%(num)s sessions have no time", unplaced))
    return str(ngettext("%(num)s session has its time", "%(num)s sessions have their time", sessions))


def _sessions_by_day(shown: Published) -> dict[date, list[SessionFacts]]:
    days: dict[date, list[SessionFacts]] = {}
    for session in shown.structure.sessions:
        if session.day is not None and not session.is_withdrawn:
            days.setdefault(session.day, []).append(session)
    return days


def _glances(sessions: list[SessionFacts], slug: str) -> list[Glance]:
    """One line for each time; what runs beside its first session is counted."""
    slots: dict[str, list[SessionFacts]] = {}
    for session in sessions:
        if session.starts_local is not None:
            slots.setdefault(f"{session.starts_local}{session.fold}", []).append(session)
    return [_glance(found, slug) for found in slots.values()]


def _glance(sessions: list[SessionFacts], slug: str) -> Glance:
    first = min(sessions, key=lambda one: one.format is Format.BREAK)
    is_break = first.format is Format.BREAK
    others = len(sessions) - 1
    beside = ngettext("and %(num)s session in parallel", "and %(num)s sessions in parallel", others) if others else ""
    words = [] if is_break else [format_word(first.format), beside]
    return Glance(
        time=clock_time(first.starts_local) if first.starts_local else "",
        title=first.title,
        url=None if is_break else session_addresses(slug)(first.code),
        lang=language_of(first.title, first.language),
        words=" ".join(filter(None, words)),
        is_break=is_break,
    )


def _in_short(on: date, sessions: list[SessionFacts], slug: str) -> DayInShort:
    taking_place = [one for one in sessions if one.format is not Format.BREAK]
    order = {kind: place for place, kind in enumerate(HIGHLIGHTS)}
    telling = sorted(taking_place, key=lambda one: order.get(one.format, len(order)))[:MOST_HIGHLIGHTS]
    return DayInShort(
        name=day_name(on),
        url=url_for("programme.agenda", slug=slug, _anchor=f"d{on}"),
        count=len(taking_place),
        highlights=[_glance([one], slug) for one in sorted(telling, key=lambda one: one.starts_local or on)],
    )


def in_this_room(room: Room) -> str:
    """For the page of a room: how many sessions stand in it; none: the way to remove it. Two statements."""
    return render_template(
        "programme/_in_this_room.html", room=room, count=sessions_in_room(room.id), slug=slug_of(room.event_id)
    )


def less_care(event: Event) -> str | None:
    """For the page on care: sessions whose own words take less of it than the event. One statement."""
    defaults = defaults_of(event.sensitivity)
    own = sessions_with_rules_of_their_own(event.id)
    found = [(one, words) for one in own if (words := _less_care_words(one, defaults))]
    if not found:
        return None
    may_edit = Permission.EDIT_AGENDA in permissions_of_reader(event)
    sessions = [
        LessCare(
            one.title,
            language_of(one.title, one.language),
            " ".join(words),
            url_for("draft.session", slug=event.slug, code=one.code, _anchor="said") if may_edit else None,
        )
        for one, words in found[:MOST_WITH_LESS_CARE]
    ]
    return render_template("programme/_less_care.html", sessions=sessions, total=len(found))


def _less_care_words(own: OwnRules, defaults: Defaults) -> list[str]:
    told = attribution_words(own.attribution) if own.attribution and tells_more(own.attribution, defaults) else ""
    recorded = str(_("It is recorded.")) if is_recorded_all_the_same(own.do_not_record, defaults) else ""
    return [words for words in (told, recorded) if words]


def find(sought: Sought) -> list[FoundGroup]:
    """For the organiser's search: sessions by title or code, and people on stage. Four statements."""
    event = sought.event
    allowed = permissions_of_reader(event)
    may_edit = Permission.EDIT_AGENDA in allowed
    sessions = page_of(sessions_named(event.id, sought.text), 1, sought.most)
    groups = [
        FoundGroup(
            _("Sessions"),
            [
                Found(
                    one.title,
                    url_for("draft.session", slug=event.slug, code=one.code)
                    if may_edit
                    else url_for("draft.agenda", slug=event.slug),
                    _where_in_the_draft(one),
                    language_of(one.title, one.language),
                )
                for one in sessions.rows
            ],
            sessions.total,
        )
    ]
    if may_edit:
        people = page_of(people_named(event.id, sought.text), 1, sought.most)
        found = [
            Found(one.display_name, url_for("draft.person", slug=event.slug, person_id=one.id), one.affiliation)
            for one in people.rows
        ]
        groups.append(FoundGroup(_("On stage"), found, people.total))
    return groups


def _where_in_the_draft(session: Session) -> str:
    if session.withdrawn_at is not None:
        return str(_("withdrawn"))
    if session.starts_local is None or session.day is None:
        return str(_("no time yet"))
    return f"{day_name(session.day)} {clock_time(session.starts_local)}"


def log_names(event: Event, asked: Mapping[str, set[UUID]]) -> dict[UUID, Named]:
    """How sessions, tracks, people on stage and versions are called. At most five statements."""
    sessions, others, versions = log_rows_of(event.id, asked)
    may_edit = Permission.EDIT_AGENDA in permissions_of_reader(event)
    return {
        **{
            session_id: Named(title, url_for("draft.session", slug=event.slug, code=code) if may_edit else None)
            for session_id, title, code in sessions
        },
        **{each: Named(name) for each, name in others},
        **_names_on_stage(event, {*asked.get("stage_id", ()), *asked.get("held_for_stage_id", ())}),
        **{
            version_id: Named(
                _("version %(number)s", number=number), url_for("draft.version", slug=event.slug, number=number)
            )
            for version_id, number in versions.items()
        },
    }


def _names_on_stage(event: Event, invitation_ids: set[UUID]) -> dict[UUID, Named]:
    may_see = Permission.EDIT_AGENDA in permissions_of_reader(event)
    return {
        invitation_id: Named(name, url_for("draft.person", slug=event.slug, person_id=person_id) if may_see else None)
        for invitation_id, person_id, name in names_behind(invitation_ids)
    }
