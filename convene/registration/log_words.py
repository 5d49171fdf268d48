"""What each use case of this feature is called in the log."""

from convene.audit.catalogue import Words
from convene.sentences import says

WORDS: dict[str, Words] = {
    "registration.register": Words(says("%(who)s registered"), about="registration_id"),
    "registration.change": Words(says("%(who)s changed a registration"), about="registration_id"),
    "registration.cancel": Words(says("%(who)s cancelled a registration"), about="registration_id"),
    "registration.cancel_for": Words(says("%(who)s cancelled a registration for somebody"), about="registration_id"),
    "registration.send_my_link": Words(says("%(who)s asked for the link to a registration"), about="registration_id"),
    "registration.set_desk": Words(says("%(who)s changed when registration is open, or the places")),
    "registration.copy_desk": Words(says("%(who)s took the places of another event over")),
    "registration.register_together": Words(says("%(who)s registered several people in one go")),
    "registration.accept_offer": Words(
        says("%(who)s took a place that was offered, or confirmed an address"), about="registration_id"
    ),
    "registration.decline_offer": Words(says("%(who)s let a place go that was offered"), about="registration_id"),
    "registration.transfer": Words(says("%(who)s passed a place on to somebody else"), about="registration_id"),
    "registration.approve": Words(says("%(who)s approved registrations")),
    "registration.decline": Words(says("%(who)s declined registrations")),
    "registration.reconsider": Words(says("%(who)s put declined registrations back among those to approve")),
    "registration.admit_beyond": Words(says("%(who)s admitted somebody out of turn"), about="registration_id"),
    "registration.settle": Words(says("%(who)s ended offers whose time was over, and offered their places on")),
    "registration.add_ticket": Words(says("%(who)s added a way of taking part")),
    "registration.change_ticket": Words(says("%(who)s changed a way of taking part")),
    "registration.move_ticket": Words(says("%(who)s moved a way of taking part")),
    "registration.withdraw_ticket": Words(says("%(who)s withdrew a way of taking part")),
    "registration.restore_ticket": Words(says("%(who)s offered a way of taking part again")),
    "registration.set_quota": Words(says("%(who)s kept places for a group, or changed how many")),
    "registration.remove_quota": Words(says("%(who)s keeps places for a group no more")),
    "registration.add_code": Words(says("%(who)s made an invitation code")),
    "registration.change_code": Words(says("%(who)s changed an invitation code")),
    "registration.list_invitees": Words(says("%(who)s put people on the list of the invited")),
    "registration.send_invitations": Words(says("%(who)s sent invitations, or reminders")),
    "registration.withdraw_invitation": Words(says("%(who)s took an invitation back")),
    "registration.decline_invitation": Words(says("%(who)s declined an invitation")),
    "registration.set_target": Words(says("%(who)s changed what balance is wished for")),
    "registration.set_option_places": Words(says("%(who)s changed how many can choose an answer")),
    "registration.note_export": Words(says("%(who)s downloaded the list of registrations")),
}
