"""What each use case of this feature is called in the log."""

from convene.audit.catalogue import Words
from convene.sentences import says

WORDS: dict[str, Words] = {
    "breakouts.split_session": Words(says("%(who)s let a session split into groups"), about="session_id"),
    "breakouts.copy_breakouts": Words(says("%(who)s took the breakout groups of another event over")),
    "breakouts.add_round": Words(says("%(who)s added a round of breakout groups"), about="session_id"),
    "breakouts.change_round": Words(says("%(who)s changed a round of breakout groups"), about="session_id"),
    "breakouts.remove_round": Words(
        says("%(who)s removed a round of breakout groups"), about="session_id", stands_out=True
    ),
    "breakouts.add_group": Words(says("%(who)s added a breakout group"), about="session_id"),
    "breakouts.change_group": Words(says("%(who)s changed a breakout group"), about="session_id"),
    "breakouts.remove_group": Words(says("%(who)s removed a breakout group"), about="session_id"),
    "breakouts.add_rule": Words(says("%(who)s wished one thing more of breakout groups"), about="session_id"),
    "breakouts.move_rule": Words(
        says("%(who)s put what is wished of breakout groups in another order"), about="session_id"
    ),
    "breakouts.remove_rule": Words(says("%(who)s wished one thing less of breakout groups"), about="session_id"),
    "breakouts.say_how": Words(says("%(who)s said how breakout groups are made"), about="session_id"),
    "breakouts.take_wishes": Words(
        says("%(who)s began or stopped to take wishes for breakout groups"), about="session_id"
    ),
    "breakouts.pair_people": Words(
        says("%(who)s said who sits together or apart in breakout groups, or leads none"), about="session_id"
    ),
    "breakouts.part_pair": Words(
        says("%(who)s removed a rule on who sits together or apart in breakout groups, or leads none"),
        about="session_id",
    ),
    "breakouts.choose_rapporteurs": Words(
        says("%(who)s had rapporteurs of breakout groups chosen"), about="session_id"
    ),
    "breakouts.undo_split": Words(
        says("%(who)s removed the breakout groups of a session"), about="session_id", stands_out=True
    ),
    "breakouts.move_person": Words(says("%(who)s moved somebody to another breakout group"), about="registration_id"),
    "breakouts.hold_person": Words(
        says("%(who)s kept somebody in a breakout group, or no more"), about="registration_id"
    ),
    "breakouts.mark_absent": Words(
        says("%(who)s noted who is absent from breakout groups, or has come"), about="session_id"
    ),
    "breakouts.undo_last": Words(says("%(who)s undid the last change of breakout groups"), about="session_id"),
    "breakouts.seat_now": Words(says("%(who)s seated somebody in breakout groups"), about="session_id"),
    "breakouts.ask_for_groups": Words(says("%(who)s had breakout groups worked out"), about="session_id"),
    "breakouts.repair_groups": Words(says("%(who)s had breakout groups repaired"), about="session_id"),
    "breakouts.stop_run": Words(says("%(who)s stopped the search for breakout groups"), about="session_id"),
    "breakouts.publish_groups": Words(
        says("%(who)s showed everybody their breakout group"), about="session_id", stands_out=True
    ),
    "breakouts.withdraw_groups": Words(
        says("%(who)s shows nobody their breakout group any more"), about="session_id", stands_out=True
    ),
    "breakouts.wish_groups": Words(says("%(who)s said which breakout groups they would like"), about="registration_id"),
    "breakouts.ask_when_registering": Words(
        says("%(who)s let the registration form ask for wishes for breakout groups"), about="session_id"
    ),
    "breakouts.begin_card": Words(says("%(who)s began the card of a breakout group"), about="session_id"),
    "breakouts.say_card_is_ready": Words(
        says("%(who)s said that the card of a breakout group is ready, or is not yet"), about="session_id"
    ),
    "breakouts.renew_card_link": Words(
        says("%(who)s made a new link to the card of a breakout group"), about="session_id"
    ),
}
