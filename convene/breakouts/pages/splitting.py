"""Which sessions split into groups, and the form by which one more does."""

from collections.abc import Container
from dataclasses import dataclass
from uuid import UUID

from flask import flash, make_response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from convene.breakouts.catalogue import Preset
from convene.breakouts.forms.setting_up import SplitSession
from convene.breakouts.pages.frame import groups
from convene.breakouts.queries.arrangements import breakouts_of
from convene.breakouts.queries.participants import topics_named
from convene.breakouts.services import setting_up
from convene.breakouts.showing import preset_words
from convene.breakouts.structure import Arrangement
from convene.errors import Refused
from convene.events.event_page import event_page, show_to_organisers
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.programme.catalogue import Format
from convene.programme.queries.draft import draft_of
from convene.programme.showing.times import Times, day_and_month
from convene.programme.structure import SessionFacts, Structure
from convene.web.forms import status_of_form
from convene.web.redirects import see_other

#: Formats whose sessions come first where one chooses which shall split.
FOR_GROUPS = (Format.BREAKOUT, Format.GROUP_WORK, Format.BRAINSTORM)


@dataclass(frozen=True, slots=True)
class SplitLine:
    """One session that splits: how, and how far it is."""

    title: str
    code: str
    when: str
    words: str
    arrangement: Arrangement


@groups.route("/", methods=["GET", "POST"])
@event_page(Permission.ARRANGE_GROUPS)
def listing(event: Event) -> ResponseReturnValue:
    """The sessions that split, and below them how another one does."""
    draft, there = draft_of(event.id), {one.session_id: one for one in breakouts_of(event.id)}
    sessions = _that_may_split(draft, there)
    form = SplitSession()
    topics = topics_named(event.id, sessions[0].id) if sessions else []
    if "topics" in request.args and sessions and not form.is_submitted():
        form.preset.data = Preset.TOPICS.value
        form.groups.data = "\n".join(topics)
    form.offer(
        [(one.code, " · ".join(filter(None, [one.title, _when(draft, one)]))) for one in sessions],
        [(each.value, ": ".join(preset_words(each))) for each in Preset],
    )
    if form.is_answered():
        session = draft.session(form.session.data)
        assert session is not None  # it was one of the choices
        try:
            setting_up.split_session(
                event.id,
                session.id,
                Preset(form.preset.data),
                rounds=form.rounds.data,
                names=form.names,
                by=current_user.actor,
            )
        except Refused as refused:
            form.add_refusal(refused)
        else:
            flash(_("“%(title)s” splits into groups. Look at them, and have people seated.", title=session.title))
            return see_other(url_for(".board", slug=event.slug, code=session.code))
    page = show_to_organisers(
        "breakouts/listing.html",
        event,
        part="groups",
        form=form,
        lines=[
            SplitLine(one.title, one.code, _when(draft, one), _words(there[one.id]), there[one.id])
            for one in draft.sessions
            if one.id in there
        ],
        can_split=bool(sessions),
        topics=topics,
    )
    return make_response(page, status_of_form())


def _that_may_split(draft: Structure, there: Container[UUID]) -> list[SessionFacts]:
    """Sessions without groups, those first that are meant for them."""
    open_to = [
        one for one in draft.sessions if one.id not in there and not one.is_withdrawn and one.format is not Format.BREAK
    ]
    return sorted(open_to, key=lambda one: one.format not in FOR_GROUPS)


def _when(draft: Structure, session: SessionFacts) -> str:
    if session.day is None:
        return str(_("without a time"))
    return f"{day_and_month(session.day)} {Times(draft.zone, draft.zone).span(session)}"


def _words(one: Arrangement) -> str:
    rounds = ngettext("%(num)s round", "%(num)s rounds", len(one.rounds))
    count = ngettext("%(num)s group", "%(num)s groups", len(one.groups))
    return f"{preset_words(one.preset)[0]} · {rounds} · {count}"
