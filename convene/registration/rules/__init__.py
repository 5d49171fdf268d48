"""What is decided about registrations on paper: over plain values, without a database."""
