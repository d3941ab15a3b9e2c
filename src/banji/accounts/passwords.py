"""A new password is none of the last ones (GB/T 22239-2019, 8.1.4.1)."""

from __future__ import annotations

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import ngettext

from banji.accounts.models import Account, PreviousPassword


class NotUsedBefore:
    """Django's password validator: refuses the present password and the `count` before it."""

    def __init__(self, count: int = 5) -> None:
        self.count = count

    def validate(self, password: str, user: Account | None = None) -> None:
        if user is None or user.pk is None:
            return
        used = PreviousPassword.objects.filter(account=user).order_by("-pk")[: self.count]
        hashes = {user.password, *used.values_list("password", flat=True)}
        if any(check_password(password, encoded) for encoded in hashes):
            raise ValidationError(self.get_help_text(), code="password_used_before")

    def password_changed(self, password: str, user: Account | None = None) -> None:
        """Called by Django after an account with a new password is saved."""
        if user is not None:
            PreviousPassword.objects.create(account=user, password=user.password)

    def get_help_text(self) -> str:
        return ngettext(
            "Choose a password that is not the present one and not the one before it.",
            "Choose a password that is not the present one and none of the last %(count)d.",
            self.count,
        ) % {"count": self.count}
