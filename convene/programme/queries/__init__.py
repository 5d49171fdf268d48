"""What is asked of an agenda, by what it is asked about."""
