"""What rounds, groups and cards are called on pages."""

from datetime import datetime

from flask_babel import gettext as _

from convene.breakouts.catalogue import CardState
from convene.breakouts.structure import Card, RoundFacts
from convene.events.models import Event
from convene.web.languages import clock_time, day_and_month, in_zone, moment


def round_name(one: RoundFacts) -> str:
    """How a round is called: by its name, or its number."""
    return one.name or str(_("Round %(number)s", number=one.position + 1))


def round_times(one: RoundFacts) -> str:
    """When it is, on the wall of the event: "4 March, 10:20–10:40"; nothing where it has no time."""
    if one.starts_local is None or one.ends_local is None:
        return ""
    times = f"{clock_time(one.starts_local)}–{clock_time(one.ends_local)}"
    return f"{day_and_month(one.starts_local.date())}, {times}"


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
