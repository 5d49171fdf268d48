"""Hostile and broken files: a clear refusal or a lenient reading, never another error, and never slow."""

import json
import time
from contextlib import suppress
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from convene.engines.schedule_files import UnreadableSchedule, read, write_json, write_xml
from convene.engines.schedule_files.decoding import LARGEST_FILE
from tests.engines.schedule_files.samples import SMALL_XML, as_json, event, small_file

LOL = b"""<!DOCTYPE schedule [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>"""
OUTSIDE = b"""<!DOCTYPE schedule [<!ENTITY a SYSTEM "file:///etc/passwd">]>"""
EXTERNAL_DTD = b"""<!DOCTYPE schedule SYSTEM "http://example.org/schedule.dtd">"""
PARAMETER = b"""<!DOCTYPE schedule [<!ENTITY % a SYSTEM "http://example.org/a.dtd"> %a;]>"""


def refusal_of(content: bytes) -> str:
    with pytest.raises(UnreadableSchedule) as refused:
        read(content)
    return str(refused.value)


def xml_after(declaration: bytes) -> bytes:
    return SMALL_XML.replace(b"<schedule>", declaration + b"<schedule>", 1).replace(b"Ada", b"&a;")


@pytest.mark.parametrize("declaration", [LOL, OUTSIDE, EXTERNAL_DTD, PARAMETER])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_and_entities_are_refused(declaration: bytes, encoding: str) -> None:
    content = xml_after(declaration).decode().replace("utf-8", encoding).encode(encoding)
    assert "<!DOCTYPE" in refusal_of(content)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b" \xef\xbb\xbf\n", "empty"),
        (b"\xef\xbb\xbf \n", "empty"),
        (b"PK\x03\x04", "neither"),
        (b"Title;Start\nWater;10:00\n", "neither"),
        (b"<!doctype html><html><body>Not found</body></html>", "web page"),
        (b"<html><body>Not found</body></html>", "web page"),
        (b"<rss><channel/></rss>", "begins with <rss>"),
        (b"<schedule/>", "no “conference”"),
        (b"<schedule><conference>", "damaged in line 1"),
        (SMALL_XML[:600], "damaged in line"),
        (b"{", "damaged in line 1"),
        (b"[]", "no “conference”"),
        (b'{"schedule": []}', "no “conference”"),
        (b'{"schedule": {"conference": "x"}}', "no “conference”"),
        (b'{"schedule": {"conference": {}}}', "names no day"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "too long"),
        (b"[" * 100 + b"]" * 100, "nested deeper"),
        (b"[" * 2_000_000, "nested deeper"),
        (b"[" + b"[]," * 1_100_000 + b"1]", "in more parts"),
        (b"<schedule>" + b"<a/>" * 1_500_001 + b"</schedule>", "more parts"),
    ],
)
def test_what_is_no_schedule_is_refused_with_a_sentence(content: bytes, said: str) -> None:
    assert said in refusal_of(content)


def test_a_file_that_is_too_large_is_refused_before_it_is_read() -> None:
    assert "larger than 20 MB" in refusal_of(b" " * (LARGEST_FILE + 1))


def test_more_than_twenty_thousand_sessions_are_refused() -> None:
    assert "more than 20000 sessions" in refusal_of(as_json(small_file(*[{}] * 20_001)))


def test_a_thousand_remarks_are_enough() -> None:
    reading = read(as_json(small_file(*[{}] * 1_500)))
    assert len(reading.remarks) == 1_001
    assert "500 more" in str(reading.remarks[-1])


@pytest.mark.slow
@pytest.mark.parametrize(
    "content",
    [
        b'{"' + b'\\"' * 1_000_000,  # a string without an end, with a quotation mark at every other place
        b'{"a": "' + b"\\" * 2_000_000,
        b"<schedule>" + b"<a>" * 300_000,
        b"<schedule " + b" ".join(b'a%d=""' % number for number in range(100_000)) + b"/>",
        b"<" * 1_400_000,
        b"&#" * 2_000_000,
        b"<a>" + b"&#x" * 1_000_000,
        as_json(small_file(event(title=" " * 2_000_000 + "x", date="2" * 1_000_000, duration="0" * 1_000_000))),
        as_json(small_file(*[{"title": "Same", "date": "2026-06-01T10:00:00+02:00"}] * 4_000)),
        as_json(small_file(*[event()] * 4_000)),
        as_json(small_file(event(url="http://" + "a." * 1_000_000, links=["a-." * 600] * 2_000))),
        as_json(small_file(event(title="\U0001f4a7" * 1_000_000, guid="f" * 1_000_000, slug="-" * 1_000_000))),
    ],
)
def test_hostile_files_take_no_longer_than_others_of_their_size(content: bytes) -> None:
    begun = time.process_time()
    with suppress(UnreadableSchedule):
        read(content)
    assert time.process_time() - begun < 5


