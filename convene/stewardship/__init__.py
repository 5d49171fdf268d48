"""Use cases that touch everything that an event has: its beginning from a template, and its next edition.

The templates are told in `catalogue.py`; what a next edition takes over is decided by whoever owns the table, in
`events/services/cloning.py`, `programme/services/cloning.py` and `registration/services/opening.py`.
"""
