from convene.breakouts.pages.frame import groups

__all__ = ["groups"]
