"""An organiser builds the form: by pages, as they do it."""

from flask import Flask

from convene.questionnaires.catalogue import Kind
from convene.questionnaires.queries import values_of
from convene.questionnaires.rules import field_of
from convene.registration.queries.form import answers_at, form_of
from tests.factories.events import make_event
from tests.factories.questionnaires import ask, form, make_form, only_if, option, question
from tests.factories.registrations import make_open_event, make_registration
from tests.registration.test_registering import register
from tests.support.visitor import Visitor


def organiser(app: Flask) -> Visitor:
    return Visitor(app).signed_in_as("noor@example.org").open("/organise/forum/people/form")


def test_twelve_questions_are_begun_with_one_button_and_one_is_added(app: Flask) -> None:
    event = make_open_event(slug="forum")
    noor = organiser(app).press("Begin with this Forum")
    asks = form_of(event.id)
    assert asks is not None
    assert len(asks.answerable) >= 12
    assert "Asked if “How will you take part?” is “In person”" in noor.text
    noor.follow_link("Add a question").follow_link("Choose one")
    noor.fill_in(label="Which day?", options="Thursday\n  Friday \n").press("Save the question")
    assert "“Which day?” is saved." in noor.text
    assert "Add another question" in noor.text
    added = form_of(event.id).questions[-1]
    assert [one.label for one in added.offered] == ["Thursday", "Friday"]


def test_a_condition_is_chosen_from_one_list(app: Flask) -> None:
    event = make_open_event(slug="forum")
    form_id = make_form(event)
    mode = ask(form_id, "How will you come?", Kind.CHOICE, "In person", "Hybrid", "Online")
    noor = organiser(app).follow_link("Add a question").follow_link("One line of text")
    in_person, hybrid = (option(form_id, mode, label).hex for label in ("In person", "Hybrid"))
    noor.fill_in(
        **{
            "label": "What do you eat?",
            "conditions-0-rests_on": f"{mode.hex}:is any of:{in_person}",
            "conditions-1-rests_on": f"{mode.hex}:is any of:{hybrid}",
        }
    ).press("Save the question")
    assert "Asked if “How will you come?” is “In person” or “Hybrid”" in noor.text
    added = form(form_id).questions[-1]
    assert len(added.conditions.of) == 1
    noor.follow_link("Change What do you eat?")
    assert len(noor.tree.xpath("//option[@selected][contains(., 'How will you come?')]")) == 2


def test_what_rests_on_a_question_keeps_it_where_it_is(app: Flask) -> None:
    event = make_open_event(slug="forum")
    form_id = make_form(event)
    first = ask(form_id, "Come?", Kind.YES_NO)
    ask(form_id, "Eat?", conditions=only_if(form_id, first))
    noor = organiser(app)
    noor.press("Down: Come?")
    assert "“Eat?” is asked because of the answer to “Come?”, which must stand before it." in noor.text
    noor.follow_link("Remove Come?").press("Remove the question")
    assert "“Eat?” is asked because of “Come?”. Change that condition first." in noor.text
    assert [one.label for one in form(form_id).questions] == ["Come?", "Eat?"]


def test_moving_says_where_it_is_now(app: Flask) -> None:
    form_id = make_form(make_open_event(slug="forum"))
    for label in ("One", "Two", "Three"):
        ask(form_id, label)
    noor = organiser(app).press("Down: One")
    assert "Moved: now 2 of 3." in noor.text
    assert [one.label for one in form(form_id).questions] == ["Two", "One", "Three"]
    (pressed,) = noor.tree.xpath("//button[@autofocus]")
    assert "Down: One" in " ".join(pressed.text_content().split())


