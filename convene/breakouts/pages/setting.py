"""Rounds, groups, what is wished of them, who sits together or apart, and who leads no group."""

from collections.abc import Sequence
from uuid import UUID

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from convene.breakouts.catalogue import PairKind, RuleKind
from convene.breakouts.errors import ConfidentialRulesAreTheLeads, GroupHasPeople
from convene.breakouts.forms.setting_up import AddWish, GroupForm, PairPeople, RoundForm, WhatIsWished, said_of_group
from convene.breakouts.pages.frame import Split, groups, show_groups_form, show_groups_page, split_called
from convene.breakouts.queries.arrangements import pairs_of, people_not_leading
from convene.breakouts.queries.participants import (
    Known,
    is_of_a_form,
    participants_of,
    what_is_known,
    where_wishes_stand,
)
from convene.breakouts.services import setting_up, wishing
from convene.breakouts.showing import dye_of, key_of, known_labels, pair_words, round_label, round_time, rule_words
from convene.breakouts.structure import Participant, RoundFacts
from convene.errors import NotFound, Refused
from convene.events.event_page import event_page, permissions_of_reader
from convene.events.models import Event
from convene.events.queries import rooms_of
from convene.permissions.catalogue import Permission
from convene.programme.queries.people import names_of_people
from convene.web.forms import Form, OneButton
from convene.web.redirects import see_other


@groups.get("/<code>/set-up")
@event_page(Permission.ARRANGE_GROUPS)
def set_up(event: Event, code: str) -> ResponseReturnValue:
    """All rounds and groups of a session."""
    split = split_called(event, code)
    return _set_up_page(event, split, OneButton())


@groups.post("/<code>/rounds")
@event_page(Permission.ARRANGE_GROUPS)
def add_round(event: Event, code: str) -> ResponseReturnValue:
    """One more round, after the last."""
    split = split_called(event, code)
    form = OneButton()
    if form.is_answered():
        try:
            setting_up.add_round(event.id, split.arrangement.id, by=current_user.actor)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            flash(_("There is one more round."))
            return see_other(url_for(".set_up", slug=event.slug, code=code))
    return _set_up_page(event, split, form)


