"""Published pages and files: made once for each state of the database, answered with 304 where nothing changed.

The caller reads one small row that says what is true now (is the event still published, which version, which
revision), makes it the `state` of the page, and hands over how to make the body. The body is kept in this process
under its state; since the state is read anew for each request, a publish or an unpublish in any other process
counts for the very next one. What is kept is bounded by bytes and forgets what was not asked for longest.

Of the address only what the page reads makes a page of its own: links come with parameters of their own
(`?fbclid=...`), and each would otherwise make and keep a copy.
"""

import gzip
import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from urllib.parse import quote

from flask import Response, current_app, make_response, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

KEPT_BYTES = 64 * 1024 * 1024
TURNS = 64
SECONDS_TO_WAIT_FOR_A_TURN = 10
LONGEST_FILE_NAME = 120
#: What is sent once is pressed lightly: a fifth more to send, for a third of the time.
LEVEL_FOR_ONE_READER = 2
State = tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A finished body, as it is and compressed, with the hash of what it is."""

    body: bytes
    compressed: bytes
    etag: str


@dataclass(frozen=True, slots=True)
class OwnMarks:
    """What marks in a finished page what is this reader's own. `marks`: all that `write` depends on but the page."""

    marks: tuple[str, ...]
    write: Callable[[bytes], bytes]


class _Shelf:
    def __init__(self, room: int) -> None:
        self.room = room
        self._pages: OrderedDict[State, Page] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()
        self._turns = [threading.RLock() for _ in range(TURNS)]

    def kept(self, key: State, make: Callable[[], Page]) -> Page:
        """The page under this key. Of many threads that miss it at once, one makes it and the others wait for it.

        Keys share a bounded number of locks. A turn that does not come in time is not waited for.
        """
        page = self.get(key)
        if page is not None:
            return page
        turn = self._turns[hash(key) % TURNS]
        has_turn = turn.acquire(timeout=SECONDS_TO_WAIT_FOR_A_TURN)
        try:
            page = self.get(key)
            if page is None:
                page = make()  # may ask for another page that shares this turn, which is why a turn can be taken twice
                self.put(key, page)
            return page
        finally:
            if has_turn:
                turn.release()

    def get(self, key: State) -> Page | None:
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def put(self, key: State, page: Page) -> None:
        with self._lock:
            before = self._pages.pop(key, None)
            if before is not None:
                self._bytes -= _bytes_of(key, before)
            self._pages[key] = page
            self._bytes += _bytes_of(key, page)
            while self._bytes > self.room and len(self._pages) > 1:
                self._bytes -= _bytes_of(*self._pages.popitem(last=False))


def kept_fragment(state: State, make: Callable[[], str]) -> str:
    """A part of a page that depends on `state` and the language alone, kept on the same shelf as whole pages."""
    shelf: _Shelf = current_app.extensions["served_pages"]
    key = ("fragment", *state, str(get_locale()))
    return shelf.kept(key, lambda: Page(make().encode(), b"", "")).body.decode()


def _bytes_of(key: State, page: Page) -> int:
    return len(page.body) + len(page.compressed) + sum(len(str(part).encode()) for part in key)


def init_shelf() -> _Shelf:
    return _Shelf(KEPT_BYTES)


