from convene.subscriptions.pages.organiser import followers
from convene.subscriptions.pages.public import following, subscriptions

__all__ = ["followers", "following", "subscriptions"]
