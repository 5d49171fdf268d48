from convene.events.pages import (  # noqa: F401, they add their routes to `organise`
    calendars,
    care,
    finding,
    links,
    log,
    mail,
    one_team,
    partners,
    series,
    team,
)
from convene.events.pages.operator import operator
from convene.events.pages.organiser import organise
from convene.events.pages.own_answer import answer_invitation  # noqa: F401, they add their routes to `events`
from convene.events.pages.public import events
from convene.events.pages.public_series import one_series  # noqa: F401
from convene.events.pages.replies import take_reply

__all__ = ["events", "operator", "organise", "take_reply"]
