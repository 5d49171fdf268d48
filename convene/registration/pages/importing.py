"""Bringing people in: a list is read, looked at, corrected, and only then written down."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from convene.engines.people_files import Column, ColumnReading, PeopleReading
from convene.engines.schedule_files import UnreadableSchedule
from convene.errors import NotFound, Refused
from convene.events.event_page import event_page
from convene.events.models import Event
from convene.files.queries import bytes_of_upload
from convene.permissions.catalogue import Permission
from convene.questionnaires.showing import answer_in_words
from convene.registration.catalogue import RegistrationState, Stays
from convene.registration.errors import ImportIsTakenBack, ImportWasMailed, RowsOfPeopleUnread
from convene.registration.forms.importing import BringPeopleIn, ChooseList, ListChoices, question_column
from convene.registration.forms.words import state_word
from convene.registration.pages.frame import registrations, rows_in_words, show_people_form
from convene.registration.queries.admission import ticket_names
from convene.registration.queries.desk import desk_of
from convene.registration.queries.importing import ListRead, imports_of, known_at, people_in
from convene.registration.rules.answers_in_lists import Asking
from convene.registration.rules.importing import Difference, Outcome, Plan, mark_of_known, plans_for
from convene.registration.services import importing
from convene.registration.services.importing import FEATURE, Imported
from convene.registration.services.taking_back import TakenBack, take_back
from convene.sentences import Sentence
from convene.web.languages import country_name, language_word, say
from convene.web.limits import at_most
from convene.web.redirects import see_other

MOST_SHOWN = 100
MOST_PROBLEMS_SHOWN = 50


@registrations.route("/<slug>/people/import", methods=["GET", "POST"])
@event_page(Permission.MANAGE_REGISTRATIONS)
@at_most("60 per hour")
def import_list(event: Event) -> ResponseReturnValue:
    """The first step: a list is read, and what it would change is shown. Nobody is brought in."""
    form = ChooseList()
    if form.is_answered():
        body = form.body
        try:
            read = people_in(event.id, body)
            upload_id = importing.keep_list(event.id, body, by=current_user.actor)
            return _look_at(event, read, upload_id, ListChoices())
        except UnreadableSchedule as unreadable:
            form.add_error(Sentence(unreadable.text, unreadable.values), "file")
        except Refused as refused:
            form.add_refusal(refused)
    return show_people_form(form, "registration/import.html", event, "import_list", imports=imports_of(event.id))


@registrations.route("/<slug>/people/import/confirm", methods=["GET", "POST"])
@event_page(Permission.MANAGE_REGISTRATIONS)
@at_most("300 per hour")
def confirm_list(event: Event) -> ResponseReturnValue:
    """The second step: it is read again as corrected, or what was shown is done. Where somebody registered meanwhile,
    and where rows cannot be read, it is shown anew."""
    if request.method in {"GET", "HEAD"}:  # what a browser asks for where its answer of the first step is gone
        return see_other(url_for(".import_list", slug=event.slug))
    form = BringPeopleIn()
    if not form.is_answered() or form.upload_id is None:
        raise NotFound
    choices = form.choices
    body = bytes_of_upload(form.upload_id, owner_feature=FEATURE, owner_id=event.id)
    if body is None:
        raise NotFound
    try:
        read = people_in(
            event.id,
            body,
            sheet=choices.sheet,
            columns=choices.columns,
            corrections=choices.corrections,
            questions=choices.questions,
        )
    except UnreadableSchedule:  # a sheet that the workbook does not have: nothing that the page offers
        raise NotFound from None
    if form.wants_another_look:
        return _look_at(event, read, form.upload_id, choices)
    try:
        unread = {problem.row for problem in read.reading.problems}
        if unread and not form.leaves_out.data:
            raise RowsOfPeopleUnread(len(unread))
        done = importing.import_people(
            event.id,
            read.reading.people,
            read.asking,
            seen=form.seen.data,
            tells=form.tells.data,
            upload_id=form.upload_id,
            by=current_user.actor,
        )
    except Refused as refused:
        return _look_at(event, read, form.upload_id, choices, refused)
    flash(" ".join(_done(done)))
    return see_other(url_for(".import_list", slug=event.slug))


@registrations.post("/<slug>/people/imports/<uuid:import_id>/take-back")
@event_page(Permission.MANAGE_REGISTRATIONS)
def take_import_back(event: Event, import_id: UUID) -> ResponseReturnValue:
    try:
        done = take_back(event.id, import_id, by=current_user.actor)
    except (ImportIsTakenBack, ImportWasMailed) as refused:
        flash(say(refused.sentence), "warn")
    else:
        flash(" ".join(_taken_back(done)))
    return see_other(url_for(".import_list", slug=event.slug))


def _taken_back(done: TakenBack) -> list[str]:
    """What is as it was, and how many stay and why, in sentences."""
    stay: dict[Stays, Callable[[int], str]] = {
        Stays.CAME: lambda count: ngettext(
            "%(num)s person stays, who has been checked in.", "%(num)s people stay, who have been checked in.", count
        ),
        Stays.SIGNED_UP: lambda count: ngettext(
            "%(num)s person stays, who has chosen sessions.", "%(num)s people stay, who have chosen sessions.", count
        ),
        Stays.HAS_PAPERS: lambda count: ngettext(
            "%(num)s person stays, who has asked for a letter or has a certificate.",
            "%(num)s people stay, who have asked for a letter or have a certificate.",
            count,
        ),
        Stays.CHANGED: lambda count: ngettext(
            "%(num)s person stays, of whom something was changed since.",
            "%(num)s people stay, of whom something was changed since.",
            count,
        ),
        Stays.REGISTERED_AGAIN: lambda count: ngettext(
            "%(num)s registration stays as it is: the person has registered again meanwhile.",
            "%(num)s registrations stay as they are: these people have registered again meanwhile.",
            count,
        ),
    }
    said = ngettext(
        "Taken back: %(num)s registration is as it was before the list.",
        "Taken back: %(num)s registrations are as they were before the list.",
        done.undone,
    )
    return [said, *(words(done.stayed[why]) for why, words in stay.items() if why in done.stayed)]


def _done(done: Imported) -> list[str]:
    """What was done, and what was not, in sentences."""
    said = [
        _("%(new)s new, %(changed)s changed, %(same)s the same.", new=done.new, changed=done.changed, same=done.same)
    ]
    if done.mailed:
        said.append(ngettext("%(num)s person is mailed.", "%(num)s people are mailed.", done.mailed))
    elif done.new:
        said.append(_("Nobody was mailed."))
    if done.beyond:
        said.append(
            ngettext(
                "%(num)s place more is taken than there are.",
                "%(num)s places more are taken than there are.",
                done.beyond,
            )
        )
    return [str(each) for each in said]


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """A row that became nobody: why, and the cell with what was probably meant."""

    row: int
    name: str
    column: int | None
    heading: str
    cell: str
    words: Sentence
    offered: str


@dataclass(frozen=True, slots=True)
class ShownPlan:
    """Somebody of the list, and what would change: (what, was, is)."""

    name: str
    row: int
    registration_id: UUID | None
    facts: list[tuple[str, str | None, str | None]]


def _look_at(
    event: Event, read: ListRead, upload_id: UUID, choices: ListChoices, refused: Refused | None = None
) -> ResponseReturnValue:
    """What the list says, how it was understood, and what it would change."""
    reading = read.reading
    known = known_at(event.id)
    plans = plans_for(reading.people, known, read.asking)
    form = BringPeopleIn(formdata=None, upload=str(upload_id), seen=mark_of_known(known))
    if refused is not None:
        form.add_refusal(refused)
    form.sheet.choices = [(name, name) for name in sorted({read.sheet, *read.other_sheets} - {""})]
    form.sheet.data = read.sheet
    tickets = ticket_names(event.id)
    by_outcome = {outcome: [each for each in plans if each.outcome is outcome] for outcome in Outcome}
    shown = {
        outcome: [_shown(each, tickets, read.asking) for each in some[:MOST_SHOWN]]
        for outcome, some in by_outcome.items()
    }
    confirmed = sum(each.state is RegistrationState.CONFIRMED for each in by_outcome[Outcome.NEW])
    desk = desk_of(event)
    return show_people_form(
        form,
        "registration/import_preview.html",
        event,
        "import_list",
        status=422 if refused else 200,
        total=len(reading.people),
        counts={outcome.value: len(some) for outcome, some in by_outcome.items()},
        shown={outcome.value: some for outcome, some in shown.items()},
        most=MOST_SHOWN,
        confirmed=confirmed,
        beyond=max(0, desk.taken + confirmed - desk.capacity) if desk.capacity is not None else 0,
        places=desk.capacity,
        columns=[(one, " · ".join(one.first_values), _read_as(one, read.asking)) for one in reading.columns],
        column_words=column_words(),
        question_words=[(question_column(each.id), each.label) for each in read.asking.offered],
        problems=_problems(reading),
        rows_to_correct=len({one.row for one in reading.problems}),
        problems_more=max(0, len(reading.problems) - MOST_PROBLEMS_SHOWN),
        corrections=_corrections_not_asked(reading, choices),
        remarks=[(Sentence(one.text, one.values), rows_in_words(one.rows)) for one in reading.remarks[:MOST_SHOWN]],
        remarks_more=max(0, len(reading.remarks) - MOST_SHOWN),
    )


def _problems(reading: PeopleReading) -> list[ShownProblem]:
    headings = {one.index: one.heading for one in reading.columns}
    return [
        ShownProblem(
            row=one.row,
            name="",
            column=one.column,
            heading=headings.get(one.column, "") if one.column is not None else "",
            cell=one.cell,
            words=Sentence(one.text, one.values),
            offered=one.correction or one.cell,  # what is wrong stands there until somebody takes it away
        )
        for one in reading.problems[:MOST_PROBLEMS_SHOWN]
    ]


def _corrections_not_asked(reading: PeopleReading, choices: ListChoices) -> list[tuple[str, str]]:
    """What was corrected before and is right now: it stands in the form unseen, else it would be lost."""
    asked = {(one.row, one.column) for one in reading.problems[:MOST_PROBLEMS_SHOWN]}
    kept = {cell: text for cell, text in choices.corrections.items() if cell not in asked}
    return [(f"cell-{row}-{column}", text) for (row, column), text in kept.items()]


def _read_as(column: ColumnReading, asking: Asking) -> str:
    """What a column is read as, as the select of the page calls it."""
    question = asking.questions.get(column.heading) if column.meaning is Column.EXTRA else None
    return question_column(question.id) if question is not None else column.meaning.value


def _shown(plan: Plan, tickets: dict[UUID, str], asking: Asking) -> ShownPlan:
    person, answers = plan.person, plan.heard.answers
    if plan.outcome is Outcome.NEW:
        facts: list[tuple[str, str | None, str | None]] = [
            (str(word), None, value)
            for word, value in (
                (_("E-mail address"), person.email or _("none, so no mail can go to them")),
                (_("Organisation"), person.organisation),
                (_("Country"), country_name(person.country) if person.country else ""),
                (_("Ticket"), tickets.get(person.ticket_id, "") if person.ticket_id else ""),
                (_("State"), state_word(plan.state) if plan.state is not RegistrationState.CONFIRMED else ""),
                (_("Tags"), ", ".join(person.tags)),
                *((asking.question(one).label, _answered(one, value, asking)) for one, value in answers.items()),
                *plan.heard.beside.items(),
            )
            if value
        ]
        return ShownPlan(person.name, person.row, None, facts)
    return ShownPlan(
        person.name, person.row, plan.known_id, [_fact(each, tickets, asking) for each in plan.differences]
    )


def _answered(question_id: UUID, value: Any, asking: Asking) -> str:
    return answer_in_words(asking.question(question_id), value)


def _fact(one: Difference, tickets: dict[UUID, str], asking: Asking) -> tuple[str, str | None, str | None]:
    if one.question_id is not None:
        before, now = (_answered(one.question_id, each, asking) or None for each in (one.before, one.now))
        return asking.question(one.question_id).label, before, now
    if one.is_heading:
        return one.what, _in_words(one.before), _in_words(one.now)
    words = {
        "name": _("Name"),
        "email": _("E-mail address"),
        "organisation": _("Organisation"),
        "country": _("Country"),
        "ticket_id": _("Ticket"),
        "language": _("Language"),
        "state": _("State"),
        "tag": _("Tag"),
    }

    def said(value: object) -> str | None:
        if not value:
            return None
        if one.what == "country":
            return country_name(str(value))
        if one.what == "language":
            return language_word(str(value))
        if isinstance(value, UUID):
            return tickets.get(value)
        return state_word(value) if isinstance(value, RegistrationState) else _in_words(value)

    return str(words[one.what]), said(one.before), said(one.now)


def _in_words(value: object) -> str | None:
    return str(value) if value else None


def column_words() -> list[tuple[str, str]]:
    """What a column may hold, in words, for a select."""
    words = {
        Column.NAME: _("Full name"),
        Column.GIVEN_NAME: _("First name"),
        Column.FAMILY_NAME: _("Last name"),
        Column.EMAIL: _("E-mail address"),
        Column.ORGANISATION: _("Organisation"),
        Column.COUNTRY: _("Country"),
        Column.TICKET: _("Ticket"),
        Column.STATE: _("State"),
        Column.LANGUAGE: _("Language of mails"),
        Column.TAGS: _("Tags"),
        Column.EXTRA: _("Keep it beside the person"),
        Column.IGNORE: _("Leave it out"),
    }
    return [(column.value, str(word)) for column, word in words.items()]
