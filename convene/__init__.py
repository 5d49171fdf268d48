"""Convene runs a convening from the first idea to what became of it.

This package imports nothing here, so that `convene.engines` can be used without Flask or a database.
Where to start reading: `docs/architecture.md`, then `convene/app.py`.
"""
