"""How far a card is, in words."""

from datetime import datetime

from flask_babel import gettext as _

from convene.breakouts.catalogue import CardState
from convene.breakouts.structure import Card
from convene.events.models import Event
from convene.web.languages import clock_time, in_zone, moment


def state_of_card(card: Card) -> tuple[str, str]:
    """The word for how far a card is, and its tone."""
    words = {
        CardState.MISSING: (_("Missing"), "warn"),
        CardState.BEGUN: (_("Begun"), "quiet"),
        CardState.READY: (_("Ready"), "good"),
    }
    return words[card.state]


def saved_words(card: Card, event: Event, at: datetime) -> str:
    """Since when a card stands as it does: "Saved at 10:42", by the clocks of the event; of another day with it."""
    if card.changed_at is None:
        return str(_("Nothing is written yet. What you type is saved by itself."))
    local = in_zone(card.changed_at, event.zone)
    if local.date() == in_zone(at, event.zone).date():
        return str(_("Saved at %(time)s.", time=clock_time(local)))
    return str(_("Saved: %(moment)s.", moment=moment(card.changed_at, event.zone)))
