"""What changes the ledger of calendars.

items        what stands in calendars about sessions and events, as published
followers    for whom it stands there
invitations  what is mailed to them of it
answers      what comes back, and what organisers make of it
"""
