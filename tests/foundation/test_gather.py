"""Several lists in one statement are the lists they would be one by one."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.test.utils import CaptureQueriesContext
from tests.cast import Cast
from tests.register.people import make_household, make_person

from banji.accounts.models import Holding, Leave
from banji.foundation.gather import Gathering, Prepared, gathering
from banji.foundation.models import Secret
from banji.register.models import Particulars, RegisterEvent, Registration, SignOfLife

pytestmark = pytest.mark.django_db


def test_the_same_rows_in_the_same_order(cast: Cast) -> None:
    home = make_household(cast.places.village)
    make_person(home, cast.places.village, name="李大山", number="519901195001010013")
    make_person(home, cast.places.village, name="周桂芳")
    asked: list[QuerySet[Registration] | QuerySet[Particulars] | QuerySet[Holding]] = [
        Registration.objects.select_related("village__parent__parent", "address").order_by("-pk"),
        Particulars.objects.select_related("number", "phone").order_by("name"),
        Holding.objects.select_related("post__organisation").filter(post=cast.officer.post),
    ]
    with CaptureQueriesContext(connection) as seen, gathering() as gather:
        found = [gather(rows) for rows in asked]
    assert len(seen) == 1
    for rows, got in zip(asked, found, strict=True):
        assert list(rows) == got
        for one, other in zip(rows, got, strict=True):
            fields = [f.attname for f in one._meta.concrete_fields]
            assert [getattr(one, name) for name in fields] == [getattr(other, name) for name in fields]


def test_what_is_selected_with_a_row_needs_no_further_statement(cast: Cast) -> None:
    make_person(make_household(cast.places.village), cast.places.village)
    with gathering() as gather:
        registrations = gather(Registration.objects.select_related("village__parent", "address"))
        particulars = gather(Particulars.objects.select_related("number"))
    with CaptureQueriesContext(connection) as seen:
        assert registrations[0].village.parent == cast.places.east
        assert registrations[0].address is None
        assert particulars[0].number is None
    assert len(seen) == 0


def test_what_is_annotated_stands_on_the_row_as_what_it_is(cast: Cast) -> None:
    away = Exists(Leave.objects.filter(holding=OuterRef("pk")))
    rows = Holding.objects.annotate(away=away, day=Value(date(2017, 3, 1))).select_related("account")
    with gathering() as gather:
        found = gather(rows.filter(post=cast.officer.post))
    (row,) = found
    assert (row.away, row.day, row.account) == (False, date(2017, 3, 1), cast.officer.account)


def test_a_digest_is_read_when_it_is_asked_for(cast: Cast) -> None:
    make_person(make_household(cast.places.village), cast.places.village, number="519901195001010013")
    with gathering() as gather:
        secrets = gather(Secret.objects.all())
    assert bytes(secrets[0].ciphertext) == bytes(Secret.objects.get().ciphertext)


def test_empty_lists() -> None:
    with gathering() as gather:
        nobody = gather(SignOfLife.objects.filter(happened_on=date(1900, 1, 1)))
        impossible = gather(RegisterEvent.objects.filter(pk__in=[]))
    assert (nobody, impossible) == ([], [])
    with CaptureQueriesContext(connection) as seen, gathering() as gather:
        gather(Leave.objects.none())
    assert len(seen) == 0


def test_a_prepared_one_reads_the_same_with_other_values(cast: Cast) -> None:
    home = make_household(cast.places.village)
    people = [make_person(home, cast.places.village, name=name).person_id for name in ("李大山", "周桂芳")]

    def ask(gather: Gathering, person: UUID) -> None:
        gather(Registration.objects.filter(person=person).select_related("village"))
        gather(Registration.objects.none())
        gather(Particulars.objects.filter(person=person, name__in=["李大山", "周桂芳"]))

    prepared = Prepared(ask, UUID(int=7))
    for person in people:
        registrations, nothing, particulars = prepared.read(person)
        assert [row.person_id for row in (*registrations, *particulars)] == [person, person]
        assert nothing == []


def test_a_value_that_filters_nothing_is_a_mistake() -> None:
    prepared = Prepared(lambda gather, _person: gather(Registration.objects.all()), UUID(int=7))
    with pytest.raises(ValueError, match="filtered by"):
        prepared.read(UUID(int=8))
