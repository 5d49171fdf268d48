"""Registration: who takes part. Seats in pools that cannot be overbooked, one active registration for each address.

Participants have no account: a signed link lets them see, change and cancel. Start with `services.joining.register`,
the exemplar of a use case, and `rules.decide_admission`, the exemplar of a decision.
"""
