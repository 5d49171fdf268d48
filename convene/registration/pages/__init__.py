from convene.registration.pages import (
    deciding,
    form,
    invitations,
    invited,
    option_places,
    tickets,
    together,
)
from convene.registration.pages.badges import badges
from convene.registration.pages.door import code, door
from convene.registration.pages.door_sync import door_sync
from convene.registration.pages.online import online
from convene.registration.pages.organiser import registrations
from convene.registration.pages.papers import certificates, own_papers, papers
from convene.registration.pages.participant import registration

__all__ = [
    "badges",
    "certificates",
    "code",
    "deciding",
    "door",
    "door_sync",
    "form",
    "invitations",
    "invited",
    "online",
    "option_places",
    "own_papers",
    "papers",
    "registration",
    "registrations",
    "tickets",
    "together",
]
