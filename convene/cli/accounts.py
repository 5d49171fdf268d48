import click
from email_validator import EmailNotValidError, validate_email
from flask.cli import AppGroup

from convene.accounts import services
from convene.accounts.models import Account
from convene.accounts.queries import account_with
from convene.errors import Refused
from convene.web.signed_links import absolute_url

accounts = AppGroup("accounts", help="Those who sign in.")


@accounts.command("create")
@click.argument("email")
@click.option("--name", default="", help="How the person is called.")
@click.option(
    "--operator", is_flag=True, help="Runs the installation: may see the local mailbox and the mail of no event."
)
def create(email: str, name: str, operator: bool) -> None:
    """Let EMAIL sign in."""
    try:
        email = validate_email(email, check_deliverability=False).normalized
    except EmailNotValidError:
        raise click.ClickException(f"{email} is no e-mail address. Write one like noor@example.org.") from None
    try:
        services.create_account(email, name=name, is_operator=operator, by="command line")
    except Refused as refused:
        raise click.ClickException(str(refused)) from None
    click.echo(f"{email} can sign in now. A link: flask accounts sign-in-link {email}")


@accounts.command("sign-in-link")
@click.argument("email")
def sign_in_link(email: str) -> None:
    """Print a link by which EMAIL signs in. It opens once, within 30 minutes."""
    account = _account(email)
    if account.disabled_at is not None:
        raise click.ClickException(f"The account of {email} is closed. Open it: flask accounts open {email}")
    secret = services.make_sign_in_link(account.id, by="command line")
    click.echo(absolute_url("accounts.confirm_sign_in", token=secret))


@accounts.command("close")
@click.argument("email")
def close(email: str) -> None:
    """Let EMAIL sign in no more, and sign out every browser of theirs. Their roles stay."""
    services.close_account(_account(email).id, by="command line")
    click.echo(f"{email} cannot sign in any more, and is signed out everywhere.")


@accounts.command("open")
@click.argument("email")
def open_again(email: str) -> None:
    """Let EMAIL, whose account was closed, sign in again."""
    services.open_account(_account(email).id, by="command line")
    click.echo(f"{email} can sign in again. A link: flask accounts sign-in-link {email}")


def _account(email: str) -> Account:
    account = account_with(email)
    if account is None:
        raise click.ClickException(f"No account has the address {email}. Make one: flask accounts create {email}")
    return account
