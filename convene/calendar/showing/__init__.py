"""What pages of features above show of calendars: the addresses of one's own, and what stands in whose."""
