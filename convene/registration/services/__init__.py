"""Use cases of registration, by story.

joining       somebody takes a place
self_service  they see, change and cancel it, by their link
managing      organisers do it for them
opening       when registration is open, and how many places there are
seating       steps that the others take: places are taken, given back, offered to those who wait
"""
