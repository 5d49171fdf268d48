"""Badges: names in any script, no box ever, and only text."""

import io
from datetime import date

import pytest
from flask import Flask
from pypdf import PdfReader

from convene.events.models import Event
from convene.questionnaires.catalogue import Kind, Purpose
from convene.registration.catalogue import BadgeLayout, Mode
from convene.registration.queries.badges import badges_of
from convene.registration.queries.importing import people_in
from convene.registration.services import self_service
from convene.registration.services.importing import import_people
from convene.registration.services.opening import TicketFacts, add_ticket
from convene.web import typesetting
from tests.factories.questionnaires import ask, make_form, option
from tests.factories.registrations import make_open_event, make_registration
from tests.support.visitor import Visitor

BADGES = "/organise/forum/people/badges"
#: Of each script that a package has a font for, and what of the name a reader of PDF finds again: it joins letters
#: and marks of some scripts in an order of its own.
NAMES = {
    "Nguyễn Thị Ánh Đào": "Nguyễn",
    "ปิยะดา ศรีสุข": "ยะดา",
    "សុខ សុភា": "សុ",
    "محمد عبد الله": "محمد",
    "Ελένη Łukasz": "Ελένη",
}


def text_of(visitor: Visitor) -> str:
    assert visitor.response.content_type == "application/pdf"
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(visitor.response.data)).pages)


def printed(visitor: Visitor, query: str = "") -> str:
    visitor.open(BADGES + query).press("Download")
    return text_of(visitor)


def an_event_with(*names: str, **facts: object) -> Event:
    event = make_open_event(slug="forum", places=None, **facts)
    for number, name in enumerate(names):
        make_registration(event.id, f"p{number}@example.org", name=name, organisation=f"NGO {number}", country="TH")
    return event


@pytest.mark.parametrize("layout", list(BadgeLayout))
def test_names_of_many_scripts_are_printed(app: Flask, visitor: Visitor, layout: BadgeLayout) -> None:
    an_event_with(*NAMES)
    text = printed(visitor.signed_in_as("noor@example.org"), f"?layout={layout.value}")
    for part in NAMES.values():
        assert part in text
    for words in ("NGO 0", "Thailand", "Regional Network Forum"):
        assert words in text


def test_so_many_badges_lie_on_a_page(app: Flask, visitor: Visitor) -> None:
    an_event_with(*(f"Person {n}" for n in range(11)))
    visitor.signed_in_as("noor@example.org")
    for layout, pages in (("2x4", 2), ("2x5", 2), ("single", 11), ("no such", 2)):
        visitor.open(f"{BADGES}?layout={layout}").press("Download")
        assert len(PdfReader(io.BytesIO(visitor.response.data)).pages) == pages
    assert "Page 2 of 2" in visitor.open(f"{BADGES}?page=2").text


def test_those_not_printed_yet_are_the_new_ones_and_the_changed_ones(app: Flask, visitor: Visitor) -> None:
    event = an_event_with("Ada", "Grace")
    visitor.signed_in_as("noor@example.org")
    assert "Ada" in printed(visitor)
    assert "No badge to print" in visitor.open(f"{BADGES}?whom=new").text
    changed = make_registration(event.id, "p0@example.org")
    self_service.change(changed, name="Ada Lovelace", organisation="", country="")
    make_registration(event.id, "new@example.org", name="Mary")
    text = printed(visitor, "?whom=new")
    assert "Ada Lovelace" in text
    assert "Mary" in text
    assert "Grace" not in text


def test_names_that_no_font_has_are_listed_and_never_become_boxes(
    app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typesetting, "_system_fonts", lambda: ())
    typesetting._font_with.cache_clear()
    an_event_with("王小明", "Ada")
    visitor.signed_in_as("noor@example.org").open(BADGES)
    assert "1 badge has letters that no font here has" in visitor.text
    assert "王小明, NGO 0: 王小明" in visitor.text
    text = printed(visitor)
    assert "NGO 0" in text
    assert not set("王小明\ufffd□") & set(text)
    typesetting._font_with.cache_clear()


def test_a_letter_and_its_marks_come_from_one_font() -> None:
    assert typesetting.unprintable("ศรีสุข Đào محمد") == ""
    assert typesetting.unprintable("e\u0301") == ""
    assert typesetting.unprintable("\ue000 a\u200db") == "\ue000"  # a joiner is not seen


@pytest.mark.parametrize("typed", ['#read("/etc/passwd")', "#panic()", "*bold* $x^2$", "]#set page(fill: red)["])
def test_what_people_type_stays_text(app: Flask, visitor: Visitor, typed: str) -> None:
    an_event_with(typed)
    text = "".join(printed(visitor.signed_in_as("noor@example.org")).split())
    assert "".join(typed.split()) in text
    assert "root:" not in text


