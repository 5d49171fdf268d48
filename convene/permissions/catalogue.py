from enum import StrEnum


class Permission(StrEnum):
    """What can be allowed. The sentence says what it lets a person do."""

    SEE_EVENT = "see event"  #: Open the organiser's pages of an event: overview, draft agenda, versions.
    EDIT_EVENT = "edit event"  #: Change what the event says of itself, publish and withdraw it.
    EDIT_AGENDA = "edit agenda"  #: Change the draft: sessions, rooms, tracks, people on stage; import.
    PUBLISH_AGENDA = "publish agenda"  #: Publish a version, restore an older one.
    SEE_REGISTRATIONS = "see registrations"  #: Read the list of who registered, with their answers.
    SEE_PRIVATE_ANSWERS = "see private answers"  #: Read what is private in them: diet, access needs, whom to call.
    EXPORT_REGISTRATIONS = "export registrations"  #: Download that list.
    MANAGE_REGISTRATIONS = "manage registrations"  #: Open and close registration, set places, cancel for somebody.
    ARRANGE_GROUPS = "arrange groups"  #: See and set who sits in which breakout group, with names and organisations.
    KEEP_CONFIDENTIAL_RULES = "keep confidential rules"  #: Say who must sit apart or together, seen by nobody else.
    CHECK_IN = "check in"  #: Stand at the door: check people in, undo it, let walk-ins in.
    SEE_FOLLOWERS = "see followers"  #: Read who follows the series of an event.
    SEE_MAIL = "see mail"  #: Read the outbox of the event.
    SEND_MAIL = "send mail"  #: Send a message again.
    SEE_LOG = "see log"  #: Read who did what.
    MANAGE_TEAM = "manage team"  #: Give and take roles.
    CREATE_EVENT = "create event"  #: Start a new event of the team.


class Role(StrEnum):
    """What somebody is at an event, or in a team and so at all its events."""

    OWNER = "owner"
    ORGANISER = "organiser"
    PROGRAMME = "programme"
    FACILITATOR = "facilitator"
    FRONT_DESK = "front desk"
    VIEWER = "viewer"
    SAFEGUARDING_LEAD = "safeguarding lead"


class Scope(StrEnum):
    """What a role is held on."""

    TEAM = "team"
    EVENT = "event"
