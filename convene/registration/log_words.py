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
    "registration.note_export": Words(says("%(who)s downloaded the list of registrations")),
}
