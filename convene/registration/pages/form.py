"""The builder: what is asked of those who register, beside the fixed questions."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, make_response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from wtforms import SelectChoice

from convene.database import db
from convene.errors import NotFound, Refused
from convene.events.event_page import event_page, when_of
from convene.events.models import Event
from convene.events.queries import MOST_OFFERED, events_of
from convene.permissions.catalogue import Permission
from convene.questionnaires.catalogue import PURPOSES, Kind
from convene.questionnaires.forms.answering import form_for
from convene.questionnaires.forms.building import EditQuestion, EditSection, TakeOver
from convene.questionnaires.queries import (
    counts_of_answers,
    is_answered,
    questions_counted,
    respondents_counted,
    said_of_conditions,
    said_of_question,
    said_of_section,
)
from convene.questionnaires.ready_made import READY_FORMS, READY_MADE
from convene.questionnaires.rules import earlier_than, kinds_it_may_become
from convene.questionnaires.services import adding, building, copying
from convene.questionnaires.showing import (
    answer_in_words,
    conditions_in_words,
    kind_in_words,
    privacy_in_words,
)
from convene.questionnaires.structure import Conditions, Question, Questionnaire, Section
from convene.registration.forms.registering import Register
from convene.registration.pages.frame import registrations, show_people, show_people_form
from convene.registration.queries.form import REGISTRATION_FORM, form_of, full_options
from convene.spelling import id_in
from convene.web.forms import Form, OneButton, status_of_form
from convene.web.languages import say
from convene.web.meanwhile import Theirs, tell_refusal
from convene.web.redirects import see_other

#: The kinds as they stand in addresses.
KINDS = {kind.name.lower().replace("_", "-"): kind for kind in Kind}
SLUGS = {kind: slug for slug, kind in KINDS.items()}


@dataclass(frozen=True, slots=True)
class Line:
    """A question as the list shows it: its number, what it is in words, and when it is asked ("" always)."""

    question: Question
    number: int
    facts: list[str]
    condition: str


@registrations.get("/<slug>/people/form")
@event_page(Permission.MANAGE_REGISTRATIONS)
def form(event: Event) -> ResponseReturnValue:
    return _listing(event, OneButton())


@registrations.post("/<slug>/people/form/begin/<ready_form>")
@event_page(Permission.MANAGE_REGISTRATIONS)
def begin_form(event: Event, ready_form: str) -> ResponseReturnValue:
    shown = OneButton()
    if shown.is_answered():
        try:
            adding.begin_ready_form(_begun(event), ready_form, words=say, by=current_user.actor)
        except Refused as refused:
            shown.add_refusal(refused)
        else:
            flash(_("The form is there. Change what does not fit, then try it as a participant."))
            return see_other(_url(event))
    return _listing(event, shown)


@registrations.route("/<slug>/people/form/take-over", methods=["GET", "POST"])
@event_page(Permission.MANAGE_REGISTRATIONS)
def take_over(event: Event) -> ResponseReturnValue:
    shown, offered = TakeOver(), _events_with_a_form(event)
    shown.event_id.choices = [
        SelectChoice(
            other.id.hex,
            _(
                "%(title)s, %(when)s: %(questions)s",
                title=other.title,
                when=when_of(other),
                questions=ngettext("%(num)s question", "%(num)s questions", count),
            ),
        )
        for other, count in offered
    ]
    if shown.is_answered():
        chosen = next((other for other, _count in offered if other.id.hex == shown.event_id.data), None)
        if chosen is None:
            raise NotFound
        try:
            copying.copy_questionnaire(REGISTRATION_FORM, chosen.id, event.id, event.id, by=current_user.actor)
        except Refused as refused:
            shown.add_refusal(refused)
        else:
            flash(_("The questions of the other event are here. What was answered there stays there."))
            return see_other(_url(event))
    return _show("registration/form_take_over.html", event, shown)


@registrations.get("/<slug>/people/form/add")
@event_page(Permission.MANAGE_REGISTRATIONS)
def choose_kind(event: Event) -> ResponseReturnValue:
    return _choosing(event, OneButton())


@registrations.post("/<slug>/people/form/add/ready-made/<ready_made>")
@event_page(Permission.MANAGE_REGISTRATIONS)
def add_ready_made(event: Event, ready_made: str) -> ResponseReturnValue:
    shown = OneButton()
    if shown.is_answered():
        try:
            added = adding.add_ready_made(
                _begun(event),
                ready_made,
                section_title=_("A few questions"),
                words=say,
                by=current_user.actor,
            )
        except Refused as refused:
            shown.add_refusal(refused)
        else:
            return see_other(_url(event, added[0], saved=1))
    return _choosing(event, shown)


@registrations.route("/<slug>/people/form/add/<question_kind>", methods=["GET", "POST"])
@event_page(Permission.MANAGE_REGISTRATIONS)
def add_question(event: Event, question_kind: str) -> ResponseReturnValue:
    kind = _kind(question_kind)
    asks = form_of(event.id)
    sections = asks.sections if asks is not None else ()
    section = sections[-1] if sections else None
    shown = EditQuestion(kind, None, sections, section)
    chosen = id_in(shown.data.get("section_id")) or (section.id if section else None)
    shown.offer(asks.answerable if asks is not None else [], Conditions())
    if shown.is_answered():
        try:
            question_id = building.add_question(
                _begun(event),
                shown.facts,
                section_id=chosen,
                section_title=_("A few questions"),
                drawn_id=id_in(shown.drawn.data),
                by=current_user.actor,
            )
        except Refused as refused:
            shown.add_refusal(refused)
        else:
            return see_other(_url(event, question_id, saved=1))
    return _show_question(event, shown, None, asks, [])


@registrations.route("/<slug>/people/form/questions/<uuid:question_id>", methods=["GET", "POST"])
@event_page(Permission.MANAGE_REGISTRATIONS)
def question(event: Event, question_id: UUID) -> ResponseReturnValue:
    asks, asked = _asked(event, question_id)
    section = asks.section_of(question_id)
    kind = _kind(request.args["kind"]) if "kind" in request.args else asked.kind
    shown = EditQuestion(kind, asked, asks.sections, section)
    shown.offer(earlier_than(asks, question_id), asked.conditions)
    theirs: list[Theirs] = []
    if shown.is_answered():
        try:
            building.change_question(asks.id, question_id, shown.facts, seen=shown.seen.data, by=current_user.actor)
        except Refused as refused:
            theirs = _tell_change(shown, refused, event, question_id)
        else:
            return see_other(_url(event, question_id, saved=1))
    return _show_question(event, shown, asked, asks, theirs)


@registrations.get("/<slug>/people/form/questions/<uuid:question_id>/kind")
@event_page(Permission.MANAGE_REGISTRATIONS)
def change_kind(event: Event, question_id: UUID) -> ResponseReturnValue:
    _asks, asked = _asked(event, question_id)
    was_answered = is_answered(question_id)
    kinds = kinds_it_may_become(asked.kind, is_answered=was_answered)
    return _show(
        "registration/form_kind.html",
        event,
        None,
        question=asked,
        was_answered=was_answered,
        kinds=[(SLUGS[kind], words, example) for kind, words, example in _kinds() if kind in kinds],
        kind_in_words=kind_in_words,
    )


@registrations.post("/<slug>/people/form/questions/<uuid:question_id>/move")
@event_page(Permission.MANAGE_REGISTRATIONS)
def move_question(event: Event, question_id: UUID) -> ResponseReturnValue:
    shown, (asks, _question) = OneButton(), _asked(event, question_id)
    up = request.form.get("way") == "up"
    if shown.is_answered():
        try:
            place = building.move_question(asks.id, question_id, up=up, by=current_user.actor)
        except Refused as refused:
            shown.add_refusal(refused)
        else:
            _say_where(place, len(asks.questions))
            return see_other(_url(event, question_id, moved="up" if up else "down"))
    return _listing(event, shown)


@registrations.post("/<slug>/people/form/place")
@event_page(Permission.MANAGE_REGISTRATIONS)
def place_question(event: Event) -> ResponseReturnValue:
    """What was dragged to another place."""
    question_id, section_id = (id_in(request.form.get(name)) for name in ("question_id", "section_id"))
    if question_id is None or section_id is None:
        raise NotFound
    shown, (asks, _question) = OneButton(), _asked(event, question_id)
    if shown.is_answered():
        try:
            place = building.place_question(
                asks.id,
                question_id,
                section_id=section_id,
                before_id=id_in(request.form.get("before_id")),
                by=current_user.actor,
            )
        except Refused as refused:
            shown.add_refusal(refused)
        else:
            _say_where(place, len(asks.questions))
            return see_other(_url(event, question_id))
    return _listing(event, shown)


@registrations.post("/<slug>/people/form/questions/<uuid:question_id>/copy")
@event_page(Permission.MANAGE_REGISTRATIONS)
def copy_question(event: Event, question_id: UUID) -> ResponseReturnValue:
    shown, (asks, asked) = OneButton(), _asked(event, question_id)
    if shown.is_answered():
        try:
            label = _("%(question)s (copy)", question=asked.label)
            made = building.duplicate_question(asks.id, question_id, label=label, by=current_user.actor)
        except Refused as refused:
            shown.add_refusal(refused)
        else:
            return see_other(url_for(".question", slug=event.slug, question_id=made))
    return _listing(event, shown)


@registrations.route("/<slug>/people/form/questions/<uuid:question_id>/remove", methods=["GET", "POST"])
@event_page(Permission.MANAGE_REGISTRATIONS)
def remove_question(event: Event, question_id: UUID) -> ResponseReturnValue:
    shown, (asks, asked) = OneButton(), _asked(event, question_id)
    if shown.is_answered():
        try:
            is_kept = building.remove_question(asks.id, question_id, by=current_user.actor)
        except Refused as refused:
            shown.add_refusal(refused)
            return _listing(event, shown)
        flash(
            _("“%(question)s” is asked no more. Its answers are kept.", question=asked.label)
            if is_kept
            else _("“%(question)s” is removed.", question=asked.label)
        )
        return see_other(_url(event))
    count = counts_of_answers(asks.id).get(question_id, 0)
    return show_people(
        "layouts/confirm.html",
        event,
        "form",
        title=_("Remove “%(question)s”?", question=asked.label),
        words=[
            ngettext(
                "%(num)s answer to it is kept, and stands in lists and files as before. Nobody is asked any more, and "
                "you can ask it again later.",
                "%(num)s answers to it are kept, and stand in lists and files as before. Nobody is asked any more, and "
                "you can ask it again later.",
                count,
            )
            if count
            else _("Nobody has answered it.")
        ],
        button=_("Remove the question"),
        back_url=_url(event, question_id),
    )


@registrations.post("/<slug>/people/form/questions/<uuid:question_id>/again")
@event_page(Permission.MANAGE_REGISTRATIONS)
def ask_again(event: Event, question_id: UUID) -> ResponseReturnValue:
    shown, (asks, asked) = OneButton(), _asked(event, question_id)
    if shown.is_answered():
        try:
            building.ask_again(asks.id, question_id, by=current_user.actor)
        except Refused as refused:
            shown.add_refusal(refused)
        else:
            flash(_("“%(question)s” is asked again.", question=asked.label))
            return see_other(_url(event, question_id))
    return _listing(event, shown)


@registrations.route("/<slug>/people/form/sections/add", methods=["GET", "POST"])
@event_page(Permission.MANAGE_REGISTRATIONS)
def add_section(event: Event) -> ResponseReturnValue:
    asks = form_of(event.id)
    shown = EditSection(None)
    shown.offer(asks.answerable if asks is not None else [], Conditions())
    if shown.is_answered():
        try:
            building.add_section(
                _begun(event),
                shown.title.data,
                words=shown.words.data,
                conditions=shown.told,
                by=current_user.actor,
            )
        except Refused as refused:
            shown.add_refusal(refused)
        else:
            flash(_("The section is there. What you add now stands in it."))
            return see_other(_url(event))
    return _show_section(event, shown, None, [])


@registrations.route("/<slug>/people/form/sections/<uuid:section_id>", methods=["GET", "POST"])
@event_page(Permission.MANAGE_REGISTRATIONS)
def section(event: Event, section_id: UUID) -> ResponseReturnValue:
    asks, there = _section(event, section_id)
    shown = EditSection(there)
    shown.offer(earlier_than(asks, section_id), there.conditions)
    theirs: list[Theirs] = []
    if shown.is_answered():
        try:
            building.change_section(
                asks.id,
                section_id,
                title=shown.title.data,
                words=shown.words.data,
                conditions=shown.told,
                seen=shown.seen.data,
                by=current_user.actor,
            )
        except Refused as refused:
            now_there = _section(event, section_id)
            theirs = tell_refusal(
                shown,
                refused,
                lambda: said_of_section(now_there[1]),
                typed={"conditions": said_of_conditions(shown.told)},
                words={"conditions": conditions_in_words(now_there[1].conditions, now_there[0])},
            )
        else:
            return see_other(_url(event))
    return _show_section(event, shown, there, theirs)


@registrations.post("/<slug>/people/form/sections/<uuid:section_id>/move")
@event_page(Permission.MANAGE_REGISTRATIONS)
def move_section(event: Event, section_id: UUID) -> ResponseReturnValue:
    shown, (asks, _there) = OneButton(), _section(event, section_id)
    if shown.is_answered():
        try:
            up = request.form.get("way") == "up"
            place = building.move_section(asks.id, section_id, up=up, by=current_user.actor)
        except Refused as refused:
            shown.add_refusal(refused)
        else:
            _say_where(place, len(asks.sections))
            return see_other(_url(event))
    return _listing(event, shown)


@registrations.route("/<slug>/people/form/sections/<uuid:section_id>/remove", methods=["GET", "POST"])
@event_page(Permission.MANAGE_REGISTRATIONS)
def remove_section(event: Event, section_id: UUID) -> ResponseReturnValue:
    shown, (asks, there) = OneButton(), _section(event, section_id)
    if shown.is_answered():
        try:
            building.remove_section(asks.id, section_id, by=current_user.actor)
        except Refused as refused:
            shown.add_refusal(refused)
            return _listing(event, shown)
        flash(_("The heading “%(title)s” is removed.", title=there.title))
        return see_other(_url(event))
    return show_people(
        "layouts/confirm.html",
        event,
        "form",
        title=_("Remove the heading “%(title)s”?", title=there.title),
        words=[_("Its questions stay, in the section beside it, and are asked whether or not its condition holds.")],
        button=_("Remove the heading"),
        back_url=_url(event),
    )


@registrations.route("/<slug>/people/form/preview", methods=["GET", "POST"])
@event_page(Permission.MANAGE_REGISTRATIONS)
def preview_form(event: Event) -> ResponseReturnValue:
    """The form as a participant has it: it is really filled in, and nothing is kept."""
    asks = form_of(event.id)
    full = full_options(event.id) if asks is not None else frozenset()
    shown = form_for(Register, asks, full_option_ids=full)()
    would_be_kept = None
    if shown.is_answered():
        values = shown.values
        would_be_kept = [
            (question.label, answer_in_words(question, values.get(question.id)) or "–")
            for question in shown.questionnaire.answerable
            if question.id in shown.asked_ids
        ]
    page = show_people(
        "registration/form_preview.html",
        event,
        "form",
        form=shown,
        would_be_kept=would_be_kept,
    )
    return make_response(page, 200 if would_be_kept is not None else status_of_form())


def _listing(event: Event, shown: Form) -> ResponseReturnValue:
    """All that is asked, in order; above it what was refused, if anything was."""
    asks = form_of(event.id)
    saved = asks.question(id_in(request.args.get("at")) or UUID(int=0)) if asks is not None else None
    return _show(
        "registration/form.html",
        event,
        shown,
        asks=asks,
        lines=_lines(asks) if asks is not None else {},
        answered=respondents_counted(asks.id) if asks is not None else 0,
        ready_forms=READY_FORMS,
        saved=saved if request.args.get("saved") else None,
        moved=(saved.id if saved else None, request.args.get("moved", "")),
        conditions_in_words=conditions_in_words,
    )


def _choosing(event: Event, shown: Form) -> ResponseReturnValue:
    asks = form_of(event.id)
    purposes = {question.purpose for question in asks.questions} if asks is not None else set()
    return _show(
        "registration/form_add.html",
        event,
        shown,
        kinds=[(SLUGS[kind], words, example) for kind, words, example in _kinds()],
        ready_made=[
            (name, ready, any(one.purpose and one.purpose in purposes for one in ready.questions))
            for name, ready in READY_MADE.items()
        ],
    )


def _lines(asks: Questionnaire) -> dict[UUID, Line]:
    lines = {}
    for number, question in enumerate(asks.questions, start=1):
        facts = [kind_in_words(question.kind)]
        if question.is_required:
            facts.append(_("needed"))
        facts += privacy_in_words(question)
        if question.purpose is not None:
            facts.append(_("means: %(purpose)s", purpose=say(PURPOSES[question.purpose])))
        lines[question.id] = Line(question, number, facts, conditions_in_words(question.conditions, asks))
    return lines


def _kinds() -> list[tuple[Kind, str, str]]:
    """Every kind of question, in the order in which they are offered, with an example."""
    examples = [
        (Kind.CHOICE, _("How will you take part? In person, online")),
        (Kind.CHOICES, _("What do you need? Captions, step-free access, a quiet room")),
        (Kind.YES_NO, _("Is this your first time with us?")),
        (Kind.LINE, _("What is your role?")),
        (Kind.TEXT, _("What do you hope to take home?")),
        (Kind.NUMBER, _("How many colleagues come with you?")),
        (Kind.DATE, _("On which day do you arrive?")),
        (Kind.RANKING, _("Which topics first? Water, forests, cities, in your order")),
        (Kind.LANGUAGES, _("Which languages do you speak well?")),
        (Kind.COUNTRY, _("In which country do you work?")),
        (Kind.EMAIL, _("To whom does the invoice go?")),
        (Kind.PHONE, _("Under which number do we reach you on the day?")),
        (Kind.CONSENT, _("I agree to the code of conduct. With a version of its words")),
        (Kind.FILE, _("Your abstract, as a PDF")),
        (Kind.PICTURE, _("A picture for your badge")),
        (Kind.WORDS, _("What people should know before they answer on")),
    ]
    return [(kind, kind_in_words(kind), example) for kind, example in examples]


def _show(template: str, event: Event, shown: Form | None, **context: Any) -> ResponseReturnValue:
    return show_people_form(
        shown,
        template,
        event,
        "form",
        **context,
    )


def _show_question(
    event: Event, shown: EditQuestion, asked: Question | None, asks: Questionnaire | None, theirs: list[Theirs]
) -> ResponseReturnValue:
    count = counts_of_answers(asks.id).get(asked.id, 0) if asks is not None and asked is not None else 0
    return _show(
        "registration/form_question.html",
        event,
        shown,
        question=asked,
        kind=kind_in_words(shown.kind),
        answers=count,
        has_places=shown.kind in {Kind.CHOICE, Kind.CHOICES},
        theirs=theirs,
    )


def _show_section(event: Event, shown: EditSection, there: Section | None, theirs: list[Theirs]) -> ResponseReturnValue:
    return _show("registration/form_section.html", event, shown, section=there, theirs=theirs)


def _tell_change(shown: EditQuestion, refused: Refused, event: Event, question_id: UUID) -> list[Theirs]:
    asks, stands = _asked(event, question_id)
    typed = {"conditions": said_of_conditions(shown.told), "options": "\n".join(shown.labels)}
    return tell_refusal(
        shown,
        refused,
        lambda: said_of_question(stands),
        typed=typed,
        words={"conditions": conditions_in_words(stands.conditions, asks) or _("Always asked")},
    )


def _begun(event: Event) -> UUID:
    """The questionnaire of an event, begun with its first question."""
    return building.begin_questionnaire(REGISTRATION_FORM, event.id, event.id, by=current_user.actor)


def _asked(event: Event, question_id: UUID) -> tuple[Questionnaire, Question]:
    asks = form_of(event.id)
    found = asks.question(question_id) if asks is not None else None
    if asks is None or found is None:
        raise NotFound
    return asks, found


def _section(event: Event, section_id: UUID) -> tuple[Questionnaire, Section]:
    asks = form_of(event.id)
    found = asks.section(section_id) if asks is not None else None
    if asks is None or found is None:
        raise NotFound
    return asks, found


def _events_with_a_form(event: Event) -> list[tuple[Event, int]]:
    """Other events that the reader has a role at and that ask something, the latest first, with how much. Two
    statements beside those of the guard."""
    others = db.session.scalars(
        events_of(current_user.account_id).where(Event.id != event.id).limit(MOST_OFFERED)
    ).all()
    counts = questions_counted(REGISTRATION_FORM, [other.id for other in others])
    return [(other, counts[other.id]) for other in others if counts.get(other.id)]


def _kind(slug: str) -> Kind:
    if slug not in KINDS:
        raise NotFound
    return KINDS[slug]


def _say_where(place: int, all_: int) -> None:
    flash(_("Moved: now %(place)s of %(all)s.", place=place, all=all_))


def _url(event: Event, at: UUID | None = None, **more: Any) -> str:
    """The list, at a question; at its beginning, or at the button that was pressed, where `more` says what was done: an
    address that names a place would keep the focus from it."""
    if at is None:
        return url_for(".form", slug=event.slug)
    return url_for(".form", slug=event.slug, at=at.hex, **more, _anchor=None if more else f"q-{at.hex}")
