"""Signing in. The names are allauth's own, which it looks up."""

from __future__ import annotations

from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as CodeAgainView
from django.urls import path

from banji.accounts.access import public, setting_up, signed_in
from banji.accounts.pages import entrance, mine

urlpatterns = [
    path("sign-in/", public(entrance.SignIn.as_view()), name="account_login"),
    path(
        "sign-in/code/",
        public(AuthenticateView.as_view(template_name="accounts/second_factor.html")),
        name="mfa_authenticate",
    ),
    path(
        "sign-in/again/",
        setting_up(ReauthenticateView.as_view(template_name="accounts/again.html")),
        name="account_reauthenticate",
    ),
    path(
        "sign-in/again/code/",
        setting_up(CodeAgainView.as_view(template_name="accounts/again.html")),
        name="mfa_reauthenticate",
    ),
    path("sign-out/", entrance.sign_out, name="account_logout"),
    path("second-factor/", setting_up(entrance.SetUpSecondFactor.as_view()), name="mfa_activate_totp"),
    path(
        "second-factor/recovery-codes/",
        signed_in(entrance.RecoveryCodes.as_view()),
        name="mfa_view_recovery_codes",
    ),
    path(
        "second-factor/recovery-codes/new/",
        signed_in(entrance.NewRecoveryCodes.as_view()),
        name="mfa_generate_recovery_codes",
    ),
    path("me/", mine.mine, name="mfa_index"),
]
