"""Signing in and out, the second factor and the password. allauth's views with our forms, pages and marks."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import LoginView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from django import forms
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from banji.accounts import demo_codes, operations
from banji.accounts.access import account_of, actor_of, public, setting_up
from banji.accounts.pages.answers import attempt
from banji.audit.acts import act


class SignIn(LoginView):  # type: ignore[misc]
    template_name = "accounts/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown: dict[str, Any] = super().get_context_data(**kwargs)
        ways = get_social_adapter().list_providers(self.request)
        return shown | {
            "demo": demo_codes.shown(),
            "systems": demo_codes.systems(),
            "ways": [(w.name, w.get_login_url(self.request)) for w in ways],
        }


class SetUpSecondFactor(ActivateTOTPView):  # type: ignore[misc]
    template_name = "accounts/set_up_second_factor.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_mfa_enabled(account_of(request), [Authenticator.Type.TOTP]):
            return redirect("mfa_index")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        with act("accounts.set_up_second_factor", by=actor_of(self.request)) as this:
            this.object_kind, this.object_id = "account", str(account_of(self.request).pk)
            response: HttpResponse = super().form_valid(form)
        # The code has just been given: this session has its second factor.
        record_authentication(self.request, account_of(self.request), "mfa", type=Authenticator.Type.TOTP)
        return response


class RecoveryCodes(ViewRecoveryCodesView):  # type: ignore[misc]
    template_name = "accounts/recovery_codes.html"


class NewRecoveryCodes(GenerateRecoveryCodesView):  # type: ignore[misc]
    template_name = "accounts/new_recovery_codes.html"

    def form_valid(self, form: Any) -> HttpResponse:
        with act("accounts.new_recovery_codes", by=actor_of(self.request)) as this:
            this.object_kind, this.object_id = "account", str(account_of(self.request).pk)
            response: HttpResponse = super().form_valid(form)
        return response


@public
def cancelled(request: HttpRequest) -> HttpResponse:
    """Back from a provider at which somebody changed his mind."""
    return render(request, "accounts/not_signed_in.html", {"why": _("You ended the sign-in there.")})


@setting_up
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    get_adapter().logout(request)
    return redirect("account_login")


class PasswordForm(forms.Form):
    """The present password, and a new one twice."""

    present = forms.CharField(
        label=_("Present password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    new = forms.CharField(
        label=_("New password"),
        help_text=_("At least 12 characters; a sentence of your own is good. None of your last five."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("New password, once more"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("new") != data.get("again"):
            self.add_error("again", _("The two new passwords are not the same."))
        return data


@setting_up
@never_cache
@sensitive_post_parameters()
def change_password(request: HttpRequest) -> HttpResponse:
    account = account_of(request)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        # The gate of sign-in: a wrong password here counts towards the lock-out too.
        if not get_adapter().reauthenticate(account, form.cleaned_data["present"]):
            form.add_error("present", _("This is not your present password."))
        else:
            new = form.cleaned_data["new"]
            attempt(
                form, lambda: operations.change_password(account=account, password=new, by=actor_of(request))
            )
            if not form.errors:
                update_session_auth_hash(request, account)
                return redirect("/")
    return render(request, "accounts/change_password.html", {"form": form, "account": account})
