"""Whatever is lawfully registered and revoked, in whatever order: every area's month balances. See `test_histories`."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings
from hypothesis.extra.django import TestCase

from banji.addresses.placing import Tree
from banji.foundation import clock
from banji.register.queries.changes import PEOPLE_OF, Line, people_of
from banji.supervision.population.balance import Balance, Month, balance
from tests.cast import make_cast
from tests.register.chains import months
from tests.register.test_histories import Village, days_ago
from tests.supervision.test_monthly_change import assert_sound


class Counted(Village):
    """Looked at when the history is told: the flows are those of the whole time."""

    def teardown(self) -> None:
        if hasattr(self, "point"):
            self.every_month_balances()
        super().teardown()

    def every_month_balances(self) -> None:
        tree, places = Tree(), self.cast.places
        for first, last in months(days_ago(100), clock.today()):
            for area in (places.county, places.east, places.west):
                month = Month.of(tree, area.pk, first, last)
                found = balance(month)
                assert_sound(found)
                self.every_list_is_as_long_as_it_says(month, found)

    def every_list_is_as_long_as_it_says(self, month: Month, found: Balance) -> None:
        for line in PEOPLE_OF:
            _some, count = people_of(Line(line, month.period, month.inside()), limit=1, skip=0)
            assert count == found.whole.lines[line]


class TestCounted(Counted.TestCase, TestCase):  # type: ignore[misc]
    settings = settings(
        max_examples=10,
        stateful_step_count=12,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
    )

    @classmethod
    def setUpTestData(cls) -> None:
        Counted.cast = make_cast()
