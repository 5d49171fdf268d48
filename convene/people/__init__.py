"""One row for each person that a team knows: those who register, those on stage, later followers and subscribers.

Names are three: the one shown, the one on the badge, the legal one (papers only). A row may have no address: people
come in from schedules and spreadsheets, too.
"""
