"""The card on which a group reports: behind a link, without an account, for a phone in a room of poor Wi-Fi.

frontend/src/js/report-card.js saves it as it is typed, and keeps what could not be sent.
"""

from dataclasses import dataclass

from flask import Blueprint, jsonify, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from convene.breakouts.forms.cards import CardForm, card_form
from convene.breakouts.pages.words import saved_words
from convene.breakouts.queries.cards import BehindACardLink, behind_card_link, card_of
from convene.breakouts.rules import round_to_report_of
from convene.breakouts.services.cards import save_card
from convene.breakouts.showing import dye_of, round_label, round_time
from convene.breakouts.structure import Card, RoundFacts
from convene.clock import now
from convene.errors import NotFound, Refused
from convene.events.event_page import public_frame
from convene.programme.showing.words import language_of
from convene.spelling import id_in
from convene.web.forms import status_of_form
from convene.web.guards import holds_link
from convene.web.languages import in_zone
from convene.web.limits import at_most
from convene.web.meanwhile import mark_of, put_together, tell_refusal
from convene.web.redirects import see_other
from convene.web.serving import kept_secret
from convene.web.signed_links import Link, Purpose, sign

cards = Blueprint("cards", __name__, url_prefix="/report")

#: For a room of phones behind one address, each of which saves every few seconds.
MOST_SAVED = "1200 per minute"


@dataclass(frozen=True, slots=True)
class RoundLink:
    """A round that the group reports of. `key`: under what a phone keeps what it could not send."""

    name: str
    times: str
    url: str
    key: str
    is_current: bool


@cards.route("/<token>", methods=["GET", "POST"])
@holds_link(Purpose.REPORT_FOR_GROUP)
@at_most(MOST_SAVED)
def card(link: Link) -> ResponseReturnValue:
    """The card of one round: that which is asked for, else the one that is on."""
    found = _behind(link)
    this_round = _round_asked_for(found)
    form = card_form(card_of(found.group.id, this_round.id))
    theirs: dict[str, str] = {}
    if form.is_answered():
        try:
            save_card(found.group.id, this_round.id, form.text, seen=form.seen.data)
        except Refused as refused:
            theirs = _tell(form, refused, card_of(found.group.id, this_round.id))
        else:
            return see_other(_url("card", found, this_round))
    return _page(found, this_round, form, theirs)


@cards.post("/<token>/typed")
@holds_link(Purpose.REPORT_FOR_GROUP)
@at_most(MOST_SAVED)
def typed(link: Link) -> ResponseReturnValue:
    """The same for the script of the page: {said, seen, taken, theirs, is_saved}. `taken`: what somebody else alone
    has changed meanwhile; `theirs`: what both have, as the other one wrote it."""
    found = _behind(link)
    this_round = _round_asked_for(found)
    form = card_form(card_of(found.group.id, this_round.id))
    theirs: dict[str, str] = {}
    if form.is_answered():
        try:
            saved = save_card(found.group.id, this_round.id, form.text, seen=form.seen.data)
        except Refused as refused:
            stands = card_of(found.group.id, this_round.id)
            theirs = _tell(form, refused, stands)
        else:
            said = saved.card.text.said()
            return kept_secret(
                jsonify(
                    is_saved=True,
                    said=saved_words(saved.card, found.event, now()),
                    seen=mark_of(said),
                    taken={name: said[name] for name in saved.taken},
                    theirs={},
                )
            )
    wrong = [
        str(field.errors[0]) if field is form.is_ready else f"{field.label.text}: {field.errors[0]}"
        for field in form
        if field.errors
    ]
    answer = jsonify(
        is_saved=False, said=" ".join([*form.general_errors, *wrong]), seen=form.seen.data, taken={}, theirs=theirs
    )
    return kept_secret(make_response(answer, 422))


def _behind(link: Link) -> BehindACardLink:
    found = behind_card_link(link)
    if found is None:
        raise NotFound
    return found


def _round_asked_for(found: BehindACardLink) -> RoundFacts:
    asked = request.args.get("round")
    if asked is None:
        return round_to_report_of(found.arrangement.rounds, in_zone(now(), found.event.zone).replace(tzinfo=None))
    round_id = id_in(asked)
    this_round = found.arrangement.round(round_id) if round_id is not None else None
    if this_round is None:  # its text belongs to no other round
        raise NotFound
    return this_round


def _tell(form: CardForm, refused: Refused, stands: Card) -> dict[str, str]:
    """Put a refusal onto the form, and take in what only somebody else has changed. Returns what both have, by field,
    as the other one wrote it: beside it stands what was typed here."""
    said = stands.text.said()
    together = put_together(form.text.said(), said, form.seen.data)
    for name in together.taken:
        form[name].data = said[name]
    return {name: said[name] for name in together.both} if tell_refusal(form, refused, lambda: said) else {}


def _url(page: str, found: BehindACardLink, one: RoundFacts) -> str:
    token = sign(Purpose.REPORT_FOR_GROUP, found.group.id, found.group.link_version)
    return url_for(f".{page}", token=token, round=one.id)


def _page(
    found: BehindACardLink, this_round: RoundFacts, form: CardForm, theirs: dict[str, str]
) -> ResponseReturnValue:
    rounds = [
        RoundLink(
            round_label(one, len(found.arrangement.rounds)),
            round_time(one),
            _url("card", found, one),
            f"{found.group.id}.{one.id}",
            one.id == this_round.id,
        )
        for one in found.arrangement.rounds
    ]
    page = render_template(
        "breakouts/card.html",
        **public_frame(found.event, ""),
        form=form,
        theirs=theirs,
        group=found.group,
        group_dye=dye_of(found.group),
        group_lang=language_of(found.group.name),
        session=found.session,
        rounds=rounds,
        here=next(one for one in rounds if one.is_current),
        typed_url=_url("typed", found, this_round),
        saved=saved_words(card_of(found.group.id, this_round.id), found.event, now()),
        is_closed=found.is_closed,
    )
    return kept_secret(make_response(page, status_of_form()))
