"""What the reference pages say, as lines of Markdown, each from the table that the site itself uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from banji.accounts.permissions import permission_table
from banji.api.description import description
from banji.api.pages.reference import Line, operations
from banji.cases.diagram import mermaid
from banji.cases.procedure import Procedure, Step
from banji.cases.registry import procedures as registered
from banji.exchange import catalogue as exchange_catalogue
from banji.exchange import questions
from banji.law.papers import paper_lists
from banji.law.profiles import load_rules
from banji.law.shipped import shipped_profiles
from banji.matters.payments.procedure import PROCEDURE as STILL_PAID
from banji.site.command import COMMANDS
from banji.site.environment import VARIABLES
from banji.supervision.indicators import SUBJECTS

_PROFILE_DAYS = {"ziyang_2017": date(2017, 3, 1), "national_2021": date(2026, 7, 1)}


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    titles = list(head)
    yield "| " + " | ".join(titles) + " |"
    yield "|" + "---|" * len(titles)
    for row in rows:
        yield "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in row) + " |"


def procedures() -> Iterator[str]:
    yield "# Procedures"
    for procedure in (*registered(), STILL_PAID):
        yield f"\n## {procedure.title} (`{procedure.kind}`)\n\n{procedure.source.cite('en')}\n"
        yield "```mermaid\n" + mermaid(procedure) + "```\n"
        yield from table(
            ("state", "name", "owner", "due"),
            ((s.code, s.title, s.owner.label if s.owner else "", s.clock or s.due) for s in procedure.states),
        )
        yield ""
        yield from table(
            ("step", "from", "to", "who", "waits for", "ground"),
            (_step(procedure, step) for step in procedure.steps),
        )


def _step(procedure: Procedure, step: Step) -> tuple[object, ...]:
    from_ = ", ".join(step.from_) if len(step.from_) < len(procedure.open_states()) else "any open state"
    who = (
        "the person himself"
        if step.own
        else "the clock"
        if step.system
        else ", ".join(str(role.label) for role in step.by)
    )
    who += f" (not whoever took {step.not_by})" if step.not_by else ""
    return f"{step.title} (`{step.name}`)", from_, step.to or "stays", who, step.after, step.source.cite("en")


def permissions() -> Iterator[str]:
    yield "# Who may open what\n"
    yield "Every address of the site with those whom it admits; objects outside one's area look absent.\n"
    yield from table(
        ("address", "name", "who"), ((f"`{r.pattern}`", r.name, r.who) for r in permission_table())
    )


def rules() -> Iterator[str]:
    yield "# Rules and papers"
    for profile in shipped_profiles():
        found = load_rules(profile, on=_PROFILE_DAYS[profile])
        yield f"\n## {found.title.en} (`{profile}`, as on {found.on})\n"
        yield from table(
            ("rule", "what", "value", "ground"),
            (
                (
                    f"`{v.key}`",
                    v.title.en,
                    v.text.en + (", to the day" if v.to_the_day else "") + (" (unsure)" if v.unsure else ""),
                    f"{v.source.cite('en')} [{v.mark}]",
                )
                for v in found.all()
            ),
        )
    yield "\n## Papers that a step may ask for\n"
    lists = paper_lists()
    for step in lists.steps():
        yield f"\n### `{step}`\n"
        rows = (*((d, "any one") for d in lists.one_of(step)), *((d, "each") for d in lists.all_of(step)))
        yield from table(
            ("paper", "how many", "issued by", "ground"),
            ((d.paper.name.en, how, d.paper.issuer.en, d.source.cite("en")) for d, how in rows),
        )


def catalogue() -> Iterator[str]:
    yield "# Messages\n"
    yield "What may be told to whom, and nothing else: no entry, no field leaves.\n"
    yield from table(
        ("type", "from", "to", "fields", "purpose", "ground"),
        (
            (e.type, e.sender, ", ".join(e.receivers), ", ".join(e.fields), e.purpose.en, e.source.cite("en"))
            for e in exchange_catalogue.entries()
        ),
    )
    yield "\n## What systems may ask and post\n"
    yield "Through the API (`api.md`); `masked` fields are answered as domain 7.5 says, a whole number never.\n"
    yield from table(
        ("entry", "scope", "who", "purpose", "asks", "plain", "masked", "a day", "ground"),
        (
            (
                f"`{q.code}`",
                f"`{q.scope}`",
                ", ".join(q.askers),
                f"`{q.purpose_code}`: {q.purpose.en}",
                ", ".join(q.asks),
                ", ".join(sorted(q.plain)),
                ", ".join(sorted(q.fields - q.plain)),
                q.per_day,
                q.source.cite("en"),
            )
            for q in questions.questions()
        ),
    )


def api() -> Iterator[str]:
    yield "# The API for systems\n"
    yield f"{description()['info']['description']}\n"
    yield "The same for programs: `/api/v1/openapi.json` (OpenAPI 3.1).\n"
    for operation in operations():
        yield f"\n## `{operation.method} {operation.path}`: {operation.summary}\n"
        yield f"Scope `{operation.scope}`. {operation.about}\n"
        if operation.parameters:
            yield from _members(operation.parameters)
        for name, about, members in operation.bodies:
            yield f"\n### {name}\n\n{about}\n"
            yield from _members(members)
        yield "\n### Answer\n"
        yield from _members(operation.answer)


def _members(lines: Iterable[Line]) -> Iterator[str]:
    yield from table(
        ("name", "where", "type", "required", "about"),
        (
            (f"`{one.name}`", one.where, one.what.replace("|", "or"), "yes" if one.needed else "", one.about)
            for one in lines
        ),
    )


def indicators() -> Iterator[str]:
    yield "# Indicators\n"
    yield "What the dashboards count, each from rows; a count opens the list of the set it counts."
    for subject, found in SUBJECTS.items():
        yield f"\n## {subject.en}\n"
        yield from table(
            ("indicator", "name", "formula", "counts", "of", "ground"),
            (
                (
                    f"`{i.code}`",
                    i.title.en,
                    i.formula.en,
                    f"`{i.measure or i.of}`",
                    f"`{i.base}`" if i.base else "",
                    i.source.cite("en"),
                )
                for i in found
            ),
        )


def settings_page() -> Iterator[str]:
    yield "# Settings\n"
    yield from table(
        ("variable", "default", "what it decides"), ((f"`{v.name}`", v.default, v.meaning) for v in VARIABLES)
    )


def commands() -> Iterator[str]:
    yield "# Commands\n"
    yield from table(
        ("command", "what it does"), ((f"`banji {name}`", c.help) for name, c in COMMANDS.items())
    )
