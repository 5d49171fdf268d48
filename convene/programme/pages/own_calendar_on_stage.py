"""What the page of somebody on stage and that which the mails to their calendar lead to have in common."""

from collections.abc import Mapping
from typing import Any

from flask import flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from convene.errors import Refused
from convene.programme.forms.people import OwnCalendarOnStage
from convene.programme.models import StageInvitation
from convene.programme.services.answering import choose_own_calendar
from convene.web.forms import show_again
from convene.web.redirects import see_other
from convene.web.serving import kept_secret


def choosing_own_calendar(
    invitation: StageInvitation, here: str, template: str, shown: Mapping[str, Any]
) -> ResponseReturnValue:
    """The form by which they say whether their sessions are mailed into their calendar. `here`: its own address."""
    form = OwnCalendarOnStage(data={"wants_calendar": invitation.wants_calendar})
    if form.is_answered():
        try:
            choose_own_calendar(
                invitation.id, wants_calendar=form.wants_calendar.data, link_version=invitation.link_version
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            flash(_("Saved."))
            return see_other(here)
    return kept_secret(show_again(form, template, **shown))
