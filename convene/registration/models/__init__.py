"""The tables of registration, by story."""

from convene.registration.models.attendance import Attendance, CheckInSlip
from convene.registration.models.directory import Directory, DirectoryEntry
from convene.registration.models.inviting import BalanceTarget, Invitation, Letter
from convene.registration.models.keeping import (
    DoneToGroup,
    ImportChange,
    ImportedAnswer,
    Note,
    PeopleImport,
    SavedView,
    Tag,
    Tagged,
)
from convene.registration.models.mailings import Mailing
from convene.registration.models.papers import Paper, PaperDesk, PrintedBadge
from convene.registration.models.registrations import (
    UNTIL_RETENTION,
    Party,
    Registration,
    RegistrationChange,
    RegistrationDesk,
)
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
    "Directory",
    "DirectoryEntry",
    "DoneToGroup",
    "ImportChange",
    "ImportedAnswer",
    "Invitation",
    "InvitationCode",
    "Letter",
    "Mailing",
    "Note",
    "Offer",
    "Paper",
    "PaperDesk",
    "Party",
    "PeopleImport",
    "PrintedBadge",
    "Quota",
    "Registration",
    "RegistrationChange",
    "RegistrationDesk",
    "SavedView",
    "SeatPool",
    "SeatTaken",
    "SeatWanted",
    "Tag",
    "Tagged",
    "TicketKind",
]
