"""Accounts: made with a password for once, locked, unlocked, put out of use. Never deleted: the trail names them."""

from __future__ import annotations

import secrets
from uuid import UUID

from allauth.mfa.models import Authenticator
from axes.utils import reset as forget_failures
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from banji.accounts.models import Account
from banji.accounts.operations.granting import check_grants_rights
from banji.audit.acts import act
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused

# Without characters that one person reads aloud and another hears as something else.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def one_time_password() -> str:
    """16 characters in groups of four: 79 bits, and short enough to be read over the telephone."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def create_account(
    *, username: str, name: str, by: Actor, kind: str = Account.OFFICER, person_id: UUID | None = None
) -> tuple[Account, str]:
    """A new account and its one-time password, which is shown once and must be changed at the first sign-in."""
    check_grants_rights(by)
    username = username.strip().lower()
    password = one_time_password()
    account = Account(
        username=username, name=name.strip(), kind=kind, person_id=person_id, must_change_password=True
    )
    _check_complete(account)
    account.set_password(password)
    account.password_set_at = timezone.now()
    with act("accounts.create_account", by=by) as this:
        if Account.objects.filter(username=username).exists():
            raise Refused(_("The sign-in name %(name)s is taken.") % {"name": username})
        account.save()
        this.object_kind, this.object_id = "account", str(account.pk)
        this.after = {"username": username, "name": account.name, "kind": kind}
    return account, password


def _check_complete(account: Account) -> None:
    try:
        account.clean_fields(exclude=["password", "person_id", "password_set_at"])
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error


def change_password(*, account: Account, password: str, by: Actor) -> None:
    """The holder's own choice. Raises `Refused` when it is too short, too common or was used before."""
    if by.id != str(account.pk):
        raise Refused(_("A password is chosen by the person whose it is."))
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), rule="GB/T 22239-2019, 8.1.4.1") from error
    with act("accounts.change_password", by=by, object_=("account", account.pk)):
        account.set_password(password)
        account.must_change_password = False
        account.password_set_at = timezone.now()
        account.save(update_fields=["password", "must_change_password", "password_set_at"])


def reset_password(*, account: Account, by: Actor) -> str:
    """A new one-time password for somebody who has forgotten his; he is signed out everywhere."""
    check_grants_rights(by)
    password = one_time_password()
    with act("accounts.reset_password", by=by, object_=("account", account.pk)):
        account.set_password(password)
        account.must_change_password = True
        account.password_set_at = timezone.now()
        account.save(update_fields=["password", "must_change_password", "password_set_at"])
        forget_failures(username=account.username)
    return password


def reset_second_factor(*, account: Account, by: Actor) -> None:
    """Forget a lost phone: the next sign-in sets up a new second factor before anything else."""
    check_grants_rights(by)
    with act("accounts.reset_second_factor", by=by, object_=("account", account.pk)):
        Authenticator.objects.filter(user=account).delete()


def unlock(*, account: Account, by: Actor) -> None:
    """Let an account that was locked after failures try again at once."""
    check_grants_rights(by)
    with act("accounts.unlock", by=by, object_=("account", account.pk)):
        forget_failures(username=account.username)


def set_active(*, account: Account, active: bool, by: Actor) -> None:
    """Put an account out of use, or back into use. Out of use, its open sessions end at their next request."""
    check_grants_rights(by)
    if str(account.pk) == by.id and not active:
        raise Refused(_("Nobody puts his own account out of use."))
    with act("accounts.set_active", by=by, object_=("account", account.pk)) as this:
        row = Account.objects.select_for_update().get(pk=account.pk)
        this.before, this.after = {"active": row.is_active}, {"active": active}
        row.is_active = active
        row.save(update_fields=["is_active"])
    account.is_active = active
