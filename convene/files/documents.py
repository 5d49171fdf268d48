"""Documents that people hand in: slides, papers, tables. What they are is told by their content.

A name says nothing: a web page may be called slides.pdf, a workbook may carry a program, an archive unpack to
gigabytes or name files outside of its folder, and XML may fetch what its writer wants to know. So the first bytes
tell the kind, an office file is looked through part by part without unpacking it anywhere, and pictures are made
anew. What passes is kept byte for byte; it is served as a download under a policy that runs nothing (`web.serving`).
"""

import io
import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass

from convene.files.errors import DocumentHasMacros, DocumentIsDamaged, DocumentTooLarge, NotADocument
from convene.files.pictures import made_anew
from convene.spelling import clean_line

MOST_BYTES = 10 * 1024 * 1024
MOST_BYTES_UNPACKED = 100 * 1024 * 1024
MOST_PARTS = 5_000
LONGEST_SIDE_OF_A_PICTURE = 2_048
LONGEST_NAME = 100
PDF_TYPE = "application/pdf"

#: What the list of types in an office file calls its main part, how such a file is served, and its ending.
_OFFICE = {
    b"presentationml.presentation.main+xml": (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "pptx",
    ),
    b"wordprocessingml.document.main+xml": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
    ),
    b"spreadsheetml.sheet.main+xml": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
}
_OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.presentation": "odp",
    b"application/vnd.oasis.opendocument.text": "odt",
}
_TEXT = {"txt": "text/plain", "md": "text/markdown", "csv": "text/csv"}
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")
_MACROS = re.compile(r"(^|/)(vbaproject\.bin|vbadata\.xml|activex\d*\.(bin|xml))$|^(basic|scripts)/.", re.IGNORECASE)
_DECLARES_ENTITIES = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_FORBIDDEN_IN_NAMES = re.compile(r'[<>:"|?*%#]')


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it is kept: its type as browsers know it, its bytes, and a name that ends as its type does."""

    content_type: str
    body: bytes
    name: str


def document_in(content: bytes, name: str) -> Document:
    """The document in `content`; `name` is what it was called where it came from.

    NotADocument, DocumentTooLarge, DocumentHasMacros, DocumentIsDamaged, NotAPicture, PictureTooLarge: it is not taken.
    """
    if len(content) > MOST_BYTES:
        raise DocumentTooLarge
    if content.startswith(_PICTURES) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP"):
        picture = made_anew(content, LONGEST_SIDE_OF_A_PICTURE)
        return Document(picture.content_type, picture.body, clean_name(name, "webp"))
    if content.startswith(b"%PDF-"):
        _must_be_a_pdf(content)
        return Document(PDF_TYPE, content, clean_name(name, "pdf"))
    if content.startswith(b"PK\x03\x04"):
        content_type, ending = _office_type(content)
        return Document(content_type, content, clean_name(name, ending))
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if ending in _TEXT:
        return Document(_text_type(content, ending), content, clean_name(name, ending))
    raise NotADocument


def clean_name(name: str, ending: str) -> str:
    """What a file is called when it is fetched: no folders, no control characters, no overrides, its own ending."""
    line = clean_line(re.split(r"[/\\]", clean_line(name))[-1])
    stem = line.rsplit(".", 1)[0] if "." in line else line
    stem = "".join(letter for letter in stem if unicodedata.category(letter) not in {"Cf", "Co", "Cn"})
    stem = _FORBIDDEN_IN_NAMES.sub("_", stem).strip(". ")[:LONGEST_NAME].strip(". ")
    return f"{stem or 'file'}.{ending}"


def _must_be_a_pdf(content: bytes) -> None:
    """Whole, and nothing else as well: an archive is read from its end, so one file can be both."""
    if b"%%EOF" not in content[-4096:]:
        raise DocumentIsDamaged
    if zipfile.is_zipfile(io.BytesIO(content)):
        raise NotADocument


def _office_type(content: bytes) -> tuple[str, str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _must_be_harmless(parts)
            found = _kind_of(archive, {part.filename for part in parts})
            _must_declare_no_entities(archive, parts)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        raise DocumentIsDamaged from None
    return found


def _must_be_harmless(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_BYTES_UNPACKED:
        raise DocumentTooLarge
    for part in parts:
        folders = part.filename.replace("\\", "/").split("/")
        is_encrypted = bool(part.flag_bits & 0x1)
        if is_encrypted or part.filename.startswith(("/", "\\")) or ".." in folders or ":" in folders[0]:
            raise NotADocument
        if _MACROS.search(part.filename):
            raise DocumentHasMacros


def _kind_of(archive: zipfile.ZipFile, names: set[str]) -> tuple[str, str]:
    if "[Content_Types].xml" in names:
        types = archive.read("[Content_Types].xml")
        if b"macroenabled" in types.lower() or b"vbaproject" in types.lower():
            raise DocumentHasMacros
        for main_part, found in _OFFICE.items():
            if main_part in types:
                return found
    elif "mimetype" in names:
        said = archive.read("mimetype").strip()
        if said in _OPEN_DOCUMENT:
            return said.decode(), _OPEN_DOCUMENT[said]
    raise NotADocument


def _must_declare_no_entities(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """No office program writes a document type; only who wants a reader to fetch or unfold something does."""
    for part in [one for one in parts if one.filename.lower().endswith((".xml", ".rels", ".vml", ".rdf"))]:
        # In UTF-16 every other byte is 0, and hides nothing once those are left out.
        if _DECLARES_ENTITIES.search(archive.read(part).replace(b"\x00", b"")):
            raise NotADocument


def _text_type(content: bytes, ending: str) -> str:
    """Text, and no web page under its name: what begins with a tag would be one to a careless program."""
    if not content.strip():
        raise NotADocument
    if content.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x0c\x00").startswith(b"<") or b"\x00" in content:
        raise NotADocument
    if any(byte < 32 and byte not in b"\t\n\r\x0c" for byte in set(content)):
        raise NotADocument
    try:
        content.decode()
    except UnicodeDecodeError:
        return _TEXT[ending]  # in the letters of one country: the program that opens it asks in which
    return f"{_TEXT[ending]}; charset=utf-8"
