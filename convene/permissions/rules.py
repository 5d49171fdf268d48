"""One table: what each role may do."""

from convene.permissions.catalogue import Permission, Role

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    # What the safeguarding lead keeps is for nobody else: an owner who must know takes that role, and the log says so.
    Role.OWNER: frozenset(Permission) - {Permission.KEEP_CONFIDENTIAL_RULES},
    Role.ORGANISER: frozenset(Permission) - {Permission.KEEP_CONFIDENTIAL_RULES, Permission.MANAGE_TEAM},
    Role.PROGRAMME: frozenset({Permission.SEE_EVENT, Permission.EDIT_AGENDA, Permission.PUBLISH_AGENDA}),
    Role.FACILITATOR: frozenset({Permission.SEE_EVENT, Permission.ARRANGE_GROUPS}),
    Role.FRONT_DESK: frozenset({Permission.SEE_EVENT, Permission.SEE_REGISTRATIONS, Permission.CHECK_IN}),
    Role.VIEWER: frozenset({Permission.SEE_EVENT}),
    Role.SAFEGUARDING_LEAD: frozenset(
        {
            Permission.SEE_EVENT,
            Permission.SEE_LOG,
            Permission.ARRANGE_GROUPS,
            Permission.KEEP_CONFIDENTIAL_RULES,
        }
    ),
}


def roles_with(permission: Permission) -> frozenset[Role]:
    """The roles that allow something: the table read the other way round."""
    return frozenset(role for role, allowed in PERMISSIONS.items() if permission in allowed)


def permissions_of(roles: frozenset[Role]) -> frozenset[Permission]:
    """What somebody with these roles may do."""
    return frozenset().union(*(PERMISSIONS[role] for role in roles))


def is_the_last_owner(role: Role, owners: int) -> bool:
    """A team or an event without an owner could be changed by nobody: the last one stays."""
    return role is Role.OWNER and owners <= 1
