"""`banji accounts bootstrap`: the first security administrator, from whom every other right comes."""

from __future__ import annotations

import argparse
import sys

from django.db import transaction
from django.utils.translation import gettext as _

from banji.accounts import operations
from banji.accounts.models import Holding, Organisation
from banji.accounts.queries import valid_on
from banji.accounts.roles import Role
from banji.foundation import clock
from banji.foundation.actors import system
from banji.foundation.errors import Refused


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="banji accounts bootstrap", description="Create the first security administrator."
    )
    parser.add_argument("username", help="the sign-in name")
    parser.add_argument("--name", required=True, help="the name of the person")
    parser.add_argument("--organisation", required=True, help="the city government's name")
    chosen = parser.parse_args(argv)
    try:
        password = bootstrap(chosen.username, chosen.name, chosen.organisation)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    print(f"{chosen.username} {password}")
    print(_("This password is shown once and is changed at the first sign-in."))
    return 0


def bootstrap(username: str, name: str, organisation_name: str) -> str:
    """The one-time password of a new security administrator. Refused when the city has one already."""
    by, today = system("accounts.bootstrap"), clock.today()
    with transaction.atomic():
        if Holding.objects.filter(valid_on(today), duty=Role.SEC_ADMIN).exists():
            raise Refused(_("There is a security administrator already; he gives every other right."))
        organisation = operations.create_organisation(
            name=organisation_name, kind=Organisation.Kind.CITY_GOV, by=by, valid_from=today
        )
        post = operations.create_post(
            organisation=organisation,
            role=Role.SEC_ADMIN,
            title=str(Role.SEC_ADMIN.label),
            by=by,
            valid_from=today,
        )
        account, password = operations.create_account(username=username, name=name, by=by)
        operations.appoint(post=post, to=account, by=by)
    return password
