from convene.registration.pages import (
    correcting,
    deciding,
    directory,
    form,
    importing,
    invitations,
    invited,
    letters,
    listing,
    notes,
    option_places,
    organiser,
    own_address,
    own_agenda,
    own_calendar,
    own_data,
    save_the_date,
    session_places,
    statistics,
    tickets,
    together,
)
from convene.registration.pages.badges import badges
from convene.registration.pages.door import code, door
from convene.registration.pages.door_sync import door_sync
from convene.registration.pages.frame import registrations
from convene.registration.pages.online import online
from convene.registration.pages.papers import certificates, own_papers, papers
from convene.registration.pages.participant import registration

#: The modules whose routes stand in the blueprints of the participant's and the organiser's pages.
ROUTES = (
    correcting,
    deciding,
    directory,
    form,
    importing,
    invitations,
    invited,
    letters,
    listing,
    notes,
    option_places,
    organiser,
    own_address,
    own_agenda,
    own_calendar,
    own_data,
    save_the_date,
    session_places,
    statistics,
    tickets,
    together,
)

__all__ = [
    "badges",
    "certificates",
    "code",
    "door",
    "door_sync",
    "online",
    "own_papers",
    "papers",
    "registration",
    "registrations",
]
