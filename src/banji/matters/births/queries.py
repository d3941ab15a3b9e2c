"""What births read: the declaration of a case, and whose births are waiting."""

from __future__ import annotations

from dataclasses import fields

from banji.cases.models import Case
from banji.cases.rules import View
from banji.foundation.once import once
from banji.matters.births.models import BirthDeclaration
from banji.matters.births.rules import BirthView

KIND = "birth"
# A case is opened before its declaration is written.
_NOT_YET = "in_wedlock"


@once
def declaration_of(case: Case) -> BirthDeclaration | None:
    """None only in the moment in which the case is opened."""
    return BirthDeclaration.objects.filter(case=case, recorded_to=None).first()


def birth_view(case: Case, base: View) -> BirthView:
    known = {field.name: getattr(base, field.name) for field in fields(base)}
    declared = declaration_of(case)
    return BirthView(**known, ground=declared.ground if declared else _NOT_YET)
