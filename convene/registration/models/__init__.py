"""The tables of registration, by story."""

from convene.registration.models.registrations import UNTIL_RETENTION, Registration, RegistrationDesk
from convene.registration.models.seats import SeatPool, SeatTaken

__all__ = ["UNTIL_RETENTION", "Registration", "RegistrationDesk", "SeatPool", "SeatTaken"]
