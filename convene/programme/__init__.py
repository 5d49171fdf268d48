"""The agenda: sessions and their contributions, people on stage, tracks; the draft, and the versions published from it.

The tables of sessions are the *draft*: organisers change them freely. Publishing writes an immutable *version*;
public pages, files and feeds read versions only. A session that was published is withdrawn, never deleted.
Start with `models.py`, `rules.compare` (what a publish would change) and `services.publish_agenda`.
"""
