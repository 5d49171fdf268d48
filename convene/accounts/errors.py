from convene.errors import Refused
from convene.sentences import says


class LinkIsSpent(Refused):
    """A sign-in link that was used, has expired, or never was one. Which of these is not said."""

    status = 410
    way_on = (says("Mail me a new link"), "accounts.sign_in")

    def __init__(self) -> None:
        super().__init__(says("This link was used already, or is too old. Ask for a new one."))


class WrongPassword(Refused):
    """The address and the password do not belong together. Whether the address is known is not said."""

    field = "password"

    def __init__(self) -> None:
        super().__init__(says("The address and the password do not match. You can also have a link mailed to you."))


class AddressIsTaken(Refused):
    """Somebody has an account with this address."""

    field = "email"

    def __init__(self) -> None:
        super().__init__(says("There is an account with this address already."))


class AccountIsClosed(Refused):
    """The account was closed by whoever runs this installation: no link would open anything for it."""

    field = "email"

    def __init__(self) -> None:
        super().__init__(says("The account with this address is closed. Whoever runs this Convene can open it again."))