@groups.route("/<code>/rounds/<uuid:round_id>", methods=["GET", "POST"])
@event_page(Permission.ARRANGE_GROUPS)
def one_round(event: Event, code: str, round_id: UUID) -> ResponseReturnValue:
    """When a round is, and how it is called."""
    split = split_called(event, code)
    one = _round(split, round_id)
    form = RoundForm(name=one.name, after=one.after_minutes, minutes=one.minutes)
    if form.is_answered():
        try:
            setting_up.change_round(
                event.id,
                split.arrangement.id,
                round_id,
                form.name.data,
                after_minutes=form.after.data,
                minutes=form.minutes.data,
                by=current_user.actor,
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            flash(_("The round is saved."))
            return see_other(url_for(".set_up", slug=event.slug, code=code))
    return show_groups_form(
        form,
        "breakouts/round.html",
        event,
        "groups",
        split,
        round=one,
        label=round_label(one, len(split.arrangement.rounds)),
    )


@groups.route("/<code>/rounds/<uuid:round_id>/remove", methods=["GET", "POST"])
@event_page(Permission.ARRANGE_GROUPS)
def remove_round(event: Event, code: str, round_id: UUID) -> ResponseReturnValue:
    """Take a round out, with all who sit in it: asked first."""
    split = split_called(event, code)
    form = OneButton()
    if form.is_answered():
        try:
            setting_up.remove_round(event.id, split.arrangement.id, round_id, by=current_user.actor)
        except Refused as refused:
            form.add_refusal(refused)
            return _set_up_page(event, split, form)
        flash(_("The round is gone."))
        return see_other(url_for(".set_up", slug=event.slug, code=code))
    one = _round(split, round_id)
    return show_groups_page(
        "layouts/confirm.html",
        event,
        "groups",
        split,
        title=_("Remove %(round)s?", round=round_label(one, len(split.arrangement.rounds))),
        words=[
            _("Who sits where in it goes with it, and what its groups have reported. It cannot be undone."),
            *([_("Whoever was shown it sees at once that it is gone.")] if split.arrangement.is_published else []),
        ],
        button=_("Remove the round"),
        back_url=url_for(".set_up", slug=event.slug, code=code),
    )


@groups.route("/<code>/groups/new", methods=["GET", "POST"])
@event_page(Permission.ARRANGE_GROUPS)
def new_group(event: Event, code: str) -> ResponseReturnValue:
    split = split_called(event, code)
    form = _group_form(event, split, room=str(split.session.room_id or ""))
    if form.is_answered():
        try:
            setting_up.add_group(event.id, split.arrangement.id, form.text, by=current_user.actor)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            flash(_("The group is added."))
            return see_other(url_for(".set_up", slug=event.slug, code=code))
    return show_groups_form(form, "breakouts/group.html", event, "groups", split, group=None)


@groups.route("/<code>/groups/<uuid:group_id>", methods=["GET", "POST"])
@event_page(Permission.ARRANGE_GROUPS)
def one_group(event: Event, code: str, group_id: UUID) -> ResponseReturnValue:
    split = split_called(event, code)
    group = split.arrangement.group(group_id)
    if group is None:
        raise NotFound
    form = _group_form(event, split, **said_of_group(group))
    if form.is_answered():
        try:
            setting_up.change_group(event.id, split.arrangement.id, group_id, form.text, by=current_user.actor)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            flash(_("The group is saved."))
            return see_other(url_for(".set_up", slug=event.slug, code=code))
    return show_groups_form(form, "breakouts/group.html", event, "groups", split, group=group)


@groups.route("/<code>/groups/<uuid:group_id>/remove", methods=["GET", "POST"])
@event_page(Permission.ARRANGE_GROUPS)
def remove_group(event: Event, code: str, group_id: UUID) -> ResponseReturnValue:
    """A group in which nobody sits goes at once; where people sit in it, that is asked first."""
    split = split_called(event, code)
    form = OneButton()
    if form.is_answered():
        try:
            setting_up.remove_group(
                event.id,
                split.arrangement.id,
                group_id,
                with_seats="with-seats" in request.form,
                by=current_user.actor,
            )
        except GroupHasPeople:
            return see_other(url_for(".remove_group", slug=event.slug, code=code, group_id=group_id))
        except Refused as refused:
            form.add_refusal(refused)
        else:
            flash(_("The group is gone."))
            return see_other(url_for(".set_up", slug=event.slug, code=code))
        return _set_up_page(event, split, form)
    group = split.arrangement.group(group_id)
    if group is None:
        raise NotFound
    return show_groups_page(
        "layouts/confirm.html",
        event,
        "groups",
        split,
        title=_("Remove “%(group)s”?", group=group.name),
        words=[
            _("People sit in it, and have no group then. Propose groups again, and they get another one."),
            _("Whoever was shown it reads at once that they have none. What it has reported goes with it."),
        ],
        button=_("Remove the group"),
        hidden={"with-seats": 1},
        back_url=url_for(".set_up", slug=event.slug, code=code),
    )


@groups.post("/<code>/rapporteurs")
@event_page(Permission.ARRANGE_GROUPS)
def choose_rapporteurs(event: Event, code: str) -> ResponseReturnValue:
    """Somebody of each group reports for it, where nobody does yet."""
    split = split_called(event, code)
    form = OneButton()
    if form.is_answered():
        try:
            names = setting_up.choose_rapporteurs(event.id, split.arrangement.id, by=current_user.actor)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            flash(_("Chosen: %(names)s. Give them the link to their card.", names=", ".join(names)))
            return see_other(url_for(".set_up", slug=event.slug, code=code, _anchor="groups"))
    return _set_up_page(event, split, form)


@groups.route("/<code>/remove", methods=["GET", "POST"])
@event_page(Permission.ARRANGE_GROUPS)
def undo_split(event: Event, code: str) -> ResponseReturnValue:
    """The session splits no more: asked first."""
    split = split_called(event, code)
    if OneButton().is_answered():
        setting_up.undo_split(event.id, split.arrangement.id, by=current_user.actor)
        flash(_("The session splits into groups no more."))
        return see_other(url_for(".listing", slug=event.slug))
    return show_groups_page(
        "layouts/confirm.html",
        event,
        "groups",
        split,
        title=_("Remove all groups of “%(title)s”?", title=split.session.title),
        words=[
            _("Rounds, groups, who sits where, wishes and what groups have reported are gone. It cannot be undone."),
            _("The session itself stays in the agenda."),
        ],
        button=_("Remove the groups"),
        back_url=url_for(".set_up", slug=event.slug, code=code),
    )


@groups.route("/<code>/rules", methods=["GET", "POST"])
@event_page(Permission.ARRANGE_GROUPS)
def rules(event: Event, code: str) -> ResponseReturnValue:
    """What is wished of the groups, the weightiest first; who sits together or apart."""
    split = split_called(event, code)
    form = _wished_form(event, split)
    if form.is_answered():
        try:
            setting_up.say_how(
                event.id,
                split.arrangement.id,
                visits_each_once=form.visits_each_once.data,
                wishes_from=form.wishes_from.data,
                mode=form.who,
                by=current_user.actor,
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            flash(_("It is saved, and counts when groups are proposed."))
            return see_other(url_for(".rules", slug=event.slug, code=code))
    return _rules_page(event, split, form)


@groups.post("/<code>/rules/add")
@event_page(Permission.ARRANGE_GROUPS)
def add_rule(event: Event, code: str) -> ResponseReturnValue:
    split = split_called(event, code)
    form = _add_form(what_is_known(event.id))
    if form.is_answered():
        setting_up.add_rule(event.id, split.arrangement.id, form.rule, by=current_user.actor)
        flash(_("It is added as the last. Move it up if it matters more."))
        return see_other(url_for(".rules", slug=event.slug, code=code))
    return _rules_page(event, split, _wished_form(event, split, fresh=True), adding=form)


@groups.post("/<code>/rules/change")
@event_page(Permission.ARRANGE_GROUPS)
def change_rule(event: Event, code: str) -> ResponseReturnValue:
    """Move a wish up or down, or take it out. It is named whole: its place may be another by now."""
    split = split_called(event, code)
    rule = next((each for each in split.arrangement.rules if key_of(each) == request.form.get("rule")), None)
    if OneButton().is_answered() and rule is not None:
        if "remove" in request.form:
            setting_up.remove_rule(event.id, split.arrangement.id, rule, by=current_user.actor)
        else:
            setting_up.move_rule(event.id, split.arrangement.id, rule, up="up" in request.form, by=current_user.actor)
    return see_other(url_for(".rules", slug=event.slug, code=code, _anchor="wished"))


@groups.post("/<code>/wishes")
@event_page(Permission.ARRANGE_GROUPS)
def open_wishes(event: Event, code: str) -> ResponseReturnValue:
    """Let people say by their link which groups they would like, or no more."""
    split = split_called(event, code)
    if OneButton().is_answered():
        takes = "open" in request.form
        setting_up.take_wishes(event.id, split.arrangement.id, takes=takes, by=current_user.actor)
        flash(_("People say by their link which groups they would like.") if takes else _("Wishes are taken no more."))
    return see_other(url_for(".rules", slug=event.slug, code=code))


@groups.post("/<code>/ask-when-registering")
@event_page(Permission.MANAGE_REGISTRATIONS)
def ask_when_registering(event: Event, code: str) -> ResponseReturnValue:
    """Add a question to the registration form: which groups people would like."""
    split = split_called(event, code)
    form = OneButton()
    if form.is_answered():
        label = _("Which groups would you like at “%(title)s”?", title=split.session.title)
        try:
            wishing.ask_when_registering(
                event.id, split.arrangement.id, label, help_words=_("The dearest first."), by=current_user.actor
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            flash(_("The registration form asks for it now, as its last question."))
            return see_other(url_for(".rules", slug=event.slug, code=code, _anchor="asked"))
    return _rules_page(event, split, _wished_form(event, split, fresh=True), wrong=form)


@groups.post("/<code>/pairs")
@event_page(Permission.ARRANGE_GROUPS)
def add_pair(event: Event, code: str) -> ResponseReturnValue:
    """Who must sit together, or apart, or leads no group."""
    split = split_called(event, code)
    form = _pair_form(_participants(split))
    if form.is_answered():
        keeps = Permission.KEEP_CONFIDENTIAL_RULES in permissions_of_reader(event)
        try:
            if form.is_confidential.data and not keeps:
                raise ConfidentialRulesAreTheLeads
            setting_up.pair_people(
                event.id,
                split.arrangement.id,
                PairKind(form.sit.data),
                form.person_ids,
                is_confidential=form.is_confidential.data,
                by=current_user.actor,
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            flash(_("It is kept, whatever is proposed."))
            return see_other(url_for(".rules", slug=event.slug, code=code, _anchor="pairs"))
    return _rules_page(event, split, _wished_form(event, split, fresh=True), pairing=form)


@groups.post("/<code>/pairs/<uuid:rule_id>/remove")
@event_page(Permission.ARRANGE_GROUPS)
def remove_pair(event: Event, code: str, rule_id: UUID) -> ResponseReturnValue:
    split = split_called(event, code)
    if OneButton().is_answered():
        sees = Permission.KEEP_CONFIDENTIAL_RULES in permissions_of_reader(event)
        setting_up.part_pair(event.id, split.arrangement.id, rule_id, sees_confidential=sees, by=current_user.actor)
        flash(_("They sit as they come."))
    return see_other(url_for(".rules", slug=event.slug, code=code, _anchor="pairs"))


def _set_up_page(event: Event, split: Split, form: OneButton) -> ResponseReturnValue:
    arrangement = split.arrangement
    ids = {one.facilitator_id for one in arrangement.groups} | {one.rapporteur_id for one in arrangement.groups}
    return show_groups_form(
        form,
        "breakouts/set_up.html",
        event,
        "groups",
        split,
        names=names_of_people([each for each in ids if each is not None]),
        late=[
            round_label(one, len(arrangement.rounds))
            for one in arrangement.rounds
            if one.after_minutes + one.minutes > split.session.minutes
        ],
        may_choose_rapporteurs=any(one.rapporteur_id is None for one in arrangement.groups),
        rounds=[(one, round_label(one, len(arrangement.rounds)), round_time(one)) for one in arrangement.rounds],
        dye_of=dye_of,
    )


def _round(split: Split, round_id: UUID) -> RoundFacts:
    found = split.arrangement.round(round_id)
    if found is None:
        raise NotFound
    return found


def _group_form(event: Event, split: Split, **said: object) -> GroupForm:
    form = GroupForm(**said)
    barred = people_not_leading(split.arrangement.id)
    people = [one for one in _participants(split) if one.person_id not in barred]
    on_stage = [one.person_id for one in split.session.on_stage if one.person_id not in barred]
    names = names_of_people(on_stage)
    form.offer(
        [(room.id, room.name) for room in rooms_of(event.id)],
        [
            *((each, names[each]) for each in dict.fromkeys(on_stage) if each in names),
            *(
                (one.person_id, ", ".join(filter(None, [one.name, one.organisation])))
                for one in people
                if one.person_id not in names
            ),
        ],
    )
    return form


def _wished_form(event: Event, split: Split, *, fresh: bool = False) -> WhatIsWished:
    arrangement = split.arrangement
    said = {
        "visits_each_once": arrangement.visits_each_once,
        "wishes_from": arrangement.wishes_from,
        "mode": arrangement.mode.value if arrangement.mode else "",
    }
    form = WhatIsWished(formdata=None, **said) if fresh else WhatIsWished(**said)
    form.offer([(each.key, each.label) for each in where_wishes_stand(event.id)])
    return form


def _add_form(known: Sequence[Known], *, fresh: bool = False) -> AddWish:
    form = AddWish(formdata=None) if fresh else AddWish()
    form.offer(
        [
            (RuleKind.SPREAD.value, _("Spread people who have something in common")),
            (RuleKind.NEVER_ALONE.value, _("Never exactly one of a small minority in a group")),
            (RuleKind.LANGUAGE.value, _("Everybody shares a working language with some of the group")),
            (RuleKind.NEW_PEOPLE.value, _("New people in every round")),
            (RuleKind.WISHES.value, _("People come into the groups that they wish for")),
        ],
        list(known_labels(known).items()),
    )
    return form


def _pair_form(participants: Sequence[Participant], *, fresh: bool = False) -> PairPeople:
    form = PairPeople(formdata=None) if fresh else PairPeople()
    form.offer(participants)
    return form


def _participants(split: Split) -> list[Participant]:
    return participants_of(split.arrangement.event_id, split.session.id, split.arrangement.mode)


def _asked_by_form(event: Event, split: Split) -> str | None:
    """The question by which the registration form asks for wishes."""
    stands = {each.key: each.label for each in where_wishes_stand(event.id)}
    key = split.arrangement.wishes_from
    return stands.get(key) if is_of_a_form(key) else None


def _rules_page(
    event: Event,
    split: Split,
    form: WhatIsWished,
    *,
    adding: AddWish | None = None,
    pairing: PairPeople | None = None,
    wrong: Form | None = None,
) -> ResponseReturnValue:
    known, participants = what_is_known(event.id), _participants(split)
    labels, here = known_labels(known), {one.person_id for one in participants}
    keeps = Permission.KEEP_CONFIDENTIAL_RULES in permissions_of_reader(event)
    pairs = [each for each in pairs_of(split.arrangement.id) if keeps or not each.is_confidential]
    names = names_of_people({one for each in pairs for one in each.person_ids})
    return show_groups_form(
        form,
        "breakouts/rules.html",
        event,
        "rules",
        split,
        wished=[(key_of(each), rule_words(each, labels)) for each in split.arrangement.rules],
        pair_words=pair_words(),
        adding=adding or _add_form(known, fresh=True),
        pairing=pairing or _pair_form(participants, fresh=True),
        wrong=next((each for each in (adding, pairing, wrong) if each is not None), form),
        asked_by_form=_asked_by_form(event, split) or "",
        may_ask=Permission.MANAGE_REGISTRATIONS in permissions_of_reader(event),
        pairs=[(each, [(names.get(one, _("Somebody")), one in here) for one in each.person_ids]) for each in pairs],
        keeps_confidential=keeps,
    )
