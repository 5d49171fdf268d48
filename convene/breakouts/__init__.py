"""Breakout groups of a session: rounds, groups, who sits where and why, repair at the door, and what groups report.

Start with `structure.py` (what is there), `planning.py` (what the engine is asked), `services/proposing.py` (how groups
come about) and `services/moving.py` (how people change them).
"""
