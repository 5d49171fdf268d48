from convene.registration.pages import (
    deciding,
    form,
    invitations,
    invited,
    option_places,
    tickets,
    together,
)
from convene.registration.pages.organiser import registrations
from convene.registration.pages.participant import registration

__all__ = [
    "deciding",
    "form",
    "invitations",
    "invited",
    "option_places",
    "registration",
    "registrations",
    "tickets",
    "together",
]
