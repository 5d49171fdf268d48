"""How long what is said of a person can be."""

LONGEST_NAME = 200
LONGEST_AFFILIATION = 200
