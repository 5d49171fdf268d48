from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from convene.errors import NotFound
from convene.events.queries import public_series_at
from convene.subscriptions import services
from convene.subscriptions.catalogue import SubscriptionState
from convene.subscriptions.emails import leave_token
from convene.subscriptions.forms import ConfirmSome, Follow, FollowSome
from convene.subscriptions.queries import (
    asked_of_the_same_address,
    of_the_same_address,
    series_to_follow,
    subscription_and_series,
)
from convene.subscriptions.rules import may_come_back
from convene.web.forms import show_again
from convene.web.guards import everyone, holds_link
from convene.web.limits import at_most
from convene.web.redirects import see_other
from convene.web.serving import kept_secret
from convene.web.signed_links import Link, Purpose

subscriptions = Blueprint("subscriptions", __name__)


@subscriptions.route("/series/<series_slug>/follow", methods=["GET", "POST"])
@everyone
@at_most("5 per hour", counting="email", when_done=True)
@at_most("600 per minute")
def follow(series_slug: str) -> ResponseReturnValue:
    series = public_series_at(series_slug)
    if series is None:
        raise NotFound
    form = Follow()
    if not form.is_answered():
        return show_again(form, "subscriptions/follow.html", series=series)
    services.follow([series.id], form.email.data, language=str(get_locale()))
    return see_other(url_for(".look_into_your_mail"))


@subscriptions.route("/follow", methods=["GET", "POST"])
@everyone
@at_most("5 per hour", counting="email", when_done=True)
@at_most("600 per minute")
def follow_some() -> ResponseReturnValue:
    """Several series at once. What was ticked on the home page, which has no cookie and so no form, is ticked here."""
    offered = series_to_follow()
    form = FollowSome(offered, request.args.getlist("series"))
    if not form.is_answered():
        return show_again(form, "subscriptions/follow.html", series=None, offered=offered)
    chosen = [series.id for series in offered if series.slug in form.series.data]
    services.follow(chosen, form.email.data, language=str(get_locale()))
    return see_other(url_for(".look_into_your_mail"))


@subscriptions.get("/follow/mailed")
@everyone
def look_into_your_mail() -> ResponseReturnValue:
    return render_template("subscriptions/look_into_your_mail.html")


@subscriptions.route("/follow/confirm/<token>", methods=["GET", "POST"])
@holds_link(Purpose.CONFIRM_SUBSCRIPTION)
@at_most("60 per hour")
def confirm(link: Link) -> ResponseReturnValue:
    """Opening the link of the mail asks; only the button confirms."""
    found = subscription_and_series(link.id)
    if found is None or found[0].link_version != link.version:
        return kept_secret((render_template("subscriptions/over.html"), 410))
    mine, _series = found
    asked = asked_of_the_same_address(mine)
    if not asked:
        return see_other(url_for(".following", token=leave_token(mine.id, mine.link_version)))
    form = ConfirmSome(asked)
    if not form.is_answered():
        return kept_secret(
            show_again(form, "subscriptions/confirm.html", series=asked[0][1], several=len(asked) > 1, asked=asked)
        )
    services.confirm(mine.id, form.chosen_ids)
    shown_id = mine.id if mine.id in form.chosen_ids else form.chosen_ids[0]
    version = next(row.link_version for row, _series in asked if row.id == shown_id)
    return see_other(url_for(".following", token=leave_token(shown_id, version)))


@subscriptions.route("/following/<token>", methods=["GET", "POST"])
@holds_link(Purpose.LEAVE_SERIES)
@at_most("60 per hour")
def following(link: Link) -> ResponseReturnValue:
    """What somebody follows, and the button to leave.

    The POST is also what a mail provider sends for its own button (RFC 8058): without a cookie or a token of ours,
    perhaps twice. So app.py lets it pass without one, and it answers 200 whatever was there before.
    """
    if request.method == "POST":
        services.leave(link.id)
    found = subscription_and_series(link.id)
    mine, series = found if found is not None else (None, None)
    is_followed = mine is not None and mine.state is SubscriptionState.CONFIRMED
    followed = of_the_same_address(mine, SubscriptionState.CONFIRMED) if mine is not None and is_followed else []
    return kept_secret(
        render_template(
            "subscriptions/following.html",
            series=series,
            others=[each for row, each in followed if row.id != link.id],
            is_followed=is_followed,
            can_come_back=mine is not None
            and may_come_back(mine.state, mine.confirmed_at)
            and mine.link_version == link.version,
            token=leave_token(link.id, link.version),
        )
    )


@subscriptions.post("/following/<token>/back")
@holds_link(Purpose.LEAVE_SERIES)
@at_most("60 per hour")
def come_back(link: Link) -> ResponseReturnValue:
    services.come_back(link.id, link.version)
    return see_other(url_for(".following", token=leave_token(link.id, link.version)))
