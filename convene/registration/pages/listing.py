"""The organiser's list of those who come: what it shows is asked for in its address, and so can be kept and sent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode
from uuid import UUID

from flask import flash, make_response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from convene.errors import NotFound, Refused
from convene.events.event_page import event_page, permissions_of_reader
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.registration.catalogue import GroupAct
from convene.registration.errors import NobodyIsMeant, TagHasNoName, TooManyViews, UndoneAlready
from convene.registration.forms.listing import ActOnThose, FilterList, SaveView
from convene.registration.forms.words import state_words
from convene.registration.models import DoneToGroup
from convene.registration.pages.columns import (
    add_answers,
    answers_to_choose,
    as_seen,
    asked_as_seen,
    cells_of_list,
    choices_at,
    column_word,
    filters_asked_for,
    filters_in_words,
)
from convene.registration.pages.frame import registrations, show_people
from convene.registration.queries.attendance import count_at
from convene.registration.queries.desk import desk_of
from convene.registration.queries.listing import (
    Choices,
    act_of,
    counts_asked_for,
    everybody_asked_for,
    how_many,
    ids_asked_for,
    kept_beside,
    last_acts,
    names_asked_for,
    registrations_asked_for,
    tags_of,
    views_of,
)
from convene.registration.queries.registrations import has_registrations
from convene.registration.rules.listing import (
    NOT_SORTED,
    USUAL_COLUMNS,
    Asked,
    Filters,
    Shown,
    in_address,
    is_for_security,
    is_for_the_hotel,
)
from convene.registration.services import listing as use_cases
from convene.registration.services import managing
from convene.spelling import id_in
from convene.web.exports import csv_file, workbook_file
from convene.web.forms import OneButton
from convene.web.languages import say
from convene.web.paging import page_asked_for, page_of
from convene.web.redirects import see_other

MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class Head:
    """A heading of the list: its words, where the list is sorted by it, and how it is now (ascending, descending)."""

    column: str
    words: str
    sort_url: str | None
    sorted: str | None


@dataclass(frozen=True, slots=True)
class ShownView:
    """A list that is ready: its name, its address, whether it is shown now, and its id, if somebody saved it."""

    name: str
    url: str
    is_current: bool
    id: UUID | None = None


@registrations.get("/<slug>/people/")
@event_page(Permission.SEE_REGISTRATIONS)
def listing(event: Event) -> ResponseReturnValue:
    return _show_list(event, request.args.to_dict(flat=False), page_asked_for())


def _show_list(
    event: Event, given: Mapping[str, Sequence[str]], page: int, acts: ActOnThose | None = None
) -> ResponseReturnValue:
    """The list that an address asks for; `acts`: as it was filled in, with what is wrong with it."""
    manages = _manages(event)
    choices = choices_at(event)
    asked = asked_as_seen(event, given, choices)
    counts = counts_asked_for(event, asked.filters)
    total = sum(counts.values())
    rows = page_of(registrations_asked_for(event, asked), page)
    kept = kept_beside([row.id for row in rows.rows], manages=manages)
    add_answers(event, kept, [row.id for row in rows.rows])
    cell = cells_of_list(event, kept, choices)
    here = count_at(event.id, event.id).in_all
    fresh = ActOnThose(formdata=None, asked=asked.filters.address, columns=asked.address, page=rows.page)
    shown = show_people(
        "registration/list.html",
        event,
        "listing",
        desk=desk_of(event),
        here=here,
        form=FilterList.of(asked, choices, manages=manages),
        acts=acts or fresh,
        ticked=acts.ticked if acts is not None else frozenset(),
        is_for_all=acts.is_for_all if acts is not None else False,
        saving=SaveView(formdata=None, asked=asked.address),
        answers_to_choose=answers_to_choose(choices, asked.filters) if manages else [],
        narrowed=filters_in_words(asked.filters, choices),
        asked=asked,
        counts=counts,
        total=total,
        everybody=total or has_registrations(event.id),
        heads=_heads(event, asked, choices),
        listing=rows,
        previous_url=_page_url(event, asked, rows.page - 1) if rows.page > 1 else None,
        next_url=_page_url(event, asked, rows.page + 1) if rows.page < rows.pages else None,
        cells={row.id: [str(cell(column, row)) for column in asked.columns] for row in rows.rows},
        tags={row.id: kept.tags[row.id] for row in rows.rows},
        views=_views(event, asked, choices, manages=manages, have_come=here > 0),
        states=[(each, word) for each, word in state_words().items() if each in counts or each in asked.filters.states],
        state_url=lambda state: _url(event, replace(asked, filters=_with_state(asked.filters, state))),
        clear_url=_url(event, replace(asked, filters=Filters())),
        tag_choices=choices.tags,
        done=_done_lately(event) if manages else None,
    )
    return make_response(shown, 422 if acts is not None else 200)


def _page_url(event: Event, asked: Asked, page: int) -> str:
    return f"{url_for('.listing', slug=event.slug)}?{urlencode([*asked.pairs, ('page', page)])}"


def _done_lately(event: Event) -> tuple[str, str] | None:
    """What was just done to a group, in words, and where it is undone; None: nothing, or it is undone."""
    found = _act_asked_for(event, request.args.get("done", ""))
    if found is None or found.undone_at is not None:
        return None
    return act_words(found, _tag_name(event, found)), url_for(".undo_act", slug=event.slug, act_id=found.id)


def _act_asked_for(event: Event, typed: str) -> DoneToGroup | None:
    act_id = id_in(typed)
    return act_of(event.id, act_id) if act_id is not None else None


def _tag_name(event: Event, act: DoneToGroup) -> str:
    return next((tag.name for tag, _count in tags_of(event.id) if tag.id == act.tag_id), "")


@registrations.post("/<slug>/people/act")
@event_page(Permission.MANAGE_REGISTRATIONS)
def act_on_those(event: Event) -> ResponseReturnValue:
    """What the buttons below the list do to those who are ticked, or to all whom it shows."""
    form = ActOnThose()
    if form.is_answered():
        try:
            return see_other(_acted(event, form))
        except Refused as refused:
            form.add_refusal(refused)
    return _show_list(event, in_address(form.columns.data or ""), form.page.data or 1, form)


def _acted(event: Event, form: ActOnThose) -> str:
    """Do it, or lead to the page that asks more. NobodyIsMeant, NoSuchTag, TagHasNoName."""
    filters = as_seen(event, form.filters)
    if not how_many(event, filters):
        raise NobodyIsMeant
    if form.act in {"write", "cancel"}:
        page = ".write_to" if form.act == "write" else ".cancel_those"
        return f"{url_for(page, slug=event.slug)}?{filters.address}"
    if form.act == "untag" and form.tag_id is not None:
        done = use_cases.untag_those(event.id, filters, form.tag_id, by=current_user.actor)
    elif form.new_tag.data:
        done = use_cases.tag_those(event.id, filters, form.new_tag.data, by=current_user.actor)
    else:
        raise TagHasNoName
    listed = asked_as_seen(event, in_address(form.columns.data or ""), choices_at(event))
    return f"{url_for('.listing', slug=event.slug)}?{urlencode([*listed.pairs, ('done', done.id)])}"


@registrations.route("/<slug>/people/acts/<uuid:act_id>", methods=["GET", "POST"])
@event_page(Permission.MANAGE_REGISTRATIONS)
def undo_act(event: Event, act_id: UUID) -> ResponseReturnValue:
    """Asks before something that was done to a group is undone; also long after the page was left where it was done."""
    act = act_of(event.id, act_id)
    if act is None:
        raise NotFound
    form = OneButton()
    words = act_words(act, _tag_name(event, act))
    if form.is_answered():
        try:
            use_cases.undo(event.id, act_id, by=current_user.actor)
        except UndoneAlready as refused:
            flash(say(refused.sentence), "warn")
        else:
            flash(_("Undone: %(what)s", what=words))
        return see_other(url_for(".tags", slug=event.slug))
    return show_people("registration/undo_act.html", event, "listing", form=form, act=act, words=words)


@registrations.get("/<slug>/people/tags")
@event_page(Permission.MANAGE_REGISTRATIONS)
def tags(event: Event) -> ResponseReturnValue:
    return show_people(
        "registration/tags.html",
        event,
        "listing",
        tags=tags_of(event.id),
        acts=[(act, act_words(act, name)) for act, name in last_acts(event.id)],
    )


@registrations.route("/<slug>/people/tags/<uuid:tag_id>/delete", methods=["GET", "POST"])
@event_page(Permission.MANAGE_REGISTRATIONS)
def drop_tag(event: Event, tag_id: UUID) -> ResponseReturnValue:
    found = next(((tag, count) for tag, count in tags_of(event.id) if tag.id == tag_id), None)
    if found is None:
        raise NotFound
    form = OneButton()
    if form.is_answered():
        name = use_cases.drop_tag(event.id, tag_id, by=current_user.actor)
        flash(_("The tag “%(name)s” is deleted.", name=name))
        return see_other(url_for(".tags", slug=event.slug))
    return show_people("registration/drop_tag.html", event, "listing", form=form, tag=found[0], count=found[1])


@registrations.route("/<slug>/people/cancel-those", methods=["GET", "POST"])
@event_page(Permission.MANAGE_REGISTRATIONS)
def cancel_those(event: Event) -> ResponseReturnValue:
    """Says who will be cancelled, and asks."""
    filters = filters_asked_for(event)
    form = OneButton()
    back = url_for(".listing", slug=event.slug)
    if form.is_answered():
        try:
            count = use_cases.cancel_those(event.id, filters, by=current_user.actor)
        except NobodyIsMeant as refused:
            flash(say(refused.sentence), "warn")
        else:
            flash(
                ngettext(
                    "%(num)s registration is cancelled, and a mail says so.",
                    "%(num)s registrations are cancelled, and each got a mail.",
                    count,
                )
            )
        return see_other(back)
    active = replace(filters, states=frozenset(state for state in (filters.states or state_words()) if state.is_active))
    count = how_many(event, active) if active.states else 0
    return show_people(
        "registration/cancel_those.html",
        event,
        "listing",
        form=form,
        count=count,
        names=names_asked_for(event, active, MOST_NAMED) if count else [],
        more=max(0, count - MOST_NAMED),
        action=url_for(".cancel_those", slug=event.slug) + f"?{filters.address}",
    )


@registrations.post("/<slug>/people/views")
@event_page(Permission.SEE_REGISTRATIONS)
def save_view(event: Event) -> ResponseReturnValue:
    form = SaveView()
    asked = asked_as_seen(event, in_address(form.asked.data or ""), choices_at(event))
    back = _url(event, asked)
    if not form.is_answered():
        flash(_("Write a name for this list, of at most 60 characters."), "warn")
        return see_other(back)
    try:
        use_cases.save_view(event.id, current_user.account_id, form.name.data, asked, by=current_user.actor)
    except TooManyViews as refused:
        flash(say(refused.sentence), "warn")
    else:
        flash(_("The list is saved as “%(name)s”.", name=form.name.data))
    return see_other(back)


@registrations.post("/<slug>/people/views/<uuid:view_id>/delete")
@event_page(Permission.SEE_REGISTRATIONS)
def delete_view(event: Event, view_id: UUID) -> ResponseReturnValue:
    use_cases.delete_view(event.id, current_user.account_id, view_id, by=current_user.actor)
    flash(_("The list is deleted. The people in it stay."))
    return see_other(url_for(".listing", slug=event.slug))


@registrations.post("/<slug>/people/registrations.csv")
@event_page(Permission.EXPORT_REGISTRATIONS)
def export(event: Event) -> ResponseReturnValue:
    heads, rows = _file(event)
    return csv_file(f"{event.slug}-registrations", heads, rows)


@registrations.post("/<slug>/people/registrations.xlsx")
@event_page(Permission.EXPORT_REGISTRATIONS)
def export_workbook(event: Event) -> ResponseReturnValue:
    heads, rows = _file(event)
    return workbook_file(f"{event.slug}-registrations", _("Registrations"), heads, rows)


def _file(event: Event) -> tuple[list[str], Iterable[Sequence[object]]]:
    """What the list shows, or those of it who are ticked, as rows of cells. As many statements for many as for one."""
    managing.note_export(event.id, by=current_user.actor)
    manages = _manages(event)
    choices = choices_at(event)
    form = ActOnThose()
    asked = asked_as_seen(event, in_address(form.columns.data or ""), choices)
    # The buttons above the list say nothing of ticks: they mean all of it.
    asked = replace(asked, filters=as_seen(event, form.filters) if "whom" in request.form else asked.filters)
    kept = kept_beside(ids_asked_for(event, asked.filters), manages=manages)
    add_answers(event, kept, None)
    rows = everybody_asked_for(event, asked)
    if asked.columns == USUAL_COLUMNS:  # nobody chose: all that is known of them goes along
        came = (Shown.ARRIVED,) if kept.came_at else ()
        asked = replace(asked, columns=(*asked.columns, *came, *choices.told))
    # In a file the address is a column of its own, and so is the name; what nobody chose is as the list shows it.
    heads = [column_word(column, choices) for column in (Shown.NAME, *asked.columns)]
    cell = cells_of_list(event, kept, choices, in_file=True)
    return heads, [[row.name, *(cell(column, row) for column in asked.columns)] for row in rows]


def _manages(event: Event) -> bool:
    return Permission.MANAGE_REGISTRATIONS in permissions_of_reader(event)


def _url(event: Event, asked: Asked) -> str:
    return url_for(".listing", slug=event.slug) + (f"?{asked.address}" if asked.address else "")


def _with_state(filters: Filters, state: object) -> Filters:
    return replace(filters, states=frozenset([state]) if state is not None else frozenset())  # type: ignore[list-item]


def _heads(event: Event, asked: Asked, choices: Choices) -> list[Head]:
    heads = []
    for column in (Shown.NAME, *asked.columns):
        is_sorted = asked.sort == column
        turned = replace(asked, sort=str(column), descending=is_sorted and not asked.descending)
        heads.append(
            Head(
                column,
                column_word(column, choices),
                None if column in NOT_SORTED else _url(event, turned),
                ("descending" if asked.descending else "ascending") if is_sorted else None,
            )
        )
    return heads


def _views(event: Event, asked: Asked, choices: Choices, *, manages: bool, have_come: bool) -> list[ShownView]:
    """Those that are ready for everybody, then those that the reader has saved."""
    confirmed = Filters(states=frozenset({state for state in state_words() if state == "confirmed"}))
    ready = [(str(_("Everybody")), Asked())]
    if have_come:
        seen = (Shown.ORGANISATION, Shown.EMAIL, Shown.TICKET, Shown.ARRIVED)
        ready += [
            (str(word), Asked(filters=Filters(has_come=has_come), columns=seen, sort=Shown.NAME))
            for word, has_come in ((_("Came"), True), (_("Did not come"), False))
        ]
    if manages:
        hotel = [column for column, words in choices.told.items() if is_for_the_hotel(words)]
        security = [column for column, words in choices.told.items() if is_for_security(words)]
        ready += [
            (
                str(_("Hotel")),
                Asked(filters=confirmed, columns=(Shown.EMAIL, Shown.COUNTRY, *hotel), sort=Shown.NAME),
            ),
            (
                str(_("Security")),
                Asked(filters=confirmed, columns=(Shown.ORGANISATION, Shown.COUNTRY, *security), sort=Shown.NAME),
            ),
        ]
    shown = [ShownView(name, _url(event, each), each == asked) for name, each in ready]
    for view in views_of(event.id, current_user.account_id):
        saved = asked_as_seen(event, in_address(view.asked), choices)
        shown.append(ShownView(view.name, _url(event, saved), saved == asked, view.id))
    return shown


def act_words(act: DoneToGroup, tag: str) -> str:
    """What was done to how many, as the organiser reads it."""
    count = len(act.registration_ids)
    if act.act is GroupAct.TAG_ADDED:
        return str(
            ngettext("%(num)s person got the tag “%(tag)s”.", "%(num)s people got the tag “%(tag)s”.", count, tag=tag)
        )
    if act.act is GroupAct.TAG_REMOVED:
        return str(
            ngettext(
                "The tag “%(tag)s” was taken from %(num)s person.",
                "The tag “%(tag)s” was taken from %(num)s people.",
                count,
                tag=tag,
            )
        )
    return str(_("A note was removed."))
