"""The security administrator's posts: who holds them, who deputises, and the hand-over in one act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from banji.accounts import operations
from banji.accounts.access import actor_of, officer
from banji.accounts.models import Account, Holding, Post
from banji.accounts.pages.answers import DayInput, attempt, listed, sentence
from banji.accounts.queries import OWN_FIRST, valid_on
from banji.accounts.roles import Role
from banji.accounts.tables import Posts
from banji.foundation import clock
from banji.foundation.actors import Actor
from banji.foundation.errors import Refused

APPOINT, DEPUTY, HAND_OVER = "appoint", "deputy", "hand_over"


class Search(forms.Form):
    q = forms.CharField(label=_("Post, organisation or holder"), required=False)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("all")), *Role.choices])


class AppointForm(forms.Form):
    """Who comes, from when, and how."""

    how = forms.ChoiceField(
        label=_("How"),
        choices=[
            (APPOINT, _("hold the post, which is empty")),
            (HAND_OVER, _("take the post over from its holder")),
            (DEPUTY, _("deputise while the holder is away")),
        ],
    )
    username = forms.CharField(label=_("Sign-in name of who comes"), max_length=60)
    day = forms.DateField(label=_("From"), widget=DayInput())
    always = forms.BooleanField(
        label=_("As a deputy, acts at any time, not only while the holder is away"), required=False
    )

    def clean_username(self) -> Account:
        account = Account.objects.filter(username=self.cleaned_data["username"].strip().lower()).first()
        if account is None:
            raise forms.ValidationError(_("There is no account of this name."))
        return account


@officer(Role.SEC_ADMIN)
def posts(request: HttpRequest) -> HttpResponse:
    search, today = Search(request.GET), clock.today()
    held = Holding.objects.filter(valid_on(today), post=OuterRef("pk"), capacity=Holding.HOLDER)
    rows = Post.objects.select_related("organisation").annotate(
        holder=Subquery(held.values("account__name")[:1])
    )
    if search.is_valid():
        words, role = search.cleaned_data["q"], search.cleaned_data["role"]
        rows = rows.filter(role=role) if role else rows
        if words:
            rows = rows.filter(
                Q(title__icontains=words)
                | Q(organisation__name__icontains=words)
                | Q(holder__icontains=words)
            )
    shown = {"table": listed(request, Posts(rows)), "filter": {"form": search}}
    return render(request, "accounts/posts.html", shown)


@officer(Role.SEC_ADMIN)
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """One post with everybody who held it; posting the form appoints somebody."""
    row = get_object_or_404(Post.objects.select_related("organisation"), pk=pk)
    today = clock.today()
    form = AppointForm(request.POST or None, initial={"day": today})
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: _appoint(row, form.cleaned_data, actor_of(request)))
        if made is not None:
            messages.success(request, _("It is entered. Work stays with the post; only the person changes."))
            return redirect("accounts:post", pk)
    holdings = row.holdings.select_related("account").order_by("valid_to", *OWN_FIRST)
    shown = {"post": row, "holdings": holdings, "form": form, "today": today}
    return render(request, "accounts/post.html", shown)


def _appoint(row: Post, given: dict[str, Any], by: Actor) -> Holding:
    to, day = given["username"], given["day"]
    ways: dict[str, Callable[[], Holding]] = {
        APPOINT: lambda: operations.appoint(post=row, to=to, by=by, valid_from=day),
        HAND_OVER: lambda: operations.hand_over(post=row, to=to, by=by, on=day),
        DEPUTY: lambda: operations.appoint_deputy(
            post=row, to=to, by=by, valid_from=day, always=given["always"]
        ),
    }
    return ways[given["how"]]()


@officer(Role.SEC_ADMIN)
@require_POST
def end_holding(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Holding, pk=pk)
    try:
        operations.end_holding(holding=row, by=actor_of(request))
        messages.success(request, _("The appointment ends today."))
    except Refused as refusal:
        messages.error(request, sentence(refusal))
    return redirect("accounts:post", row.post_id)
