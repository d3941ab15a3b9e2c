"""What is mine: the posts I hold, which of them I act in, my leave and my second factor."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from banji.accounts import operations
from banji.accounts.access import ACTING_POST, account_of, actor_of, signed_in
from banji.accounts.models import Account, Holding, Leave
from banji.accounts.pages.answers import DayInput, attempt, sentence
from banji.accounts.queries import acting_holdings, standings_of
from banji.audit.acts import act
from banji.foundation import clock
from banji.foundation.errors import Refused


class HeldPost(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Holding) -> str:
        return str(obj.post)


class LeaveForm(forms.Form):
    holding = HeldPost(Holding.objects.none(), label=_("Post"), empty_label=None)
    first_day = forms.DateField(label=_("First day away"), widget=DayInput())
    last_day = forms.DateField(label=_("Last day away"), widget=DayInput())
    reason = forms.CharField(label=_("Reason"), max_length=120, required=False)

    def __init__(self, account: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = [s.holding.pk for s in standings_of(account, clock.today())]
        own = Holding.objects.filter(pk__in=held, capacity=Holding.HOLDER)
        self.fields["holding"].queryset = own.select_related("post__organisation")  # type: ignore[attr-defined]


@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    account, today = account_of(request), clock.today()
    form = LeaveForm(account, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if attempt(form, lambda: operations.go_on_leave(**given, by=actor_of(request))):
            messages.success(request, _("Your leave is entered; your deputy acts on these days."))
            return redirect("mfa_index")
    leaves = Leave.objects.filter(holding__account=account, valid_to__gte=today).select_related(
        "holding__post__organisation"
    )
    shown = {
        "standings": standings_of(account, today),
        "actor": actor_of(request),
        "leaves": leaves.order_by("valid_from"),
        "form": form,
        "second_factor": Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).exists(),
        "account": account,
    }
    return render(request, "accounts/mine.html", shown)


@signed_in
@require_POST
def switch_post(request: HttpRequest) -> HttpResponse:
    """Act in another of one's posts from now on."""
    holdings = acting_holdings(account_of(request), clock.today())
    chosen = next((h for h in holdings if str(h.post_id) == request.POST.get("post")), None)
    if chosen is None:
        raise Http404
    with act("accounts.switch_post", by=actor_of(request), object_=("post", chosen.post_id)):
        request.session[ACTING_POST] = chosen.post_id
    return redirect("/")


@signed_in
@require_POST
def end_leave(request: HttpRequest, leave_id: int) -> HttpResponse:
    leave = Leave.objects.filter(pk=leave_id, holding__account=account_of(request)).first()
    if leave is None:
        raise Http404
    try:
        operations.call_back(leave=leave, by=actor_of(request))
        messages.success(request, _("Your leave is ended."))
    except Refused as refusal:
        messages.error(request, sentence(refusal))
    return redirect("mfa_index")
