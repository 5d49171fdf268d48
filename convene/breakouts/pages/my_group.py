"""The group of somebody, behind their own link: a phone in a room, that shows another group once there is one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from convene.breakouts.errors import NoWishesNow
from convene.breakouts.forms.wishing import wishes_form
from convene.breakouts.own_groups import OwnGroups, how_many_others, link_to_group, own_groups_of, wishes_of_somebody
from convene.breakouts.queries.own_groups import Standing, own_wishes, published_groups, standing_of
from convene.breakouts.services.wishing import wish_groups
from convene.breakouts.structure import Arrangement, topic_of_groups
from convene.clock import now
from convene.errors import NotFound, Refused
from convene.events.models import Event
from convene.live import stream
from convene.programme.structure import wall_of
from convene.registration.emails import link_to
from convene.registration.models import Registration
from convene.registration.showing import frame_of, whose
from convene.spelling import id_in
from convene.web.guards import holds_link
from convene.web.limits import at_most
from convene.web.redirects import see_other
from convene.web.serving import kept_secret
from convene.web.signed_links import Link, Purpose

my_group = Blueprint("my_group", __name__)

_MINUTE = "%Y%m%d%H%M"
#: How often a page asks whether it is still true, in milliseconds, where it does not hear of changes: less than the two
#: seconds within which everybody shall see that their group is another.
PACE = 1500


@my_group.get("/g/<token>")
@holds_link(Purpose.MY_GROUP)
def mine(link: Link) -> ResponseReturnValue:
    """Where to go now and with whom, the other rounds, and what somebody would like while that is asked."""
    return _page(link)


@my_group.get("/g/<token>/now")
@holds_link(Purpose.MY_GROUP)
def fresh(link: Link) -> ResponseReturnValue:
    """The parts of it that change, for a page that says which it has (`If-None-Match`): 304 while it would be the same.

    Mostly that is told by one statement. Where something of the event is another and nothing of this reader's is, the
    answer is 304 as well, with the mark by which the next one is told quickly again.
    """
    standing = _standing(link)
    tag = next(iter(request.if_none_match.as_set(include_weak=True)), None) or ""
    had = _Mark.read(tag)
    if had is not None and had.holds_at(standing):
        return _answer("", tag, 304)
    registration, event = whose(link)
    own = own_groups_of(registration, event, standing, may_be_a_second_old=True)
    mark = _mark(standing, own)
    if had is not None and had.own == own.digest:
        return _answer("", mark, 304)
    return _answer("".join(_parts(registration, event, own)), mark)


@my_group.get("/g/<token>/live")
@holds_link(Purpose.MY_GROUP)
def hear(link: Link) -> ResponseReturnValue:
    """Hear at once that something of the groups of the event has changed (`convene.live`)."""
    return stream(topic_of_groups(_standing(link).event_id))


@my_group.post("/g/<token>/wishes")
@holds_link(Purpose.MY_GROUP)
@at_most("120 per hour")
def wish(link: Link) -> ResponseReturnValue:
    """Say which groups of one breakout somebody would like."""
    registration, event = whose(link)
    standing, asked = _standing(link), id_in(request.form.get("breakout", ""))
    if asked is None or asked not in {each.id for each in published_groups(standing).arrangements}:
        raise NotFound
    taking = {one.id: one for one, _ in wishes_of_somebody(registration, event, standing)}
    if asked not in taking:
        raise NoWishesNow
    form = wishes_form(asked, taking[asked].groups, [])
    if form.is_answered():
        try:
            wish_groups(asked, registration.id, form.wished)
        except Refused as refused:
            form.add_refusal(refused)
        else:
            token = link_to_group(registration)
            return see_other(url_for(".mine", token=token, said=asked.hex, _anchor=f"wishes-{asked.hex}"))
    return _page(link, {asked: form}, status=422)


def _page(link: Link, sent: dict[UUID, Any] | None = None, *, status: int = 200) -> ResponseReturnValue:
    registration, event = whose(link)
    standing = _standing(link)
    own = own_groups_of(registration, event, standing)
    wished = own_wishes(registration.id)
    asks = [
        (
            each,
            session,
            (sent or {}).get(each.id)
            or wishes_form(each.id, each.groups, _wished_so_far(standing, registration.id, each, wished)),
        )
        for each, session in wishes_of_somebody(registration, event, standing)
    ]
    here, rounds = _parts(registration, event, own)
    page = render_template(
        "breakouts/my_group.html",
        here=here,
        rounds=rounds,
        asks=asks,
        wished=wished,
        said=id_in(request.args.get("said", "")),
        form=next((form for _, _, form in asks if form.errors), None),
        fresh_url=url_for(".fresh", token=link_to_group(registration)),
        live_url=url_for(".hear", token=link_to_group(registration)),
        pace=PACE,
        mark=_mark(standing, own),
        mine=registration,
        token=link_to_group(registration),
        place_url=url_for("registration.place", token=link_to(registration)),
        **frame_of(event),
    )
    return kept_secret((page, status))


def _wished_so_far(
    standing: Standing, registration_id: UUID, arrangement: Arrangement, said: Mapping[UUID, int]
) -> list[UUID]:
    """What somebody has said here; or else what an answer or a list says of them, for them to change."""
    here = [each for each in said if arrangement.group(each) is not None]
    return here or list(published_groups(standing).answered.get((arrangement.id, registration_id), ()))


def _standing(link: Link) -> Standing:
    found = standing_of(link.id, link.version)
    if found is None:
        raise NotFound
    return found


def _parts(registration: Registration, event: Event, own: OwnGroups) -> list[Markup]:
    """The group now, and the rounds."""
    shown = {"own": own, "mine": registration, "event": event}
    return [
        Markup(render_template("breakouts/_my_group_here.html", how_many=how_many_others, **shown)),  # noqa: S704, ours
        Markup(render_template("breakouts/_my_group_rounds.html", **shown)),  # noqa: S704, ours
    ]


@dataclass(frozen=True, slots=True)
class _Mark:
    """What a page has seen: how it stood, what it showed, and until when that holds by itself ("0": for ever)."""

    standing: str
    own: str
    until: str

    @staticmethod
    def read(tag: str) -> "_Mark | None":
        parts = tag.split("-")
        return _Mark(*parts) if len(parts) == 3 else None

    def holds_at(self, standing: Standing) -> bool:
        if self.standing != standing.digest:
            return False
        return self.until == "0" or f"{wall_of(now(), standing.zone)[0]:{_MINUTE}}" < self.until

    def __str__(self) -> str:
        return f"{self.standing}-{self.own}-{self.until}"


def _mark(standing: Standing, own: OwnGroups) -> str:
    until = f"{own.next_change:{_MINUTE}}" if own.next_change is not None else "0"
    return str(_Mark(standing.digest, own.digest, until))


def _answer(body: str, mark: str, status: int = 200) -> Response:
    answer = Response(body, status, mimetype="text/html")
    answer.set_etag(mark)
    return kept_secret(answer)
