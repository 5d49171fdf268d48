"""Atom feeds (RFC 4287): what programs read to learn that something is new. Equal content is equal bytes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID
from xml.etree import ElementTree as ET  # builds what is written; nothing is read

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
ATOM = "http://www.w3.org/2005/Atom"
#: Signs that no XML file can hold, in whatever way they are written.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class AtomEntry:
    """One thing that is new. `html`: what is said of it, made by us or escaped."""

    id: UUID
    title: str
    updated: datetime
    url: str
    html: str


@dataclass(frozen=True, slots=True)
class AtomFeed:
    """All of them, the latest first. `url`: the page that says the same, `own_url`: of the feed. A feed without an
    entry is as old as `updated` says."""

    id: UUID
    title: str
    author: str
    language: str
    updated: datetime
    url: str
    own_url: str
    entries: Sequence[AtomEntry]


def build_atom(feed: AtomFeed) -> bytes:
    """The feed as it is served."""
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": feed.language})
    _text(root, "id", f"urn:uuid:{feed.id}")
    _text(root, "title", feed.title)
    _text(root, "updated", _instant(max([feed.updated, *(each.updated for each in feed.entries)])))
    ET.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": feed.own_url})
    ET.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": feed.url})
    _text(ET.SubElement(root, "author"), "name", feed.author)
    for each in feed.entries:
        entry = ET.SubElement(root, "entry")
        _text(entry, "id", f"urn:uuid:{each.id}")
        _text(entry, "title", each.title)
        _text(entry, "updated", _instant(each.updated))
        ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": each.url})
        _text(entry, "content", each.html).set("type", "html")
    body: bytes = ET.tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + body


def _text(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, name)
    element.text = FORBIDDEN.sub("", text)
    return element


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
