from convene.accounts.pages.public import pages

__all__ = ["pages"]
