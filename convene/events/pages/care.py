"""How much care an event takes of those who come, and who is named for safeguarding."""

from collections.abc import Sequence

from flask import abort, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from convene.accounts.queries import names_of
from convene.errors import Refused
from convene.events.catalogue import SENSITIVITIES, Sensitivity
from convene.events.errors import NobodyElseMayConfirm
from convene.events.event_page import event_page, permissions_of_reader, section_of, show_to_organisers
from convene.events.forms.caring import ChooseSensitivity, Decide, SafeguardingLead
from convene.events.models import Event
from convene.events.pages.organiser import organise
from convene.events.queries import loosening_asked_at, others_who_may_confirm, said_of_safeguarding
from convene.events.rules import LOOSENING_WAITS, consequences_of, defaults_of, is_looser, may_confirm
from convene.events.services import caring
from convene.permissions.catalogue import Permission
from convene.web.forms import Form, status_of_form
from convene.web.languages import say
from convene.web.limits import at_most
from convene.web.meanwhile import Theirs, tell_refusal
from convene.web.panels import Place, fragments
from convene.web.redirects import see_other


@organise.get("/<slug>/care")
@event_page(Permission.SEE_EVENT)
def care(event: Event) -> ResponseReturnValue:
    return _show_care(event)


@organise.post("/<slug>/care/profile")
@event_page(Permission.EDIT_EVENT)
@at_most("30 per hour")
def choose_sensitivity(event: Event) -> ResponseReturnValue:
    return _save(event, ChooseSensitivity)


@organise.post("/<slug>/care/loosening")
@event_page(Permission.EDIT_EVENT)
def decide_loosening(event: Event) -> ResponseReturnValue:
    form = Decide()
    acts = {
        "confirm": (caring.confirm_loosening, _("Confirmed. The new profile holds now.")),
        "refuse": (caring.refuse_loosening, _("Refused. The profile stays as it is.")),
        "take back": (caring.take_back_loosening, _("Taken back. The profile stays as it is.")),
    }
    if form.is_answered():
        act = request.form.get("act", "")
        if act not in acts:
            abort(400)
        do, done = acts[act]
        try:
            do(event.id, form.asked_id, current_user.account_id, by=current_user.actor)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            flash(done)
            return see_other(url_for(".care", slug=event.slug))
    return _show_care(event, form)


@organise.post("/<slug>/care/safeguarding")
@event_page(Permission.EDIT_EVENT)
def name_safeguarding_lead(event: Event) -> ResponseReturnValue:
    return _save(event, SafeguardingLead)


def _save(event: Event, pressed: type[Form]) -> ResponseReturnValue:
    """Each of the two buttons saves both halves of the page: what was chosen above the other one is not lost."""
    profile, lead = ChooseSensitivity(event), SafeguardingLead(event)
    halves = [form for form in (lead, profile) if isinstance(form, pressed) or form.FIRST in request.form]
    are_well = [form.is_answered() for form in halves]
    if not all(are_well):
        return _show_care(event, halves[are_well.index(False)], sent=halves)
    chosen = Sensitivity(profile.sensitivity.data) if profile in halves else None
    if chosen is event.sensitivity and pressed is not ChooseSensitivity:
        chosen = None
    try:
        holds = caring.save_care(
            event.id,
            current_user.account_id,
            lead=caring.Lead(lead.name.data, lead.contact.data, lead.seen.data) if lead in halves else None,
            sensitivity=chosen,
            by=current_user.actor,
        )
    except Refused as refused:
        answered = profile if isinstance(refused, NobodyElseMayConfirm) else lead
        meanwhile = tell_refusal(answered, refused, lambda: said_of_safeguarding(event))
        return _show_care(event, answered, meanwhile, halves)
    flash(_said_of_choice(event, chosen, holds=holds) if chosen is not None else _("Saved."))
    return see_other(url_for(".care", slug=event.slug))


def _said_of_choice(event: Event, chosen: Sensitivity, *, holds: bool) -> str:
    name = say(SENSITIVITIES[chosen])
    if holds:
        said = [_("The profile is “%(profile)s”.", profile=name)]
        if _lacks_lead(event, chosen):
            said.append(_("Nobody is named for safeguarding yet: name a person below."))
        return " ".join(said)
    return str(_("Asked. “%(profile)s” holds once a second organiser confirms it.", profile=name))


def _lacks_lead(event: Event, sensitivity: Sensitivity) -> bool:
    """Whether somebody would have to be named for safeguarding, and nobody is."""
    return defaults_of(sensitivity).needs_safeguarding_lead and not event.safeguarding_name


def _show_care(
    event: Event, answered: Form | None = None, meanwhile: list[Theirs] | None = None, sent: Sequence[Form] = ()
) -> ResponseReturnValue:
    """The page with what was `sent` as it was filled in, and the errors of what was `answered`."""
    allowed = permissions_of_reader(event)
    account_id = current_user.account_id
    asked = loosening_asked_at(event.id)
    shown = show_to_organisers(
        "events/care.html",
        event,
        part="set up",
        section_navigation=section_of(event, "care"),
        form=answered if answered is not None else Decide(formdata=None),
        profile=next((one for one in sent if isinstance(one, ChooseSensitivity)), None)
        or ChooseSensitivity(event, formdata=None),
        lead=next((one for one in sent if isinstance(one, SafeguardingLead)), None)
        or SafeguardingLead(event, formdata=None),
        theirs=meanwhile or [],
        names={each.value: name for each, name in SENSITIVITIES.items()},
        consequences={each.value: consequences_of(each) for each in Sensitivity},
        looser={each.value for each in Sensitivity if is_looser(each, event.sensitivity)},
        asked=asked,
        asked_by=names_of([asked.account_id]).get(asked.account_id, "") if asked else "",
        waits_until=asked.asked_at + LOOSENING_WAITS if asked else None,
        may_decide=asked is not None and may_confirm(asked.account_id, account_id),
        has_others=bool(others_who_may_confirm(event, account_id)),
        needs_lead=defaults_of(event.sensitivity).needs_safeguarding_lead,
        lacks_lead=_lacks_lead(event, event.sensitivity),
        advice=fragments(Place.CARE, event),
        may_edit=Permission.EDIT_EVENT in allowed,
        team_url=url_for(".team", slug=event.slug) if Permission.MANAGE_TEAM in allowed else None,
    )
    return shown, status_of_form()
