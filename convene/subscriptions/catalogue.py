from datetime import timedelta
from enum import StrEnum


class SubscriptionState(StrEnum):
    """Where a subscription is."""

    ASKED = "asked"  # somebody typed the address; its owner has not pressed the button yet
    CONFIRMED = "confirmed"  # the owner follows the series
    ENDED = "ended"  # the owner has left, or an organiser ended it on request


#: What the mail is called that tells a follower of an event.
ANNOUNCEMENT = "subscriptions/announcement"
#: How long an address is kept whose owner never said yes.
UNCONFIRMED_FOR = timedelta(days=7)
#: How long somebody who has left can come back by the same page.
ENDED_FOR = timedelta(days=30)
#: So seldom an address is asked, whoever types it for which series how often.
ASKED_EVERY = timedelta(hours=1)
#: So seldom somebody who follows already is told so, however often the address is typed.
REMINDED_EVERY = timedelta(days=1)
