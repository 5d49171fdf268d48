"""What can be done to an agenda, by story.

drafting    sessions, contributions, people on stage, tracks, rooms: the draft
publishing  the draft becomes a version; an older version becomes the draft
importing   a schedule file becomes an event, or changes one
naming      a person is called otherwise, and every served form says so
"""
