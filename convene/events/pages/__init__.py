from convene.events.pages import care, finding, log, mail, team  # noqa: F401, they add their routes to `organise`
from convene.events.pages.operator import operator
from convene.events.pages.organiser import organise
from convene.events.pages.public import events

__all__ = ["events", "operator", "organise"]
