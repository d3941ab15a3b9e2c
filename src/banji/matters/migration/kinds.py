"""The kinds of moves (domain 5.4) and which way each goes: what is asked, who lets whom move, which papers are written."""

from __future__ import annotations

from dataclasses import dataclass

from banji.law.profiles import Rules
from banji.law.sources import Citation, source
from banji.words import Words

IN, OUT, WITHIN = "IN", "OUT", "WITHIN"
DWELLING, WORK, KIN = "dwelling", "work", "kin"

INTER_PROVINCE, INTRA_PROVINCE, INTRA_CITY = "INTER_PROVINCE", "INTRA_PROVINCE", "INTRA_CITY"
STUDENT_IN, STUDENT_OUT = "STUDENT_IN", "STUDENT_OUT"
DEMOBILISED, CONSCRIPT_OUT, RETURNEE = "DEMOBILISED", "CONSCRIPT_OUT", "RETURNEE"
PRIORITY_GROUP = "PRIORITY_GROUP"

KINDS = {
    INTER_PROVINCE: Words("跨省迁移", "move between provinces"),
    INTRA_PROVINCE: Words("省内跨市迁移", "move within the province"),
    INTRA_CITY: Words("市内迁移", "move within the city"),
    STUDENT_IN: Words("学生迁入", "student moving in"),
    STUDENT_OUT: Words("学生迁出", "student moving out"),
    DEMOBILISED: Words("退役军人迁入", "demobilised soldier"),
    CONSCRIPT_OUT: Words("应征入伍", "conscript"),
    RETURNEE: Words("回国（境）定居", "returned from abroad"),
    PRIORITY_GROUP: Words("重点群体进城落户", "priority group settling in town"),
}
GROUNDS = {
    DWELLING: Words("合法稳定住所", "a lawful stable dwelling"),
    WORK: Words("合法稳定就业", "lawful stable work"),
    KIN: Words("投靠亲属", "joining kin"),
    "sold": Words("住所已转让，迁入社区集体户", "the dwelling was sold: to the collective household"),
    "leaves_collective": Words("由集体户迁入家庭户", "from a collective to a family household"),
    "student": Words("录取或者毕业", "admitted to a school, or graduated"),
    "demobilised": Words("退出现役", "demobilised"),
    "returnee": Words("回国（境）定居", "returned from abroad"),
    "other_province": Words("迁往外省", "to another province"),
    "same_province": Words("迁往省内其他市", "elsewhere in the province"),
    "enlisted": Words("应征入伍", "enlisted"),
}
# On these a place lets people of elsewhere in.
SETTLING = (DWELLING, WORK, KIN)

ACROSS = source("NORM_2021", "43")
WITHIN_PROVINCE = source("NORM_2021", "42")
LEAVING = source("HUKOU_1958", "10")
ENLISTING = source("HUKOU_1958", "11")
ARRIVING = source("HUKOU_1958", "13")
SETTLED = source("NORM_2021", "39")
GROUPS_OF_THE_PLAN = source("PLAN_2017", "三(一)2")

# P-14: who is invited to settle in town. It is never a condition of anything.
GROUPS = {
    "STUDENTS": Words("升学进城的农村学生", "rural students who entered higher schools"),
    "ARMY": Words("参军进城的人员", "those who joined the army"),
    "FIVE_YEARS": Words(
        "在城镇就业居住满年限、举家迁徙的人口", "long in town by work and home, moving as a family"
    ),
    "NEW_GENERATION": Words("新生代农民工", "new-generation rural workers"),
}


@dataclass(frozen=True, slots=True)
class Route:
    """How one move goes. `accepting` and `entering` are closed lists under `register.`; `permit`: we (or, of somebody
    who leaves, the new place) let him move in first; `certificate`: he is on the way with a migration certificate."""

    way: str
    accepting: str
    entering: str
    ground: str
    permit: bool = False
    certificate: bool = False
    source: Citation = ARRIVING

    @property
    def at_once(self) -> bool:
        """Done in the visit in which it is accepted: nobody else has to let him in first."""
        return not self.permit


def route(kind: str, way: str, ground: str, rules: Rules) -> Route:
    """The route of a move under the rules it was opened under."""
    if way == WITHIN:
        asked = f"move_within.{ground}"
        return Route(WITHIN, asked, asked, ground, source=_law(SETTLED, rules))
    if way == OUT:
        return _out(kind, ground)
    return _in(kind, ground, rules)


def _out(kind: str, ground: str) -> Route:
    if kind == CONSCRIPT_OUT:
        return Route(OUT, "cancel.enlisted", "cancel.enlisted", ground, source=ENLISTING)
    asked = f"move_out.{ground}"
    return Route(OUT, asked, asked, ground, certificate=True, source=LEAVING)


def _in(kind: str, ground: str, rules: Rules) -> Route:
    if ground in ("student", "demobilised", "returnee"):
        asked = f"move_in.{ground}"
        # A student of elsewhere brings a certificate; soldiers and returnees move in on papers of their own.
        return Route(IN, asked, asked, ground, certificate=ground == "student")
    if kind == INTRA_PROVINCE:
        papers = rules.value("migration.same_province_certificate").yes
        law = _law(WITHIN_PROVINCE, rules)
        return Route(IN, f"permit.{ground}", "move_in.same_province", "same_province", papers, papers, law)
    return Route(IN, f"permit.{ground}", f"move_in.{ground}", ground, True, True, _law(ACROSS, rules))


def _law(since_2021: Citation, rules: Rules) -> Citation:
    return since_2021 if since_2021.source.in_force_on(rules.on) else ARRIVING
