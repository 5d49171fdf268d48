"""The published agenda to take along: as a table, as plain text, as a small website that needs no network.

Each reads a version and never the draft; its bytes depend on the version alone. `exporting` writes what programs read.
"""
