from convene.registration.catalogue import DoorStanding, EndedBecause, RegistrationState


def find_standing(
    state: RegistrationState, ended_because: EndedBecause | None, *, is_offered: bool, lacks_sign_up: bool
) -> DoorStanding:
    """How somebody stands at a door. `lacks_sign_up`: it is the door of a session for which they would have signed up.

    What is said of their place at the event comes first: without it nobody has one in a session.
    """
    match state:
        case RegistrationState.CONFIRMED:
            return DoorStanding.NOT_SIGNED_UP if lacks_sign_up else DoorStanding.EXPECTED
        case RegistrationState.WAITLISTED:
            return DoorStanding.OFFERED if is_offered else DoorStanding.WAITLISTED
        case RegistrationState.PENDING:
            return DoorStanding.OFFERED if is_offered else DoorStanding.PENDING
        case RegistrationState.DECLINED:
            return DoorStanding.DECLINED
        case RegistrationState.CANCELLED:
            is_by_organisers = ended_because is EndedBecause.ORGANISERS
            return DoorStanding.CANCELLED_FOR_THEM if is_by_organisers else DoorStanding.CANCELLED
