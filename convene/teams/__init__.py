"""Organising teams: who owns events and the people known to them. Who belongs to one is said by `permissions`."""
