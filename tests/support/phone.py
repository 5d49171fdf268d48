"""A participant's browser over real HTTP, for tests that need real server processes."""

from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlencode

from lxml import html


class Phone:
    """A browser somewhere, over HTTP."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookie = self.token = ""

    def open_form(self) -> None:
        answer, page = self._ask("GET", {})
        self.cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]
        self.token = html.document_fromstring(page).xpath("string(//main//input[@name='csrf_token']/@value)")

    def register(self, email: str) -> int:
        """The status of the answer."""
        answer, _ = self._ask("POST", {"csrf_token": self.token, "name": "Jane Trần", "email": email, "country": ""})
        return answer.status

    def _ask(self, method: str, form: dict[str, str]) -> tuple[HTTPResponse, bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, "/e/forum/register", urlencode(form), headers)
        answer = connection.getresponse()
        page = answer.read()
        connection.close()
        return answer, page
