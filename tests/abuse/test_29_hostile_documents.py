"""29, 30: what is handed in is what it is, never what its name says; what runs, unfolds or fetches is refused."""

import io
import zipfile
from collections.abc import Mapping

import pytest

from convene.errors import Refused
from convene.files.documents import MOST_BYTES, clean_name, document_in
from convene.files.errors import DocumentHasMacros, DocumentIsDamaged, DocumentTooLarge, NotADocument
from tests.support.documents import XLSX_TYPES, office, pdf
from tests.support.pictures import bomb, picture

HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
ENTITY = b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>"


@pytest.mark.parametrize("kind", ["pptx", "docx", "xlsx", "odp", "odt"])
def test_an_office_document_is_taken_as_it_is(kind: str) -> None:
    content = office(kind)
    found = document_in(content, f"slides.{kind}")
    assert (found.body, found.name) == (content, f"slides.{kind}")


@pytest.mark.parametrize(
    ("content", "name", "content_type", "kept_as"),
    [
        (pdf(), "report.pdf", "application/pdf", "report.pdf"),
        (pdf(), "report.html", "application/pdf", "report.pdf"),
        (b"a,b\n1,2\n", "numbers.csv", "text/csv; charset=utf-8", "numbers.csv"),
        ("ไทย".encode(), "notes.txt", "text/plain; charset=utf-8", "notes.txt"),
        ("Müller".encode("cp1252"), "notes.txt", "text/plain", "notes.txt"),
        (b"# Notes\n", "NOTES.MD", "text/markdown; charset=utf-8", "NOTES.md"),
        (picture("PNG"), "map.png", "image/webp", "map.webp"),
    ],
)
def test_the_type_is_told_by_the_content(content: bytes, name: str, content_type: str, kept_as: str) -> None:
    found = document_in(content, name)
    assert (found.content_type, found.name) == (content_type, kept_as)


@pytest.mark.parametrize("name", ["a.html", "a.svg", "a.pdf", "a.txt", "a.csv", "a.md", "a.pptx", "a.png", "a", ""])
@pytest.mark.parametrize(
    "content", [HTML, SVG, b"\xef\xbb\xbf \n" + HTML, HTML.decode().encode("utf-16"), b"MZ\x90\x00", b""]
)
def test_a_web_page_or_a_program_is_refused_under_every_name(content: bytes, name: str) -> None:
    with pytest.raises(Refused):
        document_in(content, name)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (HTML + pdf(), NotADocument),
        (pdf() + office("pptx"), NotADocument),
        (b"%PDF-1.7\n" + b"PK" + office("docx") + b"\n%%EOF", NotADocument),
        (b"%PDF-1.7 and nothing else", DocumentIsDamaged),
        (b"PK\x03\x04" + b"\0" * 100, DocumentIsDamaged),
        (office("pptx")[:-40], DocumentIsDamaged),
        (b"x" * (MOST_BYTES + 1), DocumentTooLarge),
    ],
)
def test_what_is_two_things_or_half_of_one_is_refused(content: bytes, refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        document_in(content, "slides.pdf")


@pytest.mark.parametrize(
    ("parts", "refusal"),
    [
        ({"xl/vbaProject.bin": b"x"}, DocumentHasMacros),
        ({"[Content_Types].xml": XLSX_TYPES.replace(b"sheet.main", b"sheet.macroEnabled.main")}, DocumentHasMacros),
        ({"xl/activeX/activeX1.bin": b"x"}, DocumentHasMacros),
        ({"xl/workbook.xml": ENTITY}, NotADocument),
        ({"xl/workbook.xml": ENTITY.decode().encode("utf-16")}, NotADocument),
        ({"xl/_rels/workbook.xml.rels": b"<!-- " + b"x" * 9000 + b" -->" + ENTITY}, NotADocument),
        ({"../../etc/cron.d/x": b"x"}, NotADocument),
        ({"/etc/passwd": b"x"}, NotADocument),
        ({"[Content_Types].xml": b"<Types/>"}, NotADocument),
        ({"xl/media/bomb.xml": b"\0" * 110_000_000}, DocumentTooLarge),
    ],
)
def test_a_workbook_that_carries_more_than_cells_is_refused(parts: Mapping[str, bytes], refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        document_in(office("xlsx", parts), "numbers.xlsx")


def test_macros_of_the_other_family_are_refused_too() -> None:
    with pytest.raises(DocumentHasMacros):
        document_in(office("odp", {"Basic/Standard/Module1.xml": b"<x/>"}), "slides.odp")


def test_an_archive_of_anything_is_no_document() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("index.html", HTML)
    with pytest.raises(NotADocument):
        document_in(written.getvalue(), "slides.pptx")


def test_a_picture_that_unpacks_to_gigabytes_is_refused() -> None:
    with pytest.raises(Refused):
        document_in(bomb(), "map.png")


def test_of_a_picture_that_is_also_a_page_only_the_picture_is_left() -> None:
    assert b"<script" not in document_in(picture("GIF") + HTML, "map.gif").body


@pytest.mark.parametrize(
    ("name", "kept_as"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("..\\..\\windows\\system32\\x.exe", "x.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie_ x=1.pdf"),
        ("slides\u202efdp.exe", "slidesfdp.pdf"),
        ("...", "file.pdf"),
        ("", "file.pdf"),
        ("/", "file.pdf"),
        (".htaccess", "file.pdf"),
        ('a"; filename="b.html', "a_; filename=_b.pdf"),
        ("x" * 500 + ".pdf", "x" * 100 + ".pdf"),
        ("สไลด์ของฉัน.pptx", "สไลด์ของฉัน.pdf"),
        ("a\x00b.pdf", "ab.pdf"),
    ],
)
def test_a_name_leads_nowhere_and_ends_as_its_type_does(name: str, kept_as: str) -> None:
    assert clean_name(name, "pdf") == kept_as
