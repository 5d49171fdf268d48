"""The audit log: who did what, to which rows, when. Append-only; no free text, no answers.

Every use case leaves one line, written in its own transaction by a hook that `app.py` hands to `@use_case`. The
organiser reads the lines of an event on the event's log page (`events/pages/log.py`).
"""
