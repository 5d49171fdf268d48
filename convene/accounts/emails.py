from convene.accounts.models import Account
from convene.accounts.queries import link_can_be_used
from convene.outbox import services as outbox
from convene.outbox.catalogue import Content, Intent, message
from convene.web.signed_links import absolute_url


def sign_in(account: Account, secret: str, next_path: str) -> None:
    """The link by which somebody signs in."""
    outbox.enqueue(
        "accounts/sign_in",
        account.email,
        to_name=account.name,
        ids={"account_id": account.id},
        private={"secret": secret, "next": next_path},
        about=f"account:{account.id}:sign-in",
    )


@message("accounts/sign_in")
def _compose_sign_in(intent: Intent) -> Content | None:
    if not link_can_be_used(intent.private["secret"]):
        return None  # it waited until the link was too old, or the account was closed: a mail would only mislead
    values = {"token": intent.private["secret"], "next": intent.private["next"] or None}
    return Content({"url": absolute_url("accounts.confirm_sign_in", **values)})
