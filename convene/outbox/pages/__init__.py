from convene.outbox.pages.mailbox import pages

__all__ = ["pages"]
