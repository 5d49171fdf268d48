"""A participant's browser over real HTTP, for tests that need real server processes."""

from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlencode

from lxml import html

REGISTER = "/e/forum/register"


class Phone:
    """A browser somewhere, over HTTP."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookie = self.token = ""

    def open_form(self) -> None:
        answer, page = self.ask("GET", REGISTER)
        self.cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]
        self.token = html.document_fromstring(page).xpath("string(//main//input[@name='csrf_token']/@value)")

    def register(self, email: str) -> int:
        """The status of the answer."""
        form = {"csrf_token": self.token, "name": "Jane Trần", "email": email, "country": ""}
        answer, _ = self.ask("POST", REGISTER, form)
        return answer.status

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[HTTPResponse, bytes]:
        """The answer of the server to a request with the cookie of this browser."""
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, path, urlencode(form or {}), headers)
            # Closed by itself, too: of a server that was killed in the middle of its answer half a one is left.
            with closing(connection.getresponse()) as answer:
                return answer, answer.read()
