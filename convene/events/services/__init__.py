"""Use cases of events, by story."""
