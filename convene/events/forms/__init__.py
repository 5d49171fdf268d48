"""Questions about events, and the shape of answers."""
