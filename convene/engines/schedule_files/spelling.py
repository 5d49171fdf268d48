"""How the formats spell single values. Each function is idempotent: what it returns, it returns again.

Readers use them to accept sloppy values, writers to make sure that a value satisfies the schemas.
"""

import re
import unicodedata
import uuid
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

_WRONG_ANYWHERE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"  # control characters, but no white space
    "\u202a-\u202e"  # embeddings and overrides of direction, which would turn round what follows the text
    "\ud800-\udfff\ufffe\uffff\ufeff]"  # halves of surrogate pairs, what XML cannot hold, byte-order marks
)
_LINE_BREAK = re.compile("\r\n|[\r\x85\u2028\u2029]")
_ACRONYM = re.compile(r"[a-z0-9_-][a-z0-9_]{3,}(-2[0-9]{3}-[a-z]+)?")
_ACRONYM_LENGTH = 60
_SLUG = re.compile(r"[a-z0-9_-]+[a-z0-9]")
_CODE = re.compile(r"[A-Z0-9]+")
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_SHORT_COLOUR = re.compile(r"#([0-9a-f])([0-9a-f])([0-9a-f])")
_ADDRESS_LENGTH = 2_000
_HOST = re.compile(r"[a-z0-9]([a-z0-9._-]*[a-z0-9])?\.?|\[[0-9a-f:.]+\]")
_TYPED_HOST = re.compile(r"([a-z0-9-]+\.)+[a-z]{2,24}(:[0-9]+)?([/?#].*)?", re.IGNORECASE)
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SAFE_IN_ADDRESS = "/:@!$&'()*+,;=-._~%"


def line(text: str) -> str:
    """One line: no control characters, runs of white space as one space, none at the ends."""
    return " ".join(_WRONG_ANYWHERE.sub("", text).split())


def paragraphs(text: str) -> str:
    """Several lines: no control characters but tab, `\\n` as line break, no white space at the ends."""
    return _WRONG_ANYWHERE.sub("", _LINE_BREAK.sub("\n", text)).strip()


def plain_words(text: str) -> str:
    """The words of `text` in a-z and 0-9, joined by `-`; accents are dropped, other scripts vanish."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", bare))


def acronym(*candidates: str) -> str:
    """The first candidate that has letters or digits, spelled so that both schemas accept it."""
    for candidate in candidates:
        if len(candidate) <= _ACRONYM_LENGTH and _ACRONYM.fullmatch(candidate):
            return candidate
        words = plain_words(candidate[:_ACRONYM_LENGTH]).replace("-", "_")
        if words:
            return words[:_ACRONYM_LENGTH].ljust(4, "_")
    return "schedule"


def slug(text: str) -> str | None:
    """As it stands in an address: small letters; none where the rest is not of a-z, 0-9, `_` and `-`."""
    small = text.strip().lower()
    return small if _SLUG.fullmatch(small) else None


def code(text: str) -> str | None:
    upper = text.strip().upper()
    return upper if _CODE.fullmatch(upper) else None


def colour(text: str) -> str | None:
    small = text.strip().lower()
    if short := _SHORT_COLOUR.fullmatch(small):
        return "#" + "".join(digit * 2 for digit in short.groups())
    return small if _COLOUR.fullmatch(small) else None


def guid(text: str) -> str | None:
    """A UUID with hyphens in small letters; none where the text is no UUID."""
    if len(text) > 60 or not text.isascii():  # UUID() would also take digits of other scripts
        return None
    try:
        return str(uuid.UUID(text.strip()))
    except ValueError:
        return None


def made_guid(*parts: str) -> str:
    """Where a file has no guid: the same parts give the same guid, so that a second import finds it again."""
    quoted = (quote(part, safe="", errors="surrogatepass") for part in parts)
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "schedule:" + "/".join(quoted)))


def web_address(text: str, base: str | None = None, *, typed: bool = False) -> str | None:
    """An absolute http or https address in ASCII; none for any other scheme and for what is no address.

    A relative address is taken relative to `base`. `typed` says that a person typed it, who means the host
    "example.org" and not a file of this name.
    """
    wanted = line(text)
    if not wanted or len(wanted) > _ADDRESS_LENGTH:
        return None
    if typed and _TYPED_HOST.fullmatch(wanted):
        wanted = "https://" + wanted
    try:
        parts = urlsplit(urljoin(base or "", wanted))
        host, port = (parts.hostname or ""), parts.port
        if not host.isascii():
            host = host.encode("idna").decode("ascii")
    except ValueError:
        return None
    if ":" in host:
        host = f"[{host}]"
    # "https://bank.example@evil.example" is made to be misread, and nobody needs a name before the host here.
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc or not _HOST.fullmatch(host):
        return None
    netloc = host if port is None else f"{host}:{port}"
    path, query, fragment = (_quoted(part) for part in (parts.path, parts.query, parts.fragment))
    address = urlunsplit((parts.scheme, netloc, path, query, fragment))
    return address if len(address) <= _ADDRESS_LENGTH else None


def _quoted(part: str) -> str:
    return quote(_LONE_PERCENT.sub("%25", part), safe=_SAFE_IN_ADDRESS + "?")
