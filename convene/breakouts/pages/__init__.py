from convene.breakouts.pages import reports  # noqa: F401, its pages are in the blueprint of `frame`
from convene.breakouts.pages.cards import cards
from convene.breakouts.pages.frame import groups

__all__ = ["cards", "groups"]
