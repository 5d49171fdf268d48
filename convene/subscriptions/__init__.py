"""Stay in the loop: people ask to hear about the next edition of a series, confirm it by mail, and leave by one tap.

Nobody needs an account. Nothing is sent to an address before its owner has pressed a button, except the one mail that
asks. Start with `services.py`; who was told of which edition is an `Announcement`.
"""
