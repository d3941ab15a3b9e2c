"""The security administrator's organisations: what they are, their posts, and the areas they answer for."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from banji.accounts import areas, operations
from banji.accounts.access import actor_of, officer
from banji.accounts.models import Area, Jurisdiction, Organisation, Post
from banji.accounts.pages.answers import DayInput, attempt, listed, sentence
from banji.accounts.queries import holders_of, valid_on
from banji.accounts.roles import Role
from banji.accounts.tables import Organisations
from banji.foundation import clock
from banji.foundation.errors import Refused


class Search(forms.Form):
    q = forms.CharField(label=_("Name"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("all")), *Organisation.Kind.choices]
    )


class NewOrganisation(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Organisation.Kind.choices)
    department = forms.CharField(
        label=_("Department code"),
        max_length=40,
        required=False,
        help_text=_("As the lists name it, for example CIVIL_AFFAIRS."),
    )
    credit_code = forms.CharField(label=_("Credit code"), max_length=30, required=False)
    parent = forms.ModelChoiceField(
        Organisation.objects.filter(valid_to=None), label=_("Belongs to"), required=False
    )
    valid_from = forms.DateField(label=_("Since"), widget=DayInput())


class NewPost(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=80)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    valid_from = forms.DateField(label=_("Since"), widget=DayInput())


@officer(Role.SEC_ADMIN)
def organisations(request: HttpRequest) -> HttpResponse:
    search = Search(request.GET)
    rows = Organisation.objects.annotate(posts_open=Count("posts", filter=Q(posts__valid_to=None)))
    if search.is_valid():
        words, kind = search.cleaned_data["q"], search.cleaned_data["kind"]
        rows = rows.filter(name__icontains=words) if words else rows
        rows = rows.filter(kind=kind) if kind else rows
    shown = {"table": listed(request, Organisations(rows)), "filter": {"form": search}}
    return render(request, "accounts/organisations.html", shown)


@officer(Role.SEC_ADMIN)
def new_organisation(request: HttpRequest) -> HttpResponse:
    form = NewOrganisation(request.POST or None, initial={"valid_from": clock.today()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = attempt(form, lambda: operations.create_organisation(**given, by=actor_of(request)))
        if made is not None:
            messages.success(request, _("%(name)s is entered. Now give it posts and areas.") % {"name": made})
            return redirect("accounts:organisation", made.pk)
    return render(request, "accounts/new_organisation.html", {"form": form})


@officer(Role.SEC_ADMIN)
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation; posting the form adds a post."""
    row, today = get_object_or_404(Organisation, pk=pk), clock.today()
    form = NewPost(request.POST or None, initial={"valid_from": today})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = attempt(form, lambda: operations.create_post(organisation=row, **given, by=actor_of(request)))
        if made is not None:
            messages.success(request, _("The post is there. Appoint somebody to it."))
            return redirect("accounts:post", made.pk)
    posts = list(Post.objects.filter(valid_on(today), organisation=row).order_by("role", "title"))
    holders = holders_of(posts, today)
    given_areas = row.jurisdictions.filter(valid_on(today)).select_related("post")
    names = areas.names_of(given_areas.values_list("area_id", flat=True))
    words = request.GET.get("area", "")
    shown = {
        "organisation": row,
        "posts": [(post, holders[post.pk]) for post in posts],
        "areas": [(given, names[given.area_id]) for given in given_areas],
        "found": areas.found(words),
        "words": words,
        "form": form,
    }
    return render(request, "accounts/organisation.html", shown)


@officer(Role.SEC_ADMIN)
@require_POST
def give_area(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Organisation, pk=pk)
    area = get_object_or_404(Area, pk=request.POST.get("area"))
    post = row.posts.filter(pk=request.POST["post"]).first() if request.POST.get("post") else None
    try:
        operations.give_area(
            organisation=row, area=area, post=post, by=actor_of(request), valid_from=clock.today()
        )
        messages.success(request, _("It answers for this area from today."))
    except Refused as refusal:
        messages.error(request, sentence(refusal))
    return redirect("accounts:organisation", pk)


@officer(Role.SEC_ADMIN)
@require_POST
def take_area(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Jurisdiction, pk=pk)
    try:
        operations.take_area(jurisdiction=row, by=actor_of(request))
        messages.success(request, _("It no longer answers for this area."))
    except Refused as refusal:
        messages.error(request, sentence(refusal))
    return redirect("accounts:organisation", row.organisation_id)
