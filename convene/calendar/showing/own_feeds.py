"""The address of a calendar of one's own, as its owner sees it. Features above show it on their pages."""

from uuid import UUID

from flask_babel import gettext as _

from convene.calendar.catalogue import FeedKind
from convene.calendar.queries.feeds import feed_secret
from convene.web.feeds import Feed
from convene.web.signed_links import absolute_url


def name_of_own(kind: FeedKind, title: str) -> str:
    """What a calendar of one's own is called: in a list of calendars it stands beside that of the event."""
    match kind:
        case FeedKind.REGISTRATION:
            return str(_("My sessions: %(event)s", event=title))
        case FeedKind.STAGE:
            return str(_("On stage: %(event)s", event=title))
        case FeedKind.STARS:
            return str(_("My agenda: %(event)s", event=title))
        case FeedKind.TEAM:
            return title


def own_feed(kind: FeedKind, owner_id: UUID, subject_id: UUID, title: str) -> Feed | None:
    """The calendar of somebody's own about an event or a team, called `title`; None: they have made no address. One
    statement."""
    secret = feed_secret(kind, owner_id, subject_id)
    return (
        Feed(absolute_url("own_calendars.calendar", secret=secret), name_of_own(kind, title))
        if secret is not None
        else None
    )


def words_for_change(*, is_to_stop: bool) -> str:
    """What has become of somebody's address."""
    if is_to_stop:
        return str(_("The address opens nothing any more."))
    return str(_("This is your address. One that you had before opens nothing any more."))
