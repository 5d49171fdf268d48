"""Use cases of registration, by story.

joining       somebody takes a place
self_service  they see, change and cancel it, by their link
managing      organisers do it for them
opening       when registration is open, and how many places there are
seating       what the others stand on: a place is taken, a place is given back
"""
