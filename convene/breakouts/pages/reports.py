"""What groups report, for those who run the session: which cards are there, the links to hand over, all at once."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from convene.breakouts.catalogue import CardState
from convene.breakouts.pages.frame import groups, show_groups_page, split_called
from convene.breakouts.pages.words import count_words, state_of_card
from convene.breakouts.queries.cards import SHOWS_CARDS, cards_of
from convene.breakouts.rules import round_to_report_of
from convene.breakouts.services.cards import renew_card_link
from convene.breakouts.showing import dye_of, round_label, round_time
from convene.breakouts.structure import Arrangement, Card, GroupFacts, RoundFacts
from convene.clock import now
from convene.errors import NotFound
from convene.events.event_page import event_page, show_to_organisers
from convene.events.models import Event
from convene.permissions.catalogue import Permission
from convene.programme.queries.people import names_of_people
from convene.programme.showing.words import language_of
from convene.spelling import id_in
from convene.web.codes import code_on_page
from convene.web.exports import csv_file
from convene.web.forms import OneButton
from convene.web.languages import in_zone, moment
from convene.web.redirects import see_other
from convene.web.signed_links import Purpose, absolute_url, sign


@dataclass(frozen=True, slots=True)
class CardLine:
    """A group and its card in a round. `word`, `tone`: how far it is; `since`: when it was changed last, in words."""

    group: GroupFacts
    dye: str
    lang: str | None
    card: Card
    word: str
    tone: str
    since: str


@dataclass(frozen=True, slots=True)
class RoundLines:
    """A round and the card of each group."""

    facts: RoundFacts
    name: str
    times: str
    lines: tuple[CardLine, ...]
    wall_url: str
    #: Whether it has begun, or has no time: cards that are not there are missing.
    is_due: bool

    @property
    def missing(self) -> list[CardLine]:
        """Those that have written nothing, where they should."""
        return [line for line in self.lines if line.card.state is CardState.MISSING and self.is_due]

    @property
    def has_words(self) -> bool:
        """Whether anybody has written."""
        return any(line.card.text.has_words for line in self.lines)

    @property
    def count(self) -> str:
        """How many are ready and how many are missing, in words."""
        ready = sum(1 for line in self.lines if line.card.state is CardState.READY)
        return count_words(ready, len(self.missing), len(self.lines), is_due=self.is_due)


@dataclass(frozen=True, slots=True)
class Handed:
    """The way of a group to its card. `rapporteur`: by name, where somebody is."""

    group: GroupFacts
    dye: str
    lang: str | None
    url: str
    rapporteur: str


@groups.get("/<code>/reports")
@event_page(Permission.ARRANGE_GROUPS)
def reports(event: Event, code: str) -> ResponseReturnValue:
    """Which cards are there, by round, and the link of each group."""
    found = _Reports(event, code)
    part = _rounds_part(found)
    return _show(
        "breakouts/reports.html",
        found,
        rounds_now=part,
        mark=_mark(part),
        links=found.links(),
        are_open=event.state in SHOWS_CARDS,
    )


@groups.get("/<code>/reports/now")
@event_page(Permission.ARRANGE_GROUPS)
def reports_now(event: Event, code: str) -> ResponseReturnValue:
    """How far the cards are, for a page that says which it has shown (`If-None-Match`): 304 while it is the same."""
    return _if_not_seen(_rounds_part(_Reports(event, code)))


@groups.get("/<code>/reports/wall")
@event_page(Permission.ARRANGE_GROUPS)
def wall(event: Event, code: str) -> ResponseReturnValue:
    """All cards of a round at once, to be read from afar."""
    found = _Reports(event, code)
    shown = found.round_asked_for()
    part = _wall_part(shown)
    return render_template(
        "breakouts/wall.html",
        event=event,
        session=found.split.session,
        session_lang=found.session_lang,
        shown=shown,
        rounds=found.rounds,
        part=part,
        mark=_mark(part),
        fresh_url=url_for(".wall_now", slug=event.slug, code=code, round=shown.facts.id),
        back_url=url_for(".reports", slug=event.slug, code=code),
    )


@groups.get("/<code>/reports/wall/now")
@event_page(Permission.ARRANGE_GROUPS)
def wall_now(event: Event, code: str) -> ResponseReturnValue:
    """The same for an open wall, which asks every few seconds."""
    found = _Reports(event, code)
    return _if_not_seen(_wall_part(found.round_asked_for()))


@groups.get("/<code>/reports/sheet")
@event_page(Permission.ARRANGE_GROUPS)
def sheet(event: Event, code: str) -> ResponseReturnValue:
    """A code for each group, to be printed, cut and laid on the tables."""
    found = _Reports(event, code)
    codes = [
        (each, code_on_page(each.url, _("The card of group %(letter)s as a code", letter=each.group.letter)))
        for each in found.links()
    ]
    return _show("breakouts/card_sheet.html", found, codes=codes)


@groups.get("/<code>/reports/cards.csv")
@event_page(Permission.ARRANGE_GROUPS)
def cards_file(event: Event, code: str) -> ResponseReturnValue:
    """Every card, a line each, those too that are missing."""
    found = _Reports(event, code)
    heads = [
        _("Round"), _("Group"), _("Topic"), _("State"), _("First takeaway"), _("Second takeaway"), _("Third takeaway"),
        _("What they agreed on"), _("What they did not agree on"), _("A question that stays open"),
        _("What should be done next"), _("Who takes it on"), _("Changed"),
    ]  # fmt: skip
    rows = [
        [each.name, line.group.letter, line.group.name, line.word, *_texts(line.card), _in_file(event, line.card)]
        for each in found.rounds
        for line in each.lines
    ]
    return csv_file(f"{event.slug}-{code.lower()}-cards", heads, rows)


@groups.get("/<code>/reports/<uuid:group_id>")
@event_page(Permission.ARRANGE_GROUPS)
def hand_over(event: Event, code: str, group_id: UUID) -> ResponseReturnValue:
    """One group's code, on the phone of whoever hands it over."""
    found = _Reports(event, code)
    one = found.link_of(group_id)
    words = _("The card of group %(letter)s as a code", letter=one.group.letter)
    return _show("breakouts/hand_over.html", found, one=one, code_of_link=code_on_page(one.url, words))


