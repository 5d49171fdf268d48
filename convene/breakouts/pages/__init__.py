from convene.breakouts.pages import board, contacts, door, lists, reports, setting, splitting
from convene.breakouts.pages.cards import cards
from convene.breakouts.pages.frame import groups
from convene.breakouts.pages.my_group import my_group

#: The modules whose routes stand in the blueprint of the organiser's pages.
ROUTES = (board, contacts, door, lists, reports, setting, splitting)

__all__ = ["cards", "groups", "my_group"]
