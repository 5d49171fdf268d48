"""How far a card is, in words."""

from datetime import datetime

from flask_babel import gettext as _

from convene.breakouts.catalogue import CardState
from convene.breakouts.structure import Card
from convene.events.models import Event
from convene.web.languages import clock_time, in_zone, moment


def state_of_card(card: Card, *, is_due: bool) -> tuple[str, str]:
    """The word for how far a card is, and its tone. `is_due`: its round has begun; before, none is missing."""
    words = {
        CardState.MISSING: (_("Missing"), "warn") if is_due else (_("Not yet"), "quiet"),
        CardState.BEGUN: (_("Begun"), "quiet"),
        CardState.READY: (_("Ready"), "good"),
    }
    return words[card.state]


def count_words(ready: int, missing: int, of_all: int, *, is_due: bool) -> str:
    """How many cards of a round are ready, and how many are missing where these are due."""
    if missing and is_due:
        return str(_("%(ready)s of %(all)s ready, %(missing)s missing", ready=ready, all=of_all, missing=missing))
    return str(_("%(ready)s of %(all)s ready", ready=ready, all=of_all))


def saved_words(card: Card, event: Event, at: datetime) -> str:
    """Since when a card stands as it does: "Saved at 10:42", by the clocks of the event; of another day with it."""
    if card.changed_at is None:
        return str(_("Nothing is written yet. What you type is saved by itself."))
    local = in_zone(card.changed_at, event.zone)
    if local.date() == in_zone(at, event.zone).date():
        return str(_("Saved at %(time)s.", time=clock_time(local)))
    return str(_("Saved: %(moment)s.", moment=moment(card.changed_at, event.zone)))
