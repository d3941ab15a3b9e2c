"""On which grounds an application is refused (`law/refusals.yaml`), as a step of a case offers them."""

from __future__ import annotations

from django.utils.functional import Promise, lazy

from banji.cases.checks import say
from banji.law.refusals import refusals

# In the language of whoever reads them, not of whoever started the site.
_said = lazy(say, str)

GROUNDS: tuple[tuple[str, str | Promise], ...] = tuple(
    (code, _said(ground.text)) for code, ground in refusals().items() if ground.at_counter
)
