from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from convene.accounts import passwords, services
from convene.accounts.browser import begin, end
from convene.accounts.errors import LinkIsSpent, WrongPassword
from convene.accounts.forms import ChangeAccount, ConfirmSignIn, MailMeALink, SetPassword, SignInByPassword
from convene.accounts.queries import account_with, link_can_be_used
from convene.errors import Refused
from convene.web.forms import Form, show_again
from convene.web.guards import everyone, signed_in
from convene.web.limits import at_most
from convene.web.redirects import safe_path, see_other

pages = Blueprint("accounts", __name__)


@pages.route("/sign-in", methods=["GET", "POST"])
@everyone
@at_most("5 per 15 minutes", counting="email")
@at_most("100 per 15 minutes")
def sign_in() -> ResponseReturnValue:
    form = MailMeALink(next=request.args.get("next"))
    if not form.is_answered():
        return show_again(form, "accounts/sign_in.html")
    services.mail_sign_in_link(form.email.data, next_path=safe_path(form.next.data, ""))
    return see_other(url_for(".look_into_your_mail"))


@pages.get("/sign-in/mailed")
@everyone
def look_into_your_mail() -> ResponseReturnValue:
    return render_template("accounts/look_into_your_mail.html")


@pages.route("/sign-in/link/<token>", methods=["GET", "POST"])
@everyone
@at_most("60 per 15 minutes")
def confirm_sign_in(token: str) -> ResponseReturnValue:
    """The link of the mail. Opening it shows a button; only pressing that uses the link up."""
    form = ConfirmSignIn(next=request.args.get("next"))
    if not form.is_answered():
        if not link_can_be_used(token):
            raise LinkIsSpent
        return render_template("accounts/confirm_sign_in.html", form=form)
    begin(services.sign_in_by_link(token))
    return _go_on(form)


@pages.route("/sign-in/password", methods=["GET", "POST"])
@everyone
@at_most("10 per 15 minutes", counting="email")
@at_most("100 per 15 minutes")
def sign_in_by_password() -> ResponseReturnValue:
    form = SignInByPassword(next=request.args.get("next"))
    if form.is_answered():
        try:
            begin(_secret_by_password(form.email.data, form.password.data))
        except Refused as refused:
            form.add_refusal(refused)
        else:
            return _go_on(form)
    return show_again(form, "accounts/sign_in_by_password.html")


@pages.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    services.sign_out(current_user.session_id, by=current_user.actor)
    end()
    return see_other("/")


@pages.route("/account", methods=["GET", "POST"])
@signed_in
def account() -> ResponseReturnValue:
    form = ChangeAccount(name=current_user.own_name)
    if form.is_answered():
        services.change_account(current_user.account_id, name=form.name.data, by=current_user.actor)
        return see_other(url_for(".account"))
    return show_again(form, "accounts/account.html")


@pages.route("/account/password", methods=["GET", "POST"])
@signed_in
@at_most("10 per hour")
def password() -> ResponseReturnValue:
    form = SetPassword()
    if form.is_answered():
        password_hash = passwords.hash_of(form.password.data)
        services.set_password(current_user.account_id, password_hash, current_user.session_id, by=current_user.actor)
        return see_other(url_for(".account"))
    return show_again(form, "accounts/password.html")


@pages.post("/account/password/remove")
@signed_in
def remove_password() -> ResponseReturnValue:
    services.set_password(current_user.account_id, None, current_user.session_id, by=current_user.actor)
    return see_other(url_for(".account"))


def _secret_by_password(email: str, password: str) -> str:
    """The secret of a new session. Every address takes as long as every other, so that the time tells nothing."""
    account = account_with(email)
    password_hash = account.password_hash if account else None
    if not passwords.matches(password_hash, password) or account is None or password_hash is None:
        raise WrongPassword
    return services.sign_in_by_password(account.id, password_hash)


def _go_on(form: Form) -> ResponseReturnValue:
    return see_other(safe_path(form["next"].data, url_for("organise.home")))