def served(state: State, make: Callable[[], str | bytes], *, asked: State = (), is_kept: bool = True,
           is_tag_kept: bool = False, content_type: str = "text/html; charset=utf-8", file_name: str | None = None,
           download: bool = False, for_reader: OwnMarks | None = None) -> Response:  # fmt: skip
    """The page for `state`, from the shelf or made by `make()`; 304 if the reader has it already.

    `state` and `asked` must hold everything that the body depends on but the language and the path of the page,
    which are added here. `asked` are the arguments of the address that the page reads, each brought to one of few
    values before: everybody can write an address. A page that depends on free text (a search) is not kept.
    `is_tag_kept`: of a body for one reader only the tag is kept. Their program asks again and again, and gets another
    body seldom; a thousand of them would push out what everybody asks for.
    `for_reader` marks in the finished body what is this reader's own (their stars); what it gives back is not kept,
    and made only where it is sent.
    """
    compress = request.accept_encodings.quality("gzip") > 0
    shelf: _Shelf = current_app.extensions["served_pages"]
    key = (*state, request.path, *asked, str(get_locale()))
    if is_kept:
        page = shelf.kept(key, lambda: _finish(make()))
    elif is_tag_kept:
        known = shelf.get(key)
        if known is not None and _is_had(known.etag, compress=compress):
            page = known
        else:
            page = _made(make())
            shelf.put(key, Page(b"", b"", page.etag))
    else:
        page = _made(make())
    body, compressed, tag = page.body, page.compressed, page.etag
    if for_reader is not None:
        tag = _digest("\n".join((tag, *for_reader.marks)).encode())
    etag = _of_encoding(tag, compress=compress)
    if _is_had(tag, compress=compress):
        response = Response(status=304)
    else:
        if for_reader is not None:
            body, compressed = for_reader.write(body), b""
        if compress:
            body = compressed or gzip.compress(body, compresslevel=LEVEL_FOR_ONE_READER, mtime=0)
        response = Response(body, content_type=content_type)
        if compress:
            response.headers["Content-Encoding"] = "gzip"
        if file_name is not None:
            response.headers["Content-Disposition"] = disposition(file_name, download=download)
    response.set_etag(etag)
    # Kept by the reader alone, and asked about each time: a page that was withdrawn is gone at once.
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Accept-Encoding, Accept-Language, Cookie"
    return response


#: What somebody else wrote runs nothing, wherever it is opened.
POLICY_OF_UPLOADS = "default-src 'none'; sandbox"


def sent_file(
    make: Callable[[], bytes], *, content_type: str, digest: str, file_name: str | None, shows_in_place: bool = False
) -> Response:
    """An upload, asked about each time: it may be hidden, or its reader let go, a moment later. 304 if they have it."""
    response = Response(content_type=content_type)
    response.set_etag(digest)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Security-Policy"] = POLICY_OF_UPLOADS
    # A picture that we have made has no name of its own.
    response.headers["Content-Disposition"] = (
        disposition(file_name, download=not shows_in_place) if file_name else "inline"
    )
    response.headers["X-Robots-Tag"] = "noindex"
    if request.if_none_match.contains_weak(digest):
        response.status_code = 304
    else:
        response.set_data(make())
    return response


def shown_picture(body: bytes, *, content_type: str) -> Response:
    """A picture that we have made of an upload, for the page of its owner or of organisers alone: kept by no cache."""
    response = Response(body, content_type=content_type)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = POLICY_OF_UPLOADS
    response.headers["Content-Disposition"] = "inline"
    return response


def disposition(file_name: str, *, download: bool) -> str:
    """What a browser shall do with a file, and its name: in ASCII, and as RFC 6266 wants it for all other letters.

    A name is never a way: what parts folders, ends lines or turns letters round becomes an underscore.
    """
    kind = "attachment" if download else "inline"
    name = re.sub(r"[^\w.() -]", "_", file_name).lstrip(". ")[-LONGEST_FILE_NAME:] or "file"
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _of_encoding(tag: str, *, compress: bool) -> str:
    """Two encodings are two sets of bytes, so a strong tag tells them apart."""
    return f"{tag}-gz" if compress else tag


def _is_had(tag: str, *, compress: bool) -> bool:
    """Whether the reader has what this tag is of. Weak tags count: a proxy that compresses on its way writes W/ before
    ours (RFC 9110 13.1.2)."""
    return request.if_none_match.contains_weak(_of_encoding(tag, compress=compress))


def _made(made: str | bytes) -> Page:
    body = _bytes(made)
    return Page(body, b"", _digest(body))


def _finish(made: str | bytes) -> Page:
    body = _bytes(made)
    return Page(body, gzip.compress(body, compresslevel=6, mtime=0), _digest(body))


def _bytes(made: str | bytes) -> bytes:
    return made.encode() if isinstance(made, str) else made


def _digest(of: bytes) -> str:
    return hashlib.blake2b(of, digest_size=16).hexdigest()


def kept_secret(page: ResponseReturnValue) -> Response:
    """A page under a secret address: told to nobody it links to, kept by no cache, listed by no search engine."""
    response = make_response(page)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
