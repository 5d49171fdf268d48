"""What each use case of this feature is called in the log."""

from convene.audit.catalogue import Words
from convene.sentences import says

WORDS: dict[str, Words] = {
    "registration.register": Words(
        says("%(who)s registered"),
        about="registration_id",
        or_if={
            "registration.remind_the_owner": says(
                "%(who)s filled in the form with an address that is registered already, and was mailed the link"
            )
        },
    ),
    "registration.remind_the_owner": Words(
        says("%(who)s was mailed the link to a registration that is there already"), about="registration_id"
    ),
    "registration.ask_for_new_address": Words(
        says("%(who)s asked that mails go to another address"), about="registration_id"
    ),
    "registration.change_address": Words(says("%(who)s confirmed another address"), about="registration_id"),
    "registration.change": Words(says("%(who)s changed a registration"), about="registration_id"),
    "registration.correct": Words(says("%(who)s corrected what somebody had told"), about="registration_id"),
    "registration.choose_calendar": Words(
        says("%(who)s chose what comes into a calendar by mail"), about="registration_id"
    ),
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
    "registration.admit_beyond": Words(
        says("%(who)s admitted somebody out of turn"), about="registration_id", stands_out=True
    ),
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
    "registration.save_the_date": Words(says("%(who)s held the dates in people’s calendars"), stands_out=True),
    "registration.send_invitations": Words(says("%(who)s sent invitations, or reminders")),
    "registration.withdraw_invitation": Words(says("%(who)s took an invitation back")),
    "registration.decline_invitation": Words(says("%(who)s declined an invitation")),
    "registration.set_target": Words(says("%(who)s changed what balance is wished for")),
    "registration.set_option_places": Words(says("%(who)s changed how many can choose an answer")),
    "registration.check_in": Words(says("%(who)s checked somebody in"), about="registration_id"),
    "registration.undo_check_in": Words(says("%(who)s took a check-in back"), about="registration_id"),
    "registration.hand_in_slips": Words(says("%(who)s checked people in")),
    "registration.join_online": Words(says("%(who)s joined online"), about="registration_id"),
    "registration.let_walk_in_in": Words(
        says("%(who)s let somebody in who had not registered"), about="registration_id"
    ),
    "registration.admit_walk_in": Words(says("%(who)s gave somebody at the door a place"), about="registration_id"),
    "registration.let_in_anyway": Words(
        says("%(who)s let somebody in who had no place"), about="registration_id", stands_out=True
    ),
    "registration.let_in_beyond_places": Words(
        says("%(who)s let somebody in beyond the places"), about="registration_id", stands_out=True
    ),
    "registration.note_badges_printed": Words(says("%(who)s took badges to the printer")),
    "registration.set_papers": Words(says("%(who)s changed which papers are given, or their words")),
    "registration.ask_for_letter": Words(says("%(who)s asked for a letter of invitation"), about="registration_id"),
    "registration.decide_letter": Words(says("%(who)s answered who asked for a letter"), about="registration_id"),
    "registration.issue_certificate": Words(says("%(who)s fetched their certificate"), about="registration_id"),
    "registration.import_people": Words(says("%(who)s brought a list of people in")),
    "registration.keep_list": Words(says("%(who)s looked at a list of people")),
    "registration.take_back": Words(says("%(who)s took a list of people back")),
    "registration.tag_those": Words(says("%(who)s gave people a tag")),
    "registration.untag_those": Words(says("%(who)s took a tag from people")),
    "registration.drop_tag": Words(says("%(who)s deleted a tag")),
    "registration.undo": Words(says("%(who)s undid what was done to people of the list")),
    "registration.write_note": Words(says("%(who)s wrote a note on somebody"), about="registration_id"),
    "registration.remove_note": Words(says("%(who)s removed a note on somebody"), about="registration_id"),
    "registration.save_view": Words(says("%(who)s saved a view of the list of people")),
    "registration.delete_view": Words(says("%(who)s deleted a view of the list of people")),
    "registration.cancel_those": Words(says("%(who)s cancelled several registrations")),
    "registration.set_directory": Words(says("%(who)s opened or closed the directory of participants")),
    "registration.show_oneself": Words(
        says("%(who)s changed how they are shown among the participants"), about="registration_id"
    ),
    "registration.forward_to": Words(says("%(who)s wrote to a participant of the directory"), about="registration_id"),
    "registration.write_to": Words(says("%(who)s sent or planned a letter to a group")),
    "registration.go_on": Words(says("%(who)s let registration go on: the event takes place")),
    "registration.send_planned": Words(says("A planned letter to a group was sent, or dropped")),
    "registration.call_off": Words(says("%(who)s called a planned letter off")),
    "registration.send_test": Words(says("%(who)s had a letter mailed to themselves")),
    "registration.sign_up": Words(says("%(who)s signed up for a session"), about="session_id"),
    "registration.sign_off": Words(says("%(who)s gave the place in a session back"), about="session_id"),
    "registration.set_session_places": Words(says("%(who)s changed for which sessions people sign up, or the places")),
    "registration.note_export": Words(says("%(who)s downloaded the list of registrations")),
}
