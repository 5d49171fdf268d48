from convene.breakouts.pages import board, door, reports, setting, splitting
from convene.breakouts.pages.cards import cards
from convene.breakouts.pages.frame import groups

#: The modules whose routes stand in the blueprint of the organiser's pages.
ROUTES = (board, door, reports, setting, splitting)

__all__ = ["cards", "groups"]
