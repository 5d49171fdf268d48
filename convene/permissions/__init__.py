"""Who may do what: permissions (`catalogue`), roles (`rules`: one table), grants (`models`), questions (`queries`).

A grant says that an account has a role on a team or on an event. Having a role on a team means having it on each of
the team's events. "May she?" and "who may?" read the same table, so that they cannot drift apart.
"""
