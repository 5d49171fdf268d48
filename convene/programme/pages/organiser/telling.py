"""Whom a publish would tell, and how the mail to one of them reads."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import BooleanField

from convene.events.event_page import event_page, permissions_of_reader
from convene.events.models import Event
from convene.outbox.rendering import Mail
from convene.permissions.catalogue import Permission
from convene.programme.catalogue import Group
from convene.programme.emails import mail_of_changes
from convene.programme.forms.publishing import PublishAgenda
from convene.programme.news import AllNews, find_news
from convene.programme.pages.organiser.frame import draft, show
from convene.programme.queries.draft import draft_of
from convene.programme.queries.telling import (
    Addressee,
    OnStageHere,
    can_be_told,
    on_stage_here,
    told_with,
    unsent_by_address,
    whom_it_concerns,
)
from convene.programme.queries.versions import published, structure_of
from convene.programme.rules.changes import to_publish
from convene.programme.structure import Structure
from convene.spelling import by_name
from convene.web.paging import page_asked_for, part_of

NAMES_SHOWN = 6


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group on the page that asks: its box, how many they are and who, and the names of those without address."""

    box: BooleanField
    said: str
    without: Sequence[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """Who can be told, group by group, how many would be with the boxes that are ticked, and the mail to one."""

    groups: Sequence[GroupLine]
    total: int
    preview: Mail | None
    preview_for: str
    is_many: bool


@dataclass(frozen=True, slots=True)
class Concerned:
    """Everybody for whom there is news: those with an address, by it, and those on stage without."""

    news: AllNews
    addressees: dict[str, Addressee]
    without: list[OnStageHere]


def concerned_by(event: Event, before: Structure | None, after: Structure) -> Concerned | None:
    """Whom a publish would concern. None: there is nobody, or nobody is to be told of this event now.

    A constant number of statements.
    """
    if not can_be_told(event):
        return None
    news = find_news(before, after)
    addressees = whom_it_concerns(event.id, news, frozenset(Group))
    without = [one for one in on_stage_here(event.id, news.on_stage) if not one.email] if news.on_stage else []
    return Concerned(news, addressees, without) if addressees or without else None


def asked_about(event: Event, concerned: Concerned | None, after: Structure, form: PublishAgenda) -> Asked | None:
    """What the page says of them. `form`: its boxes decide who would be told now."""
    if concerned is None:
        form.ask_of(())
        return None
    may_see_names = Permission.SEE_REGISTRATIONS in permissions_of_reader(event)
    found = {
        group: (
            [one for one in concerned.addressees.values() if group in one.groups],
            [one.name for one in concerned.without] if group is Group.ON_STAGE else [],
        )
        for group in Group
    }
    form.ask_of({group for group, (theirs, without) in found.items() if theirs or without})
    lines = []
    for group, box in form.boxes.items():
        theirs, without = found[group]
        if not theirs and not without:
            continue
        is_named = group is Group.ON_STAGE or may_see_names
        names = [name for one in theirs for name in one.only({group}).names] if is_named else []
        lines.append(GroupLine(box, _how_many(len(theirs), sorted(names, key=by_name)), without))
    told = [one.only(form.groups) for one in concerned.addressees.values() if one.groups & form.groups]
    preview, preview_for = _preview(event, concerned.news, told, after, form)
    is_many = len(concerned.addressees) + len(concerned.without) > NAMES_SHOWN
    return Asked(lines, len(told), preview, preview_for if may_see_names else "", is_many)


def _how_many(number: int, names: Sequence[str]) -> str:
    """ "46 people: Ahmad Faizal · Aroha Ngata · and 44 more"; without `names` how many they are."""
    people = str(ngettext("%(num)s person", "%(num)s people", number))
    if not names:
        return people
    more = len(names) - NAMES_SHOWN
    shown = [*names[:NAMES_SHOWN], *([_("and %(number)s more", number=more)] if more > 0 else [])]
    return f"{people}: {' · '.join(shown)}"


def _preview(
    event: Event, news: AllNews, told: Sequence[Addressee], after: Structure, form: PublishAgenda
) -> tuple[Mail | None, str]:
    """The mail to the first of them, as it would go out: with what waits to be told to them already."""
    if not told:
        return None, ""
    first = told[0]
    unsent = unsent_by_address(event.id).get(first.email.casefold())
    words: tuple[str, ...] = ()
    if unsent is not None:
        before = structure_of(unsent.before_id) if unsent.before_id is not None else None
        news, words = find_news(before, after), told_with(unsent.told).words
    if not first.own_news(news) and not first.other_news(news):
        return None, ""
    return mail_of_changes(event, news, first, [*words, form.word.data or ""]), ", ".join(first.names)


@dataclass(frozen=True, slots=True)
class WhoLine:
    """Somebody on the list of all: why they are told, of how many sessions, and whether nothing can reach them."""

    name: str
    why: str
    sessions: int
    has_address: bool


@draft.get("/publish/who")
@event_page(Permission.PUBLISH_AGENDA)
def who_is_told(event: Event) -> ResponseReturnValue:
    """Everybody whom a publish of the draft as it is now would concern, by name."""
    structure, public = draft_of(event.id), published(event.id)
    before = public.structure if public else None
    concerned = concerned_by(event, before, to_publish(before, structure))
    may_see_names = Permission.SEE_REGISTRATIONS in permissions_of_reader(event)
    lines = _lines(concerned, {*Group} if may_see_names else {Group.ON_STAGE}) if concerned else []
    unnamed = 0
    if concerned and not may_see_names:
        unnamed = sum(bool(one.groups - {Group.ON_STAGE}) for one in concerned.addressees.values())
    return show(
        "programme/who_is_told.html",
        event,
        "agenda",
        listing=part_of(lines, page_asked_for()),
        unnamed=unnamed,
        back_url=url_for("draft.publish", slug=event.slug),
    )


def _lines(concerned: Concerned, groups: set[Group]) -> list[WhoLine]:
    words = {
        Group.ON_STAGE: _("On stage"),
        Group.SIGNED_UP: _("Signed up"),
        Group.EVERYBODY: _("Registered"),
    }
    shown = [one.only(groups) for one in concerned.addressees.values() if one.groups & groups]
    lines = [
        WhoLine(
            ", ".join(one.names),
            ", ".join(str(words[group]) for group in Group if group in one.groups),
            len(one.own_news(concerned.news)),
            has_address=True,
        )
        for one in shown
    ]
    stage = [
        WhoLine(one.name, str(words[Group.ON_STAGE]), len(concerned.news.on_stage[one.person_id]), has_address=False)
        for one in concerned.without
    ]
    return sorted([*lines, *stage], key=lambda one: (one.has_address, by_name(one.name)))
