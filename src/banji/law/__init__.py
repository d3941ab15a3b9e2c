"""The law as data: sources, deadlines, rule profiles, papers, refusals, and the linter that guards them.

Plain Python, no Django. Everything a case worker, a citizen or an administrator is told about a rule stands here in
Chinese and in English, with the document and article it comes from.

To change a deadline or another value
    Nothing is edited, only ended. In `profiles/<profile>.yaml` give the old row a `valid_to` and write a new row
    under it with the same `key`, a `valid_from` on the day after, and its `source`. Old cases keep the old value.
    A city that differs writes the row in its own package's file instead (block `values:`), dated and with its own
    document in a `sources:` block; its ground must not be weaker than the one it replaces.

    How long a paper is good (`…_validity`) ends `to_the_day`: unlike a time to act in, it is not moved off a rest day.

To change a paper
    `papers.yaml` has the papers and, for each step, the closed list of what may be asked for. Add the paper under
    `papers:`, then a dated row with its source to the list of the step. What `forbidden.yaml` names is refused under
    any name. A paper that is *needed* (`all_of`) rests on law, the plan or a standard.

To cite another document
    Add it to `sources.yaml`. Quote an article in `text` only word for word; else say it in `says`.

To load the holidays of a year
    Update `chinesecalendar`, or write a `holiday_years:` block (see `calendar.Holidays.with_files`). Until then dates
    in that year are provisional, and `Deadline.require_final()` refuses to let an act rest on them.

Then run `banji law lint` (a city adds `--path FILE`): it names file, line and rule of every fault.

In code: `source("PLAN_2017", "三(三)2")`, `load_rules("ziyang_2017", on=day).deadline("deaths.notice_period", served)`,
`one_of("deaths.declare", profile=…, on=…)`, `check_demand("deaths", paper_id)`, `refusal("NOTICE_NOT_SERVED")`.
"""

from banji.law.calendar import Holidays, shipped_holidays
from banji.law.deadlines import Deadline, NotFinal, age_on, deadline
from banji.law.papers import (
    IllegalPrecondition,
    Paper,
    PaperLists,
    all_of,
    check_demand,
    missing,
    one_of,
    paper,
)
from banji.law.profiles import DEFAULT_PROFILE, Rules, RuleValue, load_rules
from banji.law.refusals import Refusal, refusal
from banji.law.shipped import UnknownRule
from banji.law.sources import Citation, Mark, UnknownSource, require_source, source
from banji.law.units import Unit
from banji.words import Words

__all__ = [
    "DEFAULT_PROFILE",
    "Citation",
    "Deadline",
    "Holidays",
    "IllegalPrecondition",
    "Mark",
    "NotFinal",
    "Paper",
    "PaperLists",
    "Refusal",
    "RuleValue",
    "Rules",
    "Unit",
    "UnknownRule",
    "UnknownSource",
    "Words",
    "age_on",
    "all_of",
    "check_demand",
    "deadline",
    "load_rules",
    "missing",
    "one_of",
    "paper",
    "refusal",
    "require_source",
    "shipped_holidays",
    "source",
]