@pytest.mark.parametrize("number", [b"NaN", b"-Infinity", b"1e999", b"1.5", b"-1", b"true", b"123456789012345678901"])
def test_numbers_that_are_no_ids_are_left_out(number: bytes) -> None:
    content = as_json(small_file(event(id=4711))).replace(b"4711", number)
    (session,) = read(content).schedule.sessions
    assert session.number is None


def test_a_zone_name_that_is_a_path_opens_no_file() -> None:
    for name in ("../../../../etc/passwd", "/etc/passwd", "Europe", "a\x00b", "\ud800"):
        assert read(as_json(small_file(event(), time_zone_name=name))).schedule.zone is None


def reads_or_refuses(content: bytes) -> str:
    """Reads, or gives the refusal's sentence; what could be read can be written, and stays."""
    try:
        reading = read(content)
    except UnreadableSchedule as refusal:
        return str(refusal)
    assert all(str(remark) for remark in reading.remarks)
    once = read(write_json(reading.schedule)).schedule
    assert read(write_json(once)).schedule == once
    assert len(once.sessions) == len(reading.schedule.sessions)
    in_xml = read(write_xml(reading.schedule)).schedule
    assert read(write_xml(in_xml)).schedule == in_xml
    assert len(in_xml.sessions) == len(reading.schedule.sessions)
    return ""


# One good file, and every place in it.
GOOD = small_file(
    event(code="ABC123", slug="water26-7", end="2026-06-01T10:45:00+02:00", logo="/a.png", language="en"),
    event(id=8, guid=None, title="Another", do_not_record=False, attachments=[{"url": "b.pdf", "title": "B"}]),
    day={"day_start": "2026-06-01T09:00:00+02:00", "day_end": "2026-06-02T03:00:00+02:00"},
    rooms=[{"name": "Hall", "guid": None, "capacity": 12, "description": {"en": "Big", "de": "Groß"}}],
    tracks=[{"name": "Rivers", "color": "#00aaff", "slug": "rivers"}],
    start="2026-06-01",
    end="2026-06-01",
    timeslot_duration="00:15",
)


def places_in(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    return [path, *(place for key, child in inner for place in places_in(child, (*path, key)))]


PLACES = places_in(GOOD)[1:]
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=()), max_size=20)
    | st.sampled_from(["0001-01-01", "9999-12-31T23:59:59-23:59", "1970-01-01T00:00:00+14:00", "2199-12-31", "99:99"])
    | st.sampled_from(["1:00:00", "-1:30", "http://[", "//", "%zz", "2026-03-29T02:30:00", "Europe/London", "UTC"])
    | st.sampled_from(["2026-06-01T24:00:00Z", "2026-06-01T10:00:00+99:99", "²", "١٢", "1e5", "\x00", "a" * 2_000]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=4,
)


def with_value_at(place: tuple[Any, ...], value: Any) -> dict[str, Any]:
    mutated = deepcopy(GOOD)
    inner: Any = mutated
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    return mutated


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(PLACES), ANYTHING)
def test_json_with_anything_at_any_place_is_read_or_refused(place: tuple[Any, ...], value: Any) -> None:
    reads_or_refuses(json.dumps(with_value_at(place, value)).encode())


@pytest.mark.slow
@pytest.mark.parametrize("value", [None, [], {}, [[]], "x", -1, 1e300, True, ["x"], {"x": "y"}])
def test_json_with_a_wrong_type_at_each_place_is_read_or_refused(value: Any) -> None:
    for place in PLACES:
        reads_or_refuses(as_json(with_value_at(place, value)))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([SMALL_XML, as_json(GOOD)]), st.data())
def test_a_file_with_bytes_put_in_taken_out_or_doubled_is_read_or_refused(content: bytes, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 3))):
        begin = data.draw(st.integers(0, len(content)))
        end = min(len(content), begin + data.draw(st.integers(0, 40)))
        put_in = data.draw(st.binary(max_size=8) | st.just(content[begin:end] * 2))
        content = content[:begin] + put_in + content[end:]
    reads_or_refuses(content)


XML_WORDS = [
    b"2026-06-01",
    b"10:00",
    b"00:45",
    b"+02:00",
    b"7",
    b"Hall",
    b"Rivers",
    b"#00AAFF",
    b"event",
    b"room",
    b"title",
]
XML_WORDS += [
    b"day",
    b"date",
    b"https://example.org/",
    b"utf-8",
    b"water26",
    b"Europe/Paris",
    b"person",
    b"true",
]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(XML_WORDS),
    st.text(max_size=8) | st.sampled_from(["", "utf-7", "idna", "base64", "&#0;", "&lt;"]),
)
@example(b"utf-8", "utf-16")
def test_xml_with_any_of_its_words_exchanged_is_read_or_refused(word: bytes, other: str) -> None:
    reads_or_refuses(SMALL_XML.replace(word, other.encode()))


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=60),
    st.sampled_from([b"", b"<", b"{", b"\xff\xfe", b"\xfe\xff", b"<?xml encoding='x'?>"]),
)
def test_any_bytes_are_read_or_refused(content: bytes, beginning: bytes) -> None:
    reads_or_refuses(beginning + content)