def test_the_sheet_to_sign_names_everybody_with_a_place(app: Flask, visitor: Visitor) -> None:
    event = an_event_with("Ada", "ปิยะดา", starts_on=date(2027, 3, 4), ends_on=date(2027, 3, 5))
    gone = make_registration(event.id, "gone@example.org", name="Kim Gone")
    self_service.cancel(gone)
    visitor.signed_in_as("noor@example.org").open("/organise/forum/people/attendance-sheet.pdf")
    text = text_of(visitor)
    assert "Ada" in text
    assert "ยะดา" in text
    assert text.count("Signature") == 2
    assert "Kim Gone" not in text


def test_no_row_of_the_sheet_is_torn_in_two_by_the_end_of_a_page(app: Flask, visitor: Visitor) -> None:
    longest = " ".join(f"Part{n:02}" for n in range(28))
    an_event_with(*(f"{longest} {chr(65 + number)}" for number in range(20)))
    visitor.signed_in_as("noor@example.org").open("/organise/forum/people/attendance-sheet.pdf")
    pages = PdfReader(io.BytesIO(visitor.response.data)).pages
    assert len(pages) > 1
    for page in pages:
        text = page.extract_text()
        assert text.count("Part00") == text.count("Part27")


def test_what_somebody_says_of_pictures_stands_there_by_shape_and_words(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum", places=None)
    form_id = make_form(event)
    pictures = ask(
        form_id, "May we take pictures?", Kind.CHOICE, "Yes", "Ask me first", "No", purpose=Purpose.PHOTO_CONSENT
    )
    for name, said in (("Ada", "Yes"), ("Grace", "Ask me first"), ("Mary", "No")):
        replies = {pictures: str(option(form_id, pictures, said))}
        make_registration(event.id, f"{name}@example.org".lower(), name=name, replies=replies)
    make_registration(event.id, "nobody@example.org", name="Nobody Asked")
    text = printed(visitor.signed_in_as("noor@example.org"), "?layout=single")
    for words in ("photos: yes", "photos: ask me", "no photos"):
        assert text.count(words) == 1 + (words == "photos: ask me"), "who has not said is asked first"


def test_a_way_of_taking_part_stands_on_the_badge_where_there_are_several(app: Flask, visitor: Visitor) -> None:
    event = make_open_event(slug="forum", places=None)
    speaker = add_ticket(event.id, TicketFacts(name="Speaker"), by="test")
    add_ticket(event.id, TicketFacts(name="Audience"), by="test")
    make_registration(event.id, "ada@example.org", name="Ada", ticket_kind_id=speaker)
    text = printed(visitor.signed_in_as("noor@example.org"), "?layout=single")
    assert "Speaker" in text
    assert "Audience" not in text


def test_whom_a_list_calls_otherwise_has_a_new_badge(app: Flask, visitor: Visitor) -> None:
    event = an_event_with("Ana", "Ben")
    printed(visitor.signed_in_as("noor@example.org"))
    assert not badges_of(event.id, are_new=True)
    text = "Name,Email,Organisation,Diet\nAna,p0@example.org,NGO 9,\nBen,p1@example.org,NGO 1,vegan\n"
    done = import_people(event.id, people_in(event.id, text.encode()).reading.people, by="test")
    assert done.changed == 2
    assert [each.name for each in badges_of(event.id, are_new=True)] == ["Ana"]


def test_badges_and_the_sheet_are_of_those_who_come_in_person_unless_all_are_asked_for(
    app: Flask, visitor: Visitor
) -> None:
    event = an_event_with("Ada")
    visitor.signed_in_as("noor@example.org").open(BADGES)
    assert "take part online" not in visitor.text
    online = add_ticket(event.id, TicketFacts(name="Online", mode=Mode.ONLINE), by="test")
    hall = add_ticket(event.id, TicketFacts(name="In person"), by="test")
    make_registration(event.id, "grace@example.org", name="Grace", ticket_kind_id=hall)
    far = make_registration(event.id, "mary@example.org", name="Mary", ticket_kind_id=online)
    text = printed(visitor)
    assert [name for name in ("Ada", "Grace", "Mary") if name in text] == ["Ada", "Grace"]
    assert "Mary" in printed(visitor, "?whom=all")
    assert "Mary" in printed(visitor, f"?of={far}&layout=single")
    sheet = "/organise/forum/people/attendance-sheet.pdf"
    assert "Mary" not in text_of(visitor.open(sheet))
    visitor.open(BADGES).follow_link("The same with those who take part online")
    assert "Mary" in text_of(visitor)