def test_a_removed_question_keeps_its_answers_and_is_asked_again(app: Flask, visitor: Visitor) -> None:
    form_id = make_form(make_open_event(slug="forum"))
    topic = ask(form_id, "Your topic")
    register(visitor, "forum", **{field_of(topic): "Ponds"})
    noor = organiser(app).follow_link("Remove Your topic")
    assert "1 answer to it is kept" in noor.text
    noor.press("Remove the question")
    assert "“Your topic” is asked no more. Its answers are kept." in noor.text
    visitor.open("/e/forum/register")
    assert "Your topic" not in visitor.text
    noor.open("/organise/forum/people/").follow_link("Jane Trần")
    assert "Ponds" in noor.text
    noor.open("/organise/forum/people/form").press("Ask it again Your topic")
    assert "Your topic" in visitor.open("/e/forum/register").text


def test_an_option_that_was_chosen_is_withdrawn_and_stays_with_who_has_it(app: Flask, visitor: Visitor) -> None:
    form_id = make_form(make_open_event(slug="forum"))
    day = ask(form_id, "Which day?", Kind.CHOICE, "Thursday", "Friday", "Saturday")
    register(visitor, "forum", **{field_of(day): str(option(form_id, day, "Friday"))})
    noor = organiser(app).follow_link("Change Which day?")
    noor.fill_in(options="Sunday\nThursday").press("Save the question")
    labels = {one.label: one.is_withdrawn for one in question(form_id, day).options}
    assert labels == {"Sunday": False, "Thursday": False, "Friday": True}  # nobody had chosen Saturday
    assert "Friday" not in visitor.open("/e/forum/register").text
    noor.open("/organise/forum/people/").follow_link("Jane Trần")
    assert "Which day? Friday" in noor.text


def test_an_answered_question_changes_its_kind_only_where_the_answers_fit(app: Flask, visitor: Visitor) -> None:
    form_id = make_form(make_open_event(slug="forum"))
    day = ask(form_id, "Which day?", Kind.CHOICE, "Thursday", "Friday")
    friday = str(option(form_id, day, "Friday"))
    register(visitor, "forum", **{field_of(day): friday})
    noor = organiser(app).follow_link("Change Which day?").follow_link("Ask it in another way")
    assert "Choose any" in noor.text
    assert "One line of text" not in noor.text
    noor.open(f"/organise/forum/people/form/questions/{day}?kind=line").press("Save the question")
    assert "was answered already, and those answers would not fit" in noor.text
    noor.open(f"/organise/forum/people/form/questions/{day}?kind=choices").press("Save the question")
    assert question(form_id, day).kind is Kind.CHOICES
    noor.open("/organise/forum/people/").follow_link("Jane Trần")
    assert "Which day? Friday" in noor.text


def test_the_second_of_two_organisers_is_told_and_loses_nothing(app: Flask) -> None:
    form_id = make_form(make_open_event(slug="forum"))
    ask(form_id, "Your topic")
    noor = organiser(app).follow_link("Change Your topic")
    other = organiser(app).follow_link("Change Your topic").fill_in(label="Your subject").press("Save the question")
    assert "“Your subject” is saved." in other.text
    noor.fill_in(help="In a word").press("Save the question")
    assert "Somebody changed “Your subject” while you were editing it." in noor.text
    assert "What somebody else has saved meanwhile" in noor.text
    noor.press("Save the question")
    assert "is saved" in noor.text
    assert question(form_id, form(form_id).questions[0].id).help == "In a word"


def test_the_form_of_another_event_is_taken_over(app: Flask) -> None:
    event = make_open_event(slug="forum")
    other = make_event(team_id=event.team_id, slug="earlier", title="Earlier forum")
    form_id = make_form(other)
    mode = ask(form_id, "Come?", Kind.CHOICE, "Yes", "No")
    ask(form_id, "Eat?", conditions=only_if(form_id, mode, "Yes"))
    noor = organiser(app).follow_link("Take over the form of another event")
    noor.fill_in(event_id=other.id.hex).press("Take over this form")
    assert "Asked if “Come?” is “Yes”" in noor.text
    mine = form_of(event.id)
    assert not {one.id for one in mine.questions} & {one.id for one in form(form_id).questions}
    noor.open("/organise/forum/people/form/take-over").fill_in(event_id=other.id.hex).press("Take over this form")
    assert "This form has questions already." in noor.text


