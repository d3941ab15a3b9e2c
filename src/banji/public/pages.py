"""The public verification page: where the QR code on a paper leads."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from banji.accounts.access import public
from banji.public import guessing
from banji.public.queries import verify


class CodeForm(forms.Form):
    code = forms.RegexField(
        r"^\s*[0-9a-fA-F]{32}\s*$",
        label=_("The code at the end of the address under the QR picture"),
        error_messages={"invalid": _("The code has 32 figures and letters from a to f. Type it once more.")},
    )


@public
def ask(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect("public:verify", form.cleaned_data["code"].strip().lower())
    return render(request, "public/ask.html", {"form": form})


@public
def show(request: HttpRequest, code: str) -> HttpResponse:
    address = str(request.META.get("REMOTE_ADDR", ""))
    if wait := guessing.count(address):
        answer = render(request, "public/wait.html", {"seconds": wait.seconds}, status=429)
        answer["Retry-After"] = str(wait.seconds)
        return answer
    found = verify(code)
    if found:
        guessing.take_off(address)
    return render(request, "public/verify.html", {"found": found}, status=200 if found else 404)
