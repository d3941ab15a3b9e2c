"""Village clans: a few surnames hold most houses of a village, and each clan names its sons by a poem (字辈)."""

from typing import NamedTuple

import numpy as np

from banji_demo.city.draws import Bools, Draws, Ids, Ints
from banji_demo.city.names import CHARACTERS, Given, surnames

# Share of a rural village's households in its first, second and third clan; the rest are scattered names.
_SHARES = (0.38, 0.20, 0.10, 0.32)
_URBAN_SHARES = (0.06, 0.04, 0.02, 0.88)
_YEARS_PER_GENERATION = 26
_POEM_STARTS = 1840

# Poems of twenty generations as genealogies have them, here put together at random by us.
POEMS = (
    "文明光世泽德义永传家国正天心顺官清民自安", "朝廷登俊秀万代仰昌隆忠厚承先志诗书启后荣",
    "元亨利贞吉仁义礼智信宗祖恩泽远子孙福寿长", "大道兴邦本学成定国才克绍前人业继述在今朝",
    "应启先良士开宗庆远长绍延维世绪守正立纲常", "思道必怀德修身可齐家乾坤钟瑞气日月耀光华",
    "自汝金时友显扬登上第兴隆昭大业富贵庆联芳", "洪武开基定成康继述全祥云呈玉树嘉会发琼莲",
)  # fmt: skip
_KNOWN = {c: i for i, c in enumerate(CHARACTERS)}
# Generations whose character is no name of today (必, 可, 在 …) are skipped by most families: -1.
_POEM_INDEX = np.array([[_KNOWN.get(c, -1) for c in poem] for poem in POEMS], dtype=np.int64)

# How many men and women of each naming cohort carry the character of their generation.
_KEEPS = np.array([(0.75, 0.62, 0.40, 0.14, 0.06), (0.25, 0.20, 0.10, 0.04, 0.02)])


class Lineage(NamedTuple):
    """The male line of each household: its surname and, in a clan, its poem (-1 = none)."""

    surname: Ints
    poem: Ints


def lineages(draws: Draws, households: Ids, village: Ints, urban: Bools) -> Lineage:
    """The household's own surname: of the village's clans first, else by general frequency."""
    rank = np.where(
        urban,
        draws.pick("clan/urban", households, _URBAN_SHARES),
        draws.pick("clan/rural", households, _SHARES),
    )
    clan = (village * 4 + rank).astype(np.uint64)
    in_clan = rank < 3
    surname = np.where(
        in_clan, surnames(draws, "clan/surname", clan), surnames(draws, "surname/line", households)
    )
    poem = np.where(in_clan, draws.below("clan/poem", clan, len(POEMS)), -1)
    return Lineage(surname, poem)


class Custom(NamedTuple):
    """How a person stands to the poem of the line: which one (-1 = none), which verse, and whether kept."""

    poem: Ints
    verse: Ints
    kept: Bools


def verse(head_birth_years: Ints, depth: Ints) -> Ints:
    """By the head's age, one more for his children, one less for his father."""
    whole = (head_birth_years - _POEM_STARTS) // _YEARS_PER_GENERATION + depth
    inside: Ints = np.minimum(np.maximum(whole, 0), 15)
    return inside


def name_by_poem(draws: Draws, ids: Ids, given: Given, custom: Custom) -> Given:
    """Put the generation's character before the personal one for those of the line who keep the custom."""
    character = _POEM_INDEX[custom.poem, custom.verse + custom.poem % 5]
    personal = np.where(given.second >= 0, given.second, given.first)
    named = custom.kept & (custom.poem >= 0) & (character >= 0) & (character != personal)
    last = draws.chance("clan/last", ids, 0.08)  # some lines put it at the end
    first = np.where(named, np.where(last, personal, character), given.first)
    second = np.where(named, np.where(last, character, personal), given.second)
    return Given(first, second)


def keeps_poem(draws: Draws, ids: Ids, female: Bools, cohort: Ints) -> Bools:
    """Whether a person's parents followed the poem."""
    return draws.chance("clan/keeps", ids, _KEEPS[female.astype(np.int64), cohort])