def test_trying_it_keeps_nothing_and_shows_what_would_be_kept(app: Flask) -> None:
    form_id = make_form(make_open_event(slug="forum"))
    come = ask(form_id, "Come?", Kind.YES_NO)
    eat = ask(form_id, "Eat?", conditions=only_if(form_id, come))
    noor = organiser(app).follow_link("Try it as a participant")
    noor.fill_in(name="Ann", email="ann@example.org", **{field_of(come): "yes"}).press("Try it")
    assert "A few more questions, because of what you answered" in noor.text
    noor.fill_in(**{field_of(eat): "Rice"}).press("Try it")
    assert "These answers would be taken" in noor.text
    assert "Rice" in noor.text
    noor.open("/organise/forum/people/")
    assert "Nobody has registered yet" in noor.text


def test_a_question_keeps_its_kind_while_something_is_asked_because_of_its_options(app: Flask) -> None:
    form_id = make_form(make_open_event(slug="forum"))
    mode = ask(form_id, "Come?", Kind.CHOICE, "In person", "Online")
    ask(form_id, "Eat?", conditions=only_if(form_id, mode, "Online"))
    noor = organiser(app).open(f"/organise/forum/people/form/questions/{mode}?kind=line").press("Save the question")
    assert "“Eat?” is asked because of “Come?”. Change that condition first." in noor.text
    noor.open(f"/organise/forum/people/form/questions/{mode}").fill_in(options="In person\nHybrid")
    noor.press("Save the question")
    assert "“Eat?” is asked because of “Online”. Change that condition first." in noor.text
    noor.open(f"/organise/forum/people/form/questions/{mode}?kind=choices").press("Save the question")
    assert question(form_id, mode).kind is Kind.CHOICES


def test_a_question_that_is_sent_again_after_a_step_back_is_no_second_one(app: Flask) -> None:
    form_id = make_form(make_open_event(slug="forum"))
    page = organiser(app).follow_link("Add a question").follow_link("One line of text")
    drawn = page.tree.xpath("//input[@name='drawn']/@value")[0]
    page.fill_in(label="Your village?").press("Save the question")
    for label, help_line in (("Your village?", "As it is called there"), ("Your river?", "")):
        page.open("/organise/forum/people/form/add/line").fill_in(label=label, help=help_line, drawn=drawn)
        page.press("Save the question")
    assert [(one.label, one.help) for one in form(form_id).questions] == [
        ("Your village?", "As it is called there"),
        ("Your river?", ""),
    ]


def test_the_nearest_question_is_first_to_be_chosen_for_a_condition(app: Flask) -> None:
    form_id = make_form(make_open_event(slug="forum"))
    for label in ("One?", "Two?"):
        ask(form_id, label, Kind.YES_NO)
    page = organiser(app).follow_link("Add a question").follow_link("One line of text")
    assert page.tree.xpath("//select[@name='conditions-0-rests_on']/optgroup/@label") == ["Two?", "One?"]


def test_an_answer_gets_other_words_and_stays_with_who_has_chosen_it(app: Flask) -> None:
    event = make_open_event(slug="forum")
    form_id = make_form(event)
    day = ask(form_id, "Which day?", Kind.CHOICE, "10 Decmber", "11 December")
    tenth = option(form_id, day, "10 Decmber")
    registration_id = make_registration(event.id, replies={day: str(tenth)})
    ask(form_id, "And after that?", conditions=only_if(form_id, day, "10 Decmber"))
    page = organiser(app).follow_link("Change Which day?")
    page.fill_in(options="Thursday\nFriday\nBoth", options_are_reworded="y").press("Save the question", expect=422)
    assert "leave the 2 answers on their lines" in page.text
    page.fill_in(options="Thursday 10 December\n11 December", options_are_reworded="y").press("Save the question")
    asks = form(form_id)
    assert [(one.label, one.is_withdrawn) for one in question(form_id, day).options] == [
        ("Thursday 10 December", False),
        ("11 December", False),
    ]
    assert values_of(answers_at(asks, registration_id).values()) == {day: str(tenth)}
