"""Decisions about an agenda, over plain values."""
