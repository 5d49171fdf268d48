"""What is asked of calendars, by what it is asked about."""
