"""The forms around an event's own: who came and which papers, what is odd, why something is refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from banji.cases.checks import cite, say
from banji.counter.closed_lists import ClosedList
from banji.law.papers import Demand
from banji.law.refusals import refusals
from banji.law.sources import Citation, register
from banji.register import related
from banji.register.lawful import Brought
from banji.register.operations import Doubt

SHOWN, NUMBER = "paper-", "number-"


class PapersForm(forms.Form):
    """Who came, and what was put before the officer: the closed list and nothing else."""

    applicant = forms.CharField(label=gettext_lazy("Who came?"), max_length=120)

    def __init__(self, *args: Any, asked: ClosedList, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        for demand in asked.demands:
            paper = demand.paper
            self.fields[SHOWN + paper.id] = forms.BooleanField(label=say(paper.name), required=False)
            self.fields[NUMBER + paper.id] = forms.CharField(
                label=_("Number on: {paper}").format(paper=say(paper.name)), required=False, max_length=60
            )

    def lines(self, demands: Sequence[Demand]) -> list[dict[str, Any]]:
        """For the page: each paper with its fields, where it comes from, and by which article it is asked for."""
        return [
            {
                "shown": self[SHOWN + demand.paper.id],
                "number": self[NUMBER + demand.paper.id],
                "issuer": say(demand.paper.issuer),
                "article": cite(demand.source),
                "ours": demand.paper.made_by_police,
            }
            for demand in demands
        ]

    @property
    def each(self) -> list[dict[str, Any]]:
        return self.lines(self.asked.each)

    @property
    def any_of(self) -> list[dict[str, Any]]:
        return self.lines(self.asked.any_of)

    def brought(self) -> list[Brought]:
        """The papers ticked, or whose number was typed."""
        given = self.cleaned_data
        return [
            Brought(demand.paper.id, given[NUMBER + demand.paper.id].strip())
            for demand in self.asked.demands
            if given[SHOWN + demand.paper.id] or given[NUMBER + demand.paper.id].strip()
        ]


class CheckForm(forms.Form):
    """What is odd, each to be looked at again and confirmed; nothing is blocked."""

    def __init__(self, *args: Any, doubts: Sequence[Doubt] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for doubt in doubts:
            self.fields[f"doubt-{doubt.code}"] = forms.BooleanField(label=doubt.text, required=False)


class RefusalForm(forms.Form):
    """Why it is refused: a ground with its article, the reason in this case, what the person can do instead."""

    applicant = forms.CharField(label=gettext_lazy("Who came?"), max_length=120)
    ground = forms.ChoiceField(label=gettext_lazy("On which ground?"), required=False)
    article = forms.ChoiceField(
        label=gettext_lazy("By which article?"),
        required=False,
        help_text=gettext_lazy(
            "Filled by the ground; pick it for another ground. Without an article nothing is refused."
        ),
    )
    reason = forms.CharField(
        label=gettext_lazy("What is the reason in this case?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    remedy = forms.CharField(
        label=gettext_lazy("What can the person do instead?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Filled by the ground, if you leave it empty."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grounds = [
            (r.code, say(r.text))
            for r in refusals().values()
            if r.at_counter and r.source.source.in_force_on(today)
        ]
        self.fields["ground"].choices = [("", _("another ground")), *grounds]  # type: ignore[attr-defined]
        self.fields["article"].choices = [("", _("choose")), *_articles(today)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if ground := refusals().get(given.get("ground") or ""):
            given["article"] = given.get("article") or ground.source.id
            given["remedy"] = given.get("remedy") or say(ground.remedy)
        if not given.get("article"):
            self.add_error("article", _("A refusal names its article. Without one, take the application up."))
        if not given.get("remedy"):
            self.add_error("remedy", _("Say what the person can do instead."))
        return given


class OtherVisitForm(RefusalForm):
    """A visit without a form of its own: taken up in a case that is there, or refused."""

    title = forms.CharField(label=gettext_lazy("For what did the person come?"), max_length=120)
    case_no = forms.CharField(
        label=gettext_lazy("Taken up in the case"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Its number; leave it empty to refuse."),
    )
    reason = forms.CharField(
        label=gettext_lazy("What is the reason in this case?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    form_id = forms.UUIDField(widget=forms.HiddenInput)

    field_order = ("applicant", "title", "case_no", "ground", "article", "reason", "remedy")

    def clean_case_no(self) -> str:
        number: str = self.cleaned_data["case_no"].strip()
        if number and not related.is_case(number):
            raise forms.ValidationError(_("There is no case with this number."))
        return number

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("case_no"):
            return self.cleaned_data
        if not self.cleaned_data.get("reason"):
            self.add_error("reason", _("A refusal says why. What is not refused is taken up in a case."))
        return super().clean()


def _articles(today: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """By document in force on that day, its articles with their first words."""
    groups = []
    for document in register():
        if document.mark.binds and document.articles and document.in_force_on(today):
            citations = [Citation(document, article) for article in document.articles.values()]
            named = [(c.id, f"{cite(c)} {say(c.text)[:40]}") for c in citations]
            groups.append((say(document.title), named))
    return groups
