"""Use cases: `building` (what is asked), `answering` (what was answered), `copying` (the same asked elsewhere)."""
