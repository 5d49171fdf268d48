"""The demo world: an event that is alive, and events of any size for benches. Told through use cases only."""
