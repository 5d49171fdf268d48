"""What each use case of this feature is called in the log."""

from convene.audit.catalogue import Words
from convene.sentences import says

WORDS: dict[str, Words] = {
    "questionnaires.begin_questionnaire": Words(says("%(who)s began a form")),
    "questionnaires.add_section": Words(says("%(who)s added a section to the form")),
    "questionnaires.change_section": Words(says("%(who)s changed a section of the form")),
    "questionnaires.move_section": Words(says("%(who)s moved a section of the form")),
    "questionnaires.remove_section": Words(says("%(who)s removed a heading from the form")),
    "questionnaires.add_question": Words(says("%(who)s added a question to the form")),
    "questionnaires.change_question": Words(says("%(who)s changed a question of the form")),
    "questionnaires.duplicate_question": Words(says("%(who)s copied a question of the form")),
    "questionnaires.move_question": Words(says("%(who)s moved a question of the form")),
    "questionnaires.place_question": Words(says("%(who)s moved a question of the form")),
    "questionnaires.remove_question": Words(says("%(who)s removed a question from the form")),
    "questionnaires.ask_again": Words(says("%(who)s took a removed question back into the form")),
    "questionnaires.add_ready_made": Words(says("%(who)s added a ready-made question to the form")),
    "questionnaires.begin_ready_form": Words(says("%(who)s began the form with a ready-made one")),
    "questionnaires.copy_questionnaire": Words(says("%(who)s took the form of another event over")),
    "questionnaires.keep_answers": Words(says("%(who)s answered the questions of the form")),
    "questionnaires.keep_answers_of_many": Words(says("%(who)s brought answers to the form in with a list")),
    "questionnaires.drop_answers_of": Words(says("%(who)s erased what somebody had answered")),
    "questionnaires.drop_answers_to": Words(says("%(who)s erased answers whose time was over")),
    "questionnaires.drop_uploads_of_event": Words(says("%(who)s dropped the files of a form")),
}
