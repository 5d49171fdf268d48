from convene.breakouts.pages import board, contacts, door, lists, setting, splitting
from convene.breakouts.pages.frame import groups
from convene.breakouts.pages.my_group import my_group

#: The modules whose routes stand in the blueprint of the organiser's pages.
ROUTES = (board, contacts, door, lists, setting, splitting)

__all__ = ["groups", "my_group"]