@groups.route("/<code>/reports/<uuid:group_id>/renew", methods=["GET", "POST"])
@event_page(Permission.ARRANGE_GROUPS)
def renew_link(event: Event, code: str, group_id: UUID) -> ResponseReturnValue:
    """A link that went astray opens nothing any more."""
    found = _Reports(event, code)
    one = found.link_of(group_id)
    back_url = url_for(".hand_over", slug=event.slug, code=code, group_id=group_id)
    if OneButton().is_answered():
        renew_card_link(event.id, found.arrangement.id, group_id, by=current_user.actor)
        flash(_("Group %(letter)s has a new link. The one before opens nothing any more.", letter=one.group.letter))
        return see_other(back_url)
    return show_to_organisers(
        "layouts/confirm.html",
        event,
        part="groups",
        title=_("Make a new link for group %(letter)s?", letter=one.group.letter),
        words=[
            _("The link and the code that were given out open nothing any more: hand over the new ones."),
            _("What is on the card stays. What a phone could not send yet goes with the new link, from that phone."),
        ],
        button=_("Make a new link"),
        back_url=back_url,
    )


class _Reports:
    """The groups of a session, and what they have reported. NotFound. Eight statements, however many there are."""

    def __init__(self, event: Event, code: str) -> None:
        self.event, self.code, self.split = event, code, split_called(event, code)
        arrangement = self.arrangement = self.split.arrangement
        self.session_lang = language_of(self.split.session.title, self.split.session.language)
        cards = {(each.round_id, each.group_id): each for each in cards_of(arrangement.id)}
        self.rounds = [self._round(one, arrangement, cards) for one in arrangement.rounds]

    def _round(self, one: RoundFacts, arrangement: Arrangement, cards: dict[tuple[UUID, UUID], Card]) -> RoundLines:
        is_due = one.starts_local is None or one.id in arrangement.begun(now(), self.event.zone)
        lines = [
            self._line(group, cards.get((one.id, group.id), Card(one.id, group.id)), is_due=is_due)
            for group in arrangement.groups
        ]
        wall_url = url_for(".wall", slug=self.event.slug, code=self.code, round=one.id)
        label = round_label(one, len(arrangement.rounds))
        return RoundLines(one, label, round_time(one), tuple(lines), wall_url, is_due)

    def _line(self, group: GroupFacts, card: Card, *, is_due: bool) -> CardLine:
        since = moment(card.changed_at, self.event.zone) if card.changed_at is not None else ""
        word, tone = state_of_card(card, is_due=is_due)
        return CardLine(group, dye_of(group), language_of(group.name), card, word, tone, since)

    def round_asked_for(self) -> RoundLines:
        """That which is asked for, else the one that groups report of now."""
        asked = id_in(request.args.get("round", ""))
        wall = in_zone(now(), self.event.zone).replace(tzinfo=None)
        this_round = asked if self.arrangement.round(asked) else round_to_report_of(self.arrangement.rounds, wall).id  # type: ignore[arg-type]
        return next(each for each in self.rounds if each.facts.id == this_round)

    def links(self) -> list[Handed]:
        """The way of each group to its card. One statement."""
        ids = {each.rapporteur_id for each in self.arrangement.groups if each.rapporteur_id is not None}
        names = names_of_people(ids)
        return [
            Handed(
                each,
                dye_of(each),
                language_of(each.name),
                absolute_url("cards.card", token=sign(Purpose.REPORT_FOR_GROUP, each.id, each.link_version)),
                names.get(each.rapporteur_id, "") if each.rapporteur_id is not None else "",
            )
            for each in self.arrangement.groups
        ]

    def link_of(self, group_id: UUID) -> Handed:
        """The same of one group. NotFound."""
        found = next((each for each in self.links() if each.group.id == group_id), None)
        if found is None:
            raise NotFound
        return found


def _show(template: str, found: _Reports, **context: Any) -> str:
    return show_groups_page(template, found.event, "reports", found.split, code=found.code, **context)


def _rounds_part(found: _Reports) -> Markup:
    return Markup(render_template("breakouts/_reports_now.html", rounds=found.rounds))  # noqa: S704, a template of ours


def _wall_part(shown: RoundLines) -> Markup:
    return Markup(render_template("breakouts/_wall_now.html", shown=shown))  # noqa: S704, a template of ours


def _if_not_seen(part: Markup) -> Response:
    is_seen = request.if_none_match.contains_weak(_mark(part))
    answer = Response(status=304) if is_seen else Response(part, mimetype="text/html")
    answer.headers["Cache-Control"] = "no-store"
    answer.set_etag(_mark(part))  # what the page says the next time that it has seen
    return answer


def _mark(part: str) -> str:
    return hashlib.blake2b(part.encode(), digest_size=8).hexdigest()


def _texts(card: Card) -> Sequence[str]:
    return [value for value in card.text.said().values() if isinstance(value, str)]


def _in_file(event: Event, card: Card) -> str:
    return f"{in_zone(card.changed_at, event.zone):%Y-%m-%d %H:%M}" if card.changed_at is not None else ""
