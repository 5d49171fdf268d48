"""How the states of a registration, the ways in which people came, and the columns of the list are called."""

from flask_babel import gettext

from convene.registration.catalogue import CameBy, RegistrationState
from convene.registration.rules.listing import Shown


def state_words() -> dict[RegistrationState, str]:
    """The words for the states of a registration, in the order in which lists show them."""
    return {
        RegistrationState.PENDING: str(gettext("To approve")),
        RegistrationState.CONFIRMED: str(gettext("Confirmed")),
        RegistrationState.WAITLISTED: str(gettext("Waitlist")),
        RegistrationState.DECLINED: str(gettext("Declined")),
        RegistrationState.CANCELLED: str(gettext("Cancelled")),
    }


def state_word(state: RegistrationState) -> str:
    """The word for one of them."""
    return state_words()[state]


def came_by_words() -> dict[CameBy, str]:
    """The words for how somebody came."""
    return {
        CameBy.FORM: str(gettext("Registered themselves")),
        CameBy.COLLEAGUE: str(gettext("Registered by a colleague")),
        CameBy.GUEST: str(gettext("A guest")),
        CameBy.INVITATION: str(gettext("Was invited")),
        CameBy.CODE: str(gettext("With a code")),
        CameBy.IMPORT: str(gettext("With a list")),
        CameBy.DOOR: str(gettext("At the door")),
        CameBy.PASSED_ON: str(gettext("Took a place over")),
    }


def came_by_word(came_by: CameBy) -> str:
    """The word for one of them."""
    return came_by_words()[came_by]


def column_words() -> dict[Shown, str]:
    """What can stand beside the name in a list, in words."""
    return {
        Shown.ORGANISATION: str(gettext("Organisation")),
        Shown.COUNTRY: str(gettext("Country")),
        Shown.EMAIL: str(gettext("E-mail address")),
        Shown.TICKET: str(gettext("Ticket")),
        Shown.REGISTERED: str(gettext("Registered")),
        Shown.STATE: str(gettext("State")),
        Shown.CAME_BY: str(gettext("How they came")),
        Shown.LANGUAGE: str(gettext("Language")),
        Shown.ARRIVED: str(gettext("Came")),
        Shown.TAGS: str(gettext("Tags")),
        Shown.NOTES: str(gettext("Notes")),
    }
