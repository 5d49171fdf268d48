"""What each use case of this feature is called in the log."""

from convene.audit.catalogue import Words
from convene.sentences import says

WORDS: dict[str, Words] = {
    "events.begin_event": Words(says("%(who)s began the event")),
    "events.create_event": Words(says("%(who)s began the event")),
    "events.copy_event": Words(says("%(who)s began the event as the next edition of another one")),
    "events.copy_rooms": Words(says("%(who)s took the rooms of another event over")),
    "events.copy_partners": Words(says("%(who)s took the partners of another event over")),
    "events.change_event": Words(says("%(who)s changed what the event says of itself")),
    "events.publish_event": Words(says("%(who)s published the event"), stands_out=True),
    "events.withdraw_event": Words(says("%(who)s withdrew the event: a draft again")),
    "events.archive_event": Words(says("%(who)s archived the event")),
    "events.choose_sensitivity": Words(
        says("%(who)s chose a profile with more care"),
        or_if={"events.ask_to_loosen": says("%(who)s asked for a profile with less care")},
    ),
    "events.ask_to_loosen": Words(says("%(who)s asked for a profile with less care")),
    "events.confirm_loosening": Words(says("%(who)s confirmed a profile with less care"), stands_out=True),
    "events.refuse_loosening": Words(says("%(who)s refused a profile with less care")),
    "events.take_back_loosening": Words(says("%(who)s no longer asks for a profile with less care")),
    "events.name_safeguarding_lead": Words(says("%(who)s changed who is named for safeguarding")),
    "events.add_room": Words(says("%(who)s added a room"), about="room_id"),
    "events.change_room": Words(says("%(who)s changed a room"), about="room_id"),
    "events.move_room": Words(says("%(who)s changed the order of the rooms"), about="room_id"),
    "events.invite": Words(says("%(who)s gave somebody a role"), about="account_id"),
    "events.invite_again": Words(says("%(who)s mailed an invitation again"), about="account_id"),
    "events.change_role": Words(says("%(who)s changed somebody’s role"), about="account_id"),
    "events.take_role_away": Words(says("%(who)s took a role away"), about="account_id"),
    "events.rename_team_of": Words(says("%(who)s changed the name of the team")),
    "events.show_anew": Words(says("%(who)s had the public pages made anew")),
    "events.show_team_anew": Words(says("%(who)s had the public pages of the team made anew")),
    "permissions.give_role": Words(says("%(who)s gave somebody a role"), stands_out=True),
    "permissions.take_role": Words(says("%(who)s took a role away")),
    "outbox.enqueue": Words(says("%(who)s wrote a message")),
    "outbox.enqueue_for_each": Words(says("%(who)s wrote a message to each of many")),
    "outbox.give_up": Words(says("%(who)s let a message be")),
    "outbox.send_again": Words(says("%(who)s sent a message again")),
    "teams.create_team": Words(says("%(who)s began the team"), stands_out=True),
}
