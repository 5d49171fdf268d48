from convene.stewardship.pages import editions  # noqa: F401, it adds its routes to `stewardship`
from convene.stewardship.pages.beginning import stewardship

__all__ = ["stewardship"]
