"""The two questions have one answer, whether the database or a row already read is asked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from banji.foundation import clock
from banji.register.models import IdCard, Registration
from banji.register.operations import cancel_death, restore
from banji.register.queries import watermark
from banji.register.queries.axes import as_of, holds
from banji.register.queries.cards import FIRST_GENERATION_ENDED, card_in_force
from tests.cast import Cast
from tests.register.people import SINCE, Resident, make_household, make_person

DIED = date(2017, 2, 3)
ONE = timedelta(days=1)


@pytest.mark.django_db
def test_rows_and_the_database_agree(cast: Cast) -> None:
    village = cast.places.village
    who: Resident = make_person(make_household(village), village)
    moments = [None, watermark()]
    event = cancel_death(
        person_id=who.person_id, died_on=DIED, reason="火化证明", case_no="D-1", by=cast.officer.actor,
        seen_registration_id=who.registration.pk,
    )  # fmt: skip
    moments.append(watermark())
    restore(person_id=who.person_id, revokes=event.pk, reason="误销", case_no="D-1", by=cast.chief.actor)
    moments.append(watermark())
    rows = Registration.objects.filter(person_id=who.person_id)
    answers = set()
    for day in (SINCE - ONE, SINCE, DIED - ONE, DIED, DIED + ONE, clock.today()):
        for known_at in moments:
            asked = {row.pk for row in as_of(rows, day, known_at)}
            assert asked == {row.pk for row in rows if holds(row, day, known_at)}
            answers.add(frozenset(asked))
    assert len(answers) > 3


IN_USE, ENDED = IdCard.State.IN_USE, FIRST_GENERATION_ENDED


@pytest.mark.parametrize(
    ("cards", "on", "found"),
    [
        ([], ENDED, None),
        ([IdCard(pk=1, generation=1, state=IN_USE)], ENDED - ONE, 1),
        ([IdCard(pk=1, generation=1, state=IN_USE)], ENDED, None),
        ([IdCard(pk=1, generation=2, state=IN_USE, issued_on=ENDED)], ENDED - ONE, None),
        ([IdCard(pk=1, generation=2, state=IN_USE, valid_to=ENDED)], ENDED, 1),
        ([IdCard(pk=1, generation=2, state=IN_USE, valid_to=ENDED)], ENDED + ONE, None),
        ([IdCard(pk=n, generation=2, state=IN_USE, issued_on=ENDED - n * ONE) for n in (1, 2)], ENDED, 1),
        ([IdCard(pk=n, generation=n, state=IN_USE) for n in (1, 2)], ENDED - ONE, 2),
        ([IdCard(pk=1, generation=2, state="OTHER")], ENDED, None),
    ],
)
def test_the_card_in_force(cards: list[IdCard], on: date, found: int | None) -> None:
    card = card_in_force(cards, on)
    assert (card.pk if card else None) == found
