"""What the places of sessions must be like: of one session, between sessions, and the ways between rooms."""

from dataclasses import dataclass
from uuid import UUID

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from convene.errors import Refused
from convene.events.catalogue import ROOM_FEATURES, RoomFeature
from convene.events.event_page import event_page
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.programme.catalogue import Format, RuleKind
from convene.programme.conditions import Conditions, PlaceWishes, SessionRule
from convene.programme.forms.proposing import AddRule, SayWays, WishPlace
from convene.programme.pages.organiser.frame import draft, show_form
from convene.programme.pages.organiser.session import session_with
from convene.programme.queries.conditions import conditions_of, said_of_wishes, wishes_in
from convene.programme.queries.draft import draft_of
from convene.programme.services import wishing
from convene.programme.showing.times import day_and_month, in_a_list
from convene.programme.structure import SessionFacts, Structure
from convene.web.forms import OneButton
from convene.web.languages import clock_time, duration, join_words, say
from convene.web.meanwhile import Theirs, mark_of, tell_refusal
from convene.web.redirects import see_other


@dataclass(frozen=True, slots=True)
class ShownRule:
    """A rule between sessions in words, and where it is removed."""

    words: str
    titles: list[tuple[str, str]]
    remove_url: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A session whose place must be like something: its title, its page for that, and what."""

    title: str
    url: str
    words: list[str]


@draft.route("/sessions/<code>/place", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
def wish_place(event: Event, code: str) -> ResponseReturnValue:
    """What the place of one session must be like, and its rules with others."""
    row = session_with(event, code)
    structure, conditions = draft_of(event.id), conditions_of(event.id)
    said = said_of_wishes(wishes_in(row))
    form = WishPlace(data=said, seen=mark_of(said))
    days = structure.days()
    form.offer_days([(on, day_and_month(on)) for on in days])
    theirs: list[Theirs] = []
    if form.is_answered():
        try:
            wishing.wish_place(event.id, row.id, form.wishes, seen=form.seen.data, by=current_user.actor)
        except Refused as refused:
            theirs = tell_refusal(form, refused, lambda: said_of_wishes(wishes_in(row)))
        else:
            flash(_("Kept. It counts from the next proposal on, and warnings know it at once."))
            return see_other(url_for("draft.agenda", slug=event.slug, _anchor=f"s-{code}"))
    return show_form(
        form,
        "programme/wish_place.html",
        event,
        "agenda",
        session=structure.session(code),
        has_days=len(days) > 1,
        theirs=theirs,
        rules=[
            one for one in shown_rules(event, structure, conditions) if code in {each for _title, each in one.titles}
        ],
    )


@draft.route("/rules", methods=["GET", "POST"])
@event_page(Permission.EDIT_AGENDA)
def rules(event: Event) -> ResponseReturnValue:
    """All that must hold in the agenda beside what always does; a POST adds a rule between sessions."""
    structure, conditions = draft_of(event.id), conditions_of(event.id)
    form, ways = AddRule(), SayWays(formdata=None, walk=conditions.walk, walk_between=conditions.walk_between)
    form.offer_sessions([(one.id, in_a_list(one, structure)) for one in ruled_sessions(structure)])
    if request.method == "GET" and (asked := structure.session(request.args.get("session", ""))):
        form.first.data = str(asked.id)
    if form.is_answered():
        try:
            wishing.add_rule(
                event.id,
                RuleKind(form.kind.data),
                form.session_ids,
                gap=form.gap.data or 0,
                by=current_user.actor,
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            flash(_("The rule counts from now on."))
            return see_other(url_for("draft.rules", slug=event.slug))
    return _show_rules(event, structure, conditions, form, ways)


@draft.post("/rules/<uuid:rule_id>/remove")
@event_page(Permission.EDIT_AGENDA)
def remove_rule(event: Event, rule_id: UUID) -> ResponseReturnValue:
    if OneButton().is_answered():
        wishing.remove_rule(event.id, rule_id, by=current_user.actor)
        flash(_("The rule is removed."))
    return see_other(url_for("draft.rules", slug=event.slug))


@draft.post("/rules/ways")
@event_page(Permission.EDIT_AGENDA)
def say_ways(event: Event) -> ResponseReturnValue:
    form = SayWays()
    if form.is_answered():
        wishing.say_ways(
            event.id, walk=form.walk.data or 0, walk_between=form.walk_between.data or 0, by=current_user.actor
        )
        flash(_("Kept: who has less time than that between two rooms is named among the warnings."))
        return see_other(url_for("draft.rules", slug=event.slug))
    structure = draft_of(event.id)
    adding = AddRule(formdata=None)
    adding.offer_sessions([(one.id, in_a_list(one, structure)) for one in ruled_sessions(structure)])
    return _show_rules(event, structure, conditions_of(event.id), adding, form)


def _show_rules(
    event: Event, structure: Structure, conditions: Conditions, form: AddRule, ways: SayWays
) -> ResponseReturnValue:
    return show_form(
        form,
        "programme/rules.html",
        event,
        "propose",
        ways=ways,
        rules=shown_rules(event, structure, conditions),
        kept=kept_sessions(event, structure, conditions),
        has_rooms=len(structure.rooms) > 1,
        can_add=len(ruled_sessions(structure)) > 1,
    )


# --- in words -----------------------------------------------------------------------------------------------------


def ruled_sessions(structure: Structure) -> list[SessionFacts]:
    """Those of which a rule can speak."""
    return [one for one in structure.sessions if not one.is_withdrawn and one.format is not Format.BREAK]


def shown_rules(event: Event, structure: Structure, conditions: Conditions) -> list[ShownRule]:
    """The rules between sessions, in words."""
    sessions = {one.id: one for one in structure.sessions}
    return [
        ShownRule(
            rule_words(rule),
            [(sessions[each].title, sessions[each].code) for each in rule.session_ids if each in sessions],
            url_for("draft.remove_rule", slug=event.slug, rule_id=rule.id),
        )
        for rule in conditions.rules
    ]


def rule_words(rule: SessionRule) -> str:
    """What sessions have to do with each other, said of them all."""
    if rule.kind is RuleKind.IN_ORDER and rule.gap:
        return str(_("In this order, with %(length)s between them at least", length=duration(rule.gap)))
    words: dict[RuleKind, str] = {
        RuleKind.IN_ORDER: _("In this order"),
        RuleKind.BACK_TO_BACK: _("One right after the other, in one room"),
        RuleKind.NOT_PARALLEL: _("Never at the same time"),
        RuleKind.SAME_DAY: _("On the same day"),
        RuleKind.DIFFERENT_DAYS: _("On different days"),
        RuleKind.SAME_ROOM: _("In the same room"),
    }
    return words[rule.kind]


def kept_sessions(event: Event, structure: Structure, conditions: Conditions) -> list[Kept]:
    """The sessions whose place must be like something, in the order of the agenda."""
    return [
        Kept(one.title, url_for("draft.wish_place", slug=event.slug, code=one.code), words)
        for one in structure.sessions
        if not one.is_withdrawn and (words := wish_words(conditions.of(one.id)))
    ]


def wish_words(wishes: PlaceWishes) -> list[str]:
    """What a place must be like, in a few words each."""
    hours = ""
    if wishes.not_before and wishes.not_after:
        hours = _(
            "from %(from)s to %(to)s", **{"from": clock_time(wishes.not_before), "to": clock_time(wishes.not_after)}
        )
    elif wishes.not_before:
        hours = _("not before %(time)s", time=clock_time(wishes.not_before))
    elif wishes.not_after:
        hours = _("over by %(time)s", time=clock_time(wishes.not_after))
    needs = [say(ROOM_FEATURES[each]) for each in RoomFeature if each in wishes.needs]
    return [
        str(words)
        for words in (
            _("stays where it is") if wishes.is_pinned else "",
            _("on %(days)s", days=join_words([day_and_month(each) for each in wishes.days])) if wishes.days else "",
            hours,
            join_words(needs),
            _("%(count)s seats at least", count=wishes.seats) if wishes.seats else "",
        )
        if words
    ]
