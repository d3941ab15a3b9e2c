"""From weights to one of four outcomes, and the numbers that decide it.

suggest   weight and gap reach their thresholds, number-or-birth and name both speak for the pair, and no other row
          claims the person
conflict  somebody in the register holds the row's number and is somebody else by name, or by both sex and birth
          date; or two people hold it, or one holds it and another has the row's name and birth date. Never a typo:
          the check digit would have caught it
review    anything else worth a clerk's look, best first
none      nobody. A best match is never taken by default: of a real list about 15 % are not in the register
"""

import math
from typing import NamedTuple

from banji.words import Words


class Thresholds(NamedTuple):
    """In bits. `suggest` and `review` count from the prior, 1 in as many people as the register holds."""

    suggest: int = 9  # odds of 500 to 1 for the weakest suggestion; nearly all stand far above it
    gap: int = 7  # the runner-up is at least 128 times less likely
    review: int = -5  # odds of 1 to 32: below it a clerk would look at noise

    def of(self, register_size: int) -> tuple[int, int]:
        """(suggest, review) as weights for a register of this size."""
        prior = math.ceil(math.log2(max(register_size, 2)))
        return prior + self.suggest, prior + self.review


THRESHOLDS = Thresholds()

MUST_SPEAK_FOR = ("number", "name")
"""Fields that must each weigh more than nothing in a suggestion: a name alone never suggests, a number alone neither."""

SHARES_NUMBER = ("whole_other_birth", "whole", "fifteen_other_birth", "fifteen")
SHARES_FIRST_15 = ("first15_other_birth", "first15")
"""Fifteen leading digits are shared by one to three people of a big county by chance: such pairs are a conflict only
when all of them are somebody else, and only those whose weight would be worth a clerk's look."""

OTHER_BIRTH = ("whole_other_birth", "fifteen_other_birth", "first15_other_birth")
SHARES_BIRTH = ("birth", "birth_other_number", "birth_damaged_number")
"""Namesakes live at one door: the number may be the one's, and the birth date beside it the other's."""

WHY: dict[str, Words] = {
    "": Words("", ""),
    "weight": Words("证据不足", "not enough evidence"),
    "gap": Words("与次选相差不足", "too close to the runner-up"),
    "number": Words("没有号码或出生日期佐证", "neither number nor birth date speaks for it"),
    "name": Words("姓名没有佐证", "the name does not speak for it"),
    "claimed": Words("名单中另有一行指向同一人", "another row of the list points to the same person"),
    "other_name": Words("此号码在册为另一姓名", "the register has this number under another name"),
    "other_person": Words(
        "此号码在册者性别和出生日期均不同", "the register has this number for another sex and birth date"
    ),
    "two_people": Words(
        "此号码属一人，姓名和出生日期属另一人",
        "the number is one person's, name and birth date are another's",
    ),
    "two_holders": Words("两人在册同用此号码", "two people in the register hold this number"),
    "nobody": Words("登记簿中没有相近的人", "nobody in the register comes near"),
}
