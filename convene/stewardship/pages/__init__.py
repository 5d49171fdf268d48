from convene.stewardship.pages import cancelling, deleting, editions  # noqa: F401, they add their routes to `stewardship`
from convene.stewardship.pages.beginning import stewardship

__all__ = ["stewardship"]
