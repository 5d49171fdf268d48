"""The worlds that Convene is tried in, told through use cases."""
