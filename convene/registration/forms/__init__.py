"""The forms of registration, by what they are for."""
