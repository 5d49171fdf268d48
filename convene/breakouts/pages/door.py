"""What the check-in page shows of breakout groups: who has come and has no group, seated in one tap."""

from uuid import UUID

from flask import Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from convene.breakouts.errors import AllRoundsHaveBegun, NoGroupOpen, NoGroupsYet, NotExpectedHere
from convene.breakouts.pages.frame import groups, split_called
from convene.breakouts.queries.unseated import unseated_at
from convene.breakouts.services import at_the_door
from convene.events.event_page import event_page
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.registration.queries.registrations import names_of_registrations
from convene.web.forms import OneButton
from convene.web.languages import join_words, say
from convene.web.redirects import see_other


@groups.get("/door")
@event_page(Permission.CHECK_IN)
def door(event: Event) -> ResponseReturnValue:
    """The panel alone, for a check-in page that is left open: nothing (304) while it would be the same."""
    waiting = unseated_at(event)
    if request.if_none_match.contains_weak(waiting.mark):
        answer = Response(status=304)
    else:
        answer = Response(render_template("breakouts/_door.html", event=event, waiting=waiting), mimetype="text/html")
    answer.set_etag(waiting.mark)
    return answer


@groups.post("/<code>/people/<uuid:registration_id>/seat-at-the-door")
@event_page(Permission.CHECK_IN)
def seat_at_the_door(event: Event, code: str, registration_id: UUID) -> ResponseReturnValue:
    """Give somebody who has just come a group, and say which, so that the desk can tell them."""
    split = split_called(event, code)
    if OneButton().is_answered():
        try:
            given = at_the_door.seat_now(event.id, split.arrangement.id, registration_id, by=current_user.actor)
        except (AllRoundsHaveBegun, NoGroupOpen, NoGroupsYet, NotExpectedHere) as refused:
            flash(say(refused.sentence), "bad")
        else:
            groups_given = [split.arrangement.group(each) for each in given.values()]
            words = join_words([f"{one.letter}, {one.name}" for one in groups_given if one is not None])
            name = names_of_registrations(event.id, [registration_id])[registration_id]
            flash(
                _("%(name)s: %(groups)s", name=name, groups=words)
                if words
                else _("%(name)s has a group already.", name=name)
            )
    return see_other(url_for("door.listing", slug=event.slug))
