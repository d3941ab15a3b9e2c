"""What a birth needs, as plain checks (户口登记条例 Art 7, 9; 公通字〔2021〕12号 Art 19 to 22)."""

from __future__ import annotations

from dataclasses import dataclass

from banji.cases.rules import Check, Papers, Reason, View, papers_of
from banji.law.papers import Demand, paper_lists
from banji.law.profiles import Rules
from banji.law.sources import source
from banji.words import Words

DECLARING = source("HUKOU_1958", "7")
DIED_BEFORE = source("HUKOU_1958", "9")
GRANDPARENT = source("NORM_2021", "22")
ONE_PLACE = source("HUKOU_1958", "6")

# By which list of papers a child is registered (`register.birth.<ground>`), in the words of the counter.
GROUNDS = {
    "in_wedlock": Words("婚内出生，随父或者随母", "born in wedlock, with father or mother"),
    "out_of_wedlock": Words("非婚出生，随母", "born out of wedlock, with the mother"),
    "out_of_wedlock_father": Words("非婚出生，随父", "born out of wedlock, with the father"),
    "adopted": Words("收养，随收养人", "adopted, with the adopter"),
    "follows_grandparent": Words(
        "父母为在校学生，随祖父母、外祖父母", "parents are students: with a grandparent"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BirthView(View):
    """`ground` is one of `GROUNDS`."""

    ground: str


def list_of(ground: str) -> Papers:
    """The closed list of a ground. Raises `UnknownPaper` for one that the law does not know."""
    return papers_of(f"register.birth.{ground}")


def grounds_under(rules: Rules) -> dict[str, Words]:
    """Those that the rules of a day know: a grandparent is followed only since 2021."""
    return {ground: words for ground, words in GROUNDS.items() if _known(f"register.birth.{ground}", rules)}


def _known(step: str, rules: Rules) -> bool:
    lists = paper_lists()
    any_one = lists.one_of(step, profile=rules.profile, on=rules.on)
    return bool(any_one or lists.all_of(step, profile=rules.profile, on=rules.on))


@dataclass(frozen=True, slots=True)
class PapersOfGround:
    """The closed list of the ground on which the child is registered."""

    def lacking(self, view: View) -> tuple[Reason, ...]:
        return list_of(_ground(view)).lacking(view)

    def asked(self, view: View) -> tuple[tuple[Demand, ...], ...]:
        return list_of(_ground(view)).asked(view)


def ground_unknown(view: View) -> Reason | None:
    """A ground without a list of its own time is none: nothing could be asked for, and nothing proved."""
    if list_of(_ground(view)).asked(view):
        return None
    return Reason(
        Words(
            "办理时的规定没有此种落户情形。",
            "The rules of the time know no registration on this ground.",
        ),
        GRANDPARENT if _ground(view) == "follows_grandparent" else DECLARING,
        Words("随父或者随母登记。", "Register the child with father or mother."),
    )


def _ground(view: View) -> str:
    if not isinstance(view, BirthView):
        raise TypeError("A rule of births looks at a birth.")
    return view.ground


PAPERS = PapersOfGround()
GROUND = Check(ground_unknown)
