"""What is asked about registrations, by story."""
