"""What each use case of this feature is called in the log."""

from convene.audit.catalogue import Words
from convene.sentences import says

#: Saving a new session adds it.
ADDED = {"programme.add_session": says("%(who)s added a session to the draft")}

WORDS: dict[str, Words] = {
    "programme.import_event": Words(says("%(who)s brought the event in from a file")),
    "programme.import_into_event": Words(says("%(who)s brought a schedule file into the draft")),
    "programme.import_previewed": Words(says("%(who)s brought a schedule file into the draft")),
    "programme.import_schedule": Words(says("%(who)s brought a schedule file into the draft")),
    "programme.keep_upload": Words(says("%(who)s had a schedule file read")),
    "programme.copy_agenda": Words(says("%(who)s took the agenda of another event over")),
    "programme.move_sessions": Words(says("%(who)s moved all sessions of the draft to other days")),
    "programme.add_session": Words(says("%(who)s added a session to the draft"), about="session_id"),
    "programme.save_session": Words(
        says("%(who)s changed a session of the draft"),
        about="session_id",
        or_if={"programme.add_session": says("%(who)s added a session to the draft")},
    ),
    "programme.change_session": Words(says("%(who)s changed a session of the draft"), about="session_id"),
    "programme.place_session": Words(says("%(who)s moved a session of the draft"), about="session_id"),
    "programme.swap_sessions": Words(says("%(who)s let two sessions change places"), about="session_id"),
    "programme.delete_session": Words(says("%(who)s deleted a session of the draft")),
    "programme.wish_place": Words(says("%(who)s said what the place of a session must be like"), about="session_id"),
    "programme.pin_session": Words(says("%(who)s pinned or unpinned a session"), about="session_id"),
    "programme.add_rule": Words(says("%(who)s made a rule between sessions"), about="session_id"),
    "programme.remove_rule": Words(says("%(who)s removed a rule between sessions")),
    "programme.say_ways": Words(says("%(who)s said how long the ways between rooms are")),
    "programme.withdraw_session": Words(says("%(who)s withdrew a session"), about="session_id"),
    "programme.restore_session": Words(says("%(who)s restored a session"), about="session_id"),
    "programme.add_contribution": Words(says("%(who)s added a contribution to a session"), about="session_id"),
    "programme.change_contribution": Words(says("%(who)s changed a contribution of a session")),
    "programme.remove_contribution": Words(says("%(who)s took a contribution out of a session")),
    "programme.order_contributions": Words(says("%(who)s changed the order of contributions")),
    "programme.put_on_stage": Words(says("%(who)s put somebody on stage"), about="session_id"),
    "programme.change_on_stage": Words(says("%(who)s changed what somebody does on stage")),
    "programme.take_off_stage": Words(says("%(who)s took somebody off stage")),
    "programme.change_person": Words(says("%(who)s changed what is said of a person on stage"), about="person_id"),
    "programme.correct_people": Words(says("%(who)s brought in what is said of people on stage")),
    "programme.add_link": Words(says("%(who)s added a link to the materials of a session"), about="session_id"),
    "programme.add_file": Words(says("%(who)s added a file to the materials of a session"), about="session_id"),
    "programme.change_material": Words(says("%(who)s changed a material of a session"), about="session_id"),
    "programme.hide_material": Words(says("%(who)s hid a material of a session"), about="session_id"),
    "programme.show_material": Words(says("%(who)s showed a material of a session again"), about="session_id"),
    "programme.move_material": Words(says("%(who)s changed the order of materials"), about="session_id"),
    "programme.remove_material": Words(says("%(who)s removed a material of a session"), about="session_id"),
    "programme.cut_photo": Words(says("%(who)s chose the part of a picture that is shown"), about="person_id"),
    "programme.set_stage_address": Words(
        says("%(who)s wrote down where a person on stage is reached"), about="person_id"
    ),
    "programme.add_stage_addresses": Words(says("%(who)s wrote down where people on stage are reached")),
    "programme.take_addresses": Words(says("%(who)s brought in where people on stage are reached")),
    "programme.ask_to_speak": Words(says("%(who)s asked people on stage whether they will be there")),
    "programme.remind_to_speak": Words(says("%(who)s reminded people on stage who had not answered")),
    "programme.forget_answers": Words(says("%(who)s let everybody on stage be asked again")),
    "programme.make_stage_link": Words(says("%(who)s made a personal link for a person on stage"), about="person_id"),
    "programme.choose_own_calendar": Words(says("%(who)s chose what comes into their calendar by mail")),
    "programme.answer_for_stage": Words(says("%(who)s answered whether they will be there"), about="person_id"),
    "programme.say_own_availability": Words(says("%(who)s said when they can be there"), about="person_id"),
    "programme.write_down_availability": Words(
        says("%(who)s wrote down when a person on stage can be there"), about="person_id"
    ),
    "programme.ask_when": Words(says("%(who)s asked people on stage when they can be there")),
    "programme.remind_when": Words(says("%(who)s reminded people on stage to say when they can be there")),
    "programme.set_availability_day": Words(
        says("%(who)s set the day by which people on stage shall say when they can be there")
    ),
    "programme.note_availability_export": Words(
        says("%(who)s took the list of when people on stage can be there out as a file")
    ),
    "programme.change_own_profile": Words(says("%(who)s changed their profile"), about="person_id"),
    "programme.cut_own_photo": Words(says("%(who)s changed their profile"), about="person_id"),
    "programme.hand_in_link": Words(says("%(who)s added a link to the materials of a session"), about="session_id"),
    "programme.hand_in_file": Words(says("%(who)s added a file to the materials of a session"), about="session_id"),
    "programme.change_own_material": Words(says("%(who)s changed a material of a session"), about="session_id"),
    "programme.hide_own_material": Words(says("%(who)s hid a material of a session"), about="session_id"),
    "programme.show_own_material": Words(says("%(who)s showed a material of a session again"), about="session_id"),
    "programme.remove_own_material": Words(says("%(who)s removed a material of a session"), about="session_id"),
    "programme.ask_for_proposal": Words(says("%(who)s had an agenda proposed")),
    "programme.stop_proposal": Words(says("%(who)s stopped a proposal for the agenda")),
    "programme.use_proposal": Words(says("%(who)s moved sessions of the draft as proposed"), stands_out=True),
    "programme.take_proposal_back": Words(says("%(who)s took back what a proposal had moved")),
    "programme.drop_proposal": Words(says("%(who)s left a proposal for the agenda unused")),
    "programme.shift_day": Words(
        says("%(who)s moved sessions of a day, which was late or early"),
        about="session_id",
        or_if={"programme.publish_agenda": says("%(who)s moved sessions of a day, and published it")},
        stands_out=True,
    ),
    "programme.take_shift_back": Words(
        says("%(who)s took a move of the day back"),
        or_if={"programme.publish_agenda": says("%(who)s took a move of the day back, and published it")},
        stands_out=True,
    ),
    "programme.add_track": Words(says("%(who)s added a track"), about="track_id"),
    "programme.change_track": Words(says("%(who)s changed a track"), about="track_id"),
    "programme.remove_track": Words(says("%(who)s removed a track")),
    "programme.remove_room": Words(says("%(who)s removed a room"), about="room_id"),
    "programme.keep_sessions_in_calendars": Words(says("%(who)s had the sessions stand in calendars again")),
    "programme.publish_agenda": Words(says("%(who)s published the agenda"), about="version_id", stands_out=True),
    "programme.restore_version": Words(says("%(who)s made an older version the draft again"), about="version_id"),
}
