from convene.registration.pages import form
from convene.registration.pages.organiser import registrations
from convene.registration.pages.participant import registration

__all__ = ["form", "registration", "registrations"]
