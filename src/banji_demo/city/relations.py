"""Relation to the head (GB/T 4761-2008), for the first head and for the one who follows him.

When a head's death is registered, a clerk writes the relations anew: the widow's father-in-law is 公公, a
son who follows his father becomes 户主 and his sister 妹. The codes are written out for the three heads a
drawn household can have.
"""

import numpy as np
import numpy.typing as npt

from banji_demo.city.draws import Bools, Ints
from banji_demo.city.households import (
    CHILD,
    FAMILY,
    FATHER,
    GRANDCHILD,
    GRANDCHILD_2,
    HEAD,
    IN_LAW,
    MOTHER,
    SECOND,
    SPOUSE,
    THIRD,
    Homes,
)

HUSBAND, WIFE, SELF_HEAD, NO_KIN = 11, 12, 2, 99


def relations(head_slot: Ints, homes: Homes) -> Ints:
    """Codes as whole numbers, shape (households, WIDTH); `head_slot` is HEAD, SPOUSE or CHILD for each household."""
    present, female = homes.present, homes.female
    codes = _of_a_parent(present, female)
    rows = np.arange(len(codes))
    by_spouse = head_slot == SPOUSE
    codes[by_spouse] = _after_the_spouse(codes[by_spouse], female[by_spouse])
    by_child = head_slot == CHILD
    codes[by_child] = _after_the_child(codes[by_child], present[by_child], female[by_child])
    codes[homes.kind != FAMILY] = NO_KIN
    codes[rows, head_slot] = SELF_HEAD
    return codes


def _by_sex(female: Bools, man: npt.ArrayLike, woman: npt.ArrayLike) -> Ints:
    return np.where(female, woman, man).astype(np.int64)


def _offspring(slots: tuple[int, ...], codes: Ints, present: Bools, female: Bools) -> None:
    """独生子/女 where there is one; else 长, 次, 三 among the brothers, and among the sisters."""
    children = list(slots)
    only = present[:, children].sum(axis=1) == 1
    for position, slot in enumerate(children):
        before = children[:position]
        elder = (present[:, before] & (female[:, before] == female[:, [slot]])).sum(axis=1)
        codes[:, slot] = _by_sex(female[:, slot], 20, 30) + np.where(only, 1, 2 + elder)


def _of_a_parent(present: Bools, female: Bools) -> Ints:
    codes = np.zeros(present.shape, dtype=np.int64)
    codes[:, SPOUSE] = _by_sex(female[:, SPOUSE], HUSBAND, WIFE)
    _offspring((CHILD, SECOND, THIRD), codes, present, female)
    codes[:, IN_LAW] = _by_sex(female[:, IN_LAW], 28, 38)
    for slot in (GRANDCHILD, GRANDCHILD_2):
        sons = _by_sex(female[:, slot], 41, 42)
        codes[:, slot] = np.where(female[:, CHILD], sons + 2, sons)  # 外孙, 外孙女
    codes[:, FATHER], codes[:, MOTHER] = 51, 52
    return codes


def _after_the_spouse(codes: Ints, female: Bools) -> Ints:
    codes[:, HEAD] = _by_sex(female[:, HEAD], HUSBAND, WIFE)
    parents_in_law = _by_sex(female[:, SPOUSE], 55, 53)  # 岳父 of a man, 公公 of a woman
    codes[:, FATHER], codes[:, MOTHER] = parents_in_law, parents_in_law + 1
    return codes


def _after_the_child(codes: Ints, present: Bools, female: Bools) -> Ints:
    for slot in (HEAD, SPOUSE):
        codes[:, slot] = _by_sex(female[:, slot], 51, 52)
    for slot in (SECOND, THIRD):
        codes[:, slot] = _by_sex(female[:, slot], 73, 77)  # 弟, 妹
    codes[:, IN_LAW] = _by_sex(female[:, IN_LAW], HUSBAND, WIFE)
    _offspring((GRANDCHILD, GRANDCHILD_2), codes, present, female)
    grandparents = _by_sex(female[:, HEAD], 61, 63)  # 祖父; 外祖父 where the line came through the mother
    codes[:, FATHER], codes[:, MOTHER] = grandparents, grandparents + 1
    return codes
