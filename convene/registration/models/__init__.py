"""The tables of registration, by story."""

from convene.registration.models.attendance import Attendance, CheckInSlip
from convene.registration.models.inviting import BalanceTarget, Invitation, Letter
from convene.registration.models.papers import Paper, PaperDesk, PrintedBadge
from convene.registration.models.registrations import UNTIL_RETENTION, Party, Registration, RegistrationDesk
from convene.registration.models.seats import (
    InvitationCode,
    Offer,
    Quota,
    SeatPool,
    SeatTaken,
    SeatWanted,
    TicketKind,
)

__all__ = [
    "UNTIL_RETENTION",
    "Attendance",
    "BalanceTarget",
    "CheckInSlip",
    "Invitation",
    "InvitationCode",
    "Letter",
    "Offer",
    "Paper",
    "PaperDesk",
    "Party",
    "PrintedBadge",
    "Quota",
    "Registration",
    "RegistrationDesk",
    "SeatPool",
    "SeatTaken",
    "SeatWanted",
    "TicketKind",
]
