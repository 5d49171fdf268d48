from convene.registration.pages.organiser import registrations
from convene.registration.pages.participant import registration

__all__ = ["registration", "registrations"]
