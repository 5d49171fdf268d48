"""The questions that organisers and those on stage answer about an agenda, and the shape of their answers."""
