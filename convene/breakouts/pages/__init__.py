from convene.breakouts.pages.frame import groups
from convene.breakouts.pages.my_group import my_group

__all__ = ["groups", "my_group"]
