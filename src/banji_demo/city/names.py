"""Frequency tables of invented people's names and the vectorised drawing of full names.

The tables are our own estimates, made so that a million people share names as a Chinese city does:
about half of them have a namesake. Nothing here was counted from real persons.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import polars as pl

from banji_demo.city.draws import Bools, Draws, Floats, Ids, Ints

_SURNAME_TABLE = (
    "李80 王72 张66 陈56 刘55 杨43 周34 黄33 罗27 唐23 吴22 何21 邓20 胡18 曾17 赵16 徐15 谢15 蒋14 廖13 朱13 "
    "彭12 冯11 余11 林11 郭10 孙9 马9 袁9 郑8 肖8 钟8 叶8 易7 陶7 杜7 任7 汪7 吕7 龚6 魏6 田6 姚6 苏6 卢6 "
    "邹6 熊6 文6 宋6 范6 梁5 韩5 付5 江5 秦5 高5 程5 贺4 代4 黎4 雷4 侯4 邱4 尹4 段4 毛4 万4 倪4 "
    "严3 欧3 谭3 夏3 石3 潘3 董3 覃3 丁3 沈3 阳3 汤3 鄢3 古3 曹3 贾3 兰2 向2 龙2 金2 白2 孟2 康2 史2 "
    "岳2 庞2 伍2 施2 舒2 樊2 方2 蒲2 温2 甘2 晏2 童2 印2 邵1 单1 仇1 查1 区1 乐1 欧阳2 上官0.5 诸葛0.4 司马0.3"
)


def words(text: str) -> tuple[str, ...]:
    """A readable list: words between spaces."""
    return tuple(text.split())


def _weighted(table: str) -> tuple[tuple[str, ...], Floats]:
    known, weights = [], []
    for item in table.split():
        word = item.rstrip("0123456789.")
        known.append(word)
        weights.append(float(item[len(word) :]))
    return tuple(known), np.array(weights)


SURNAMES, SURNAME_WEIGHTS = _weighted(_SURNAME_TABLE)

# Given-name characters, most frequent first, by sex and by when people were named.
COHORT_STARTS = (1850, 1950, 1967, 1980, 2000)  # first birth year of each cohort
MALE = (
    "明德清华云国光成文福全贵兴富荣良金玉安树廷开万世永昌树朝高义顺仁海银继正学元康泽礼焕登怀吉志远绍维启先宗绪炳长林",
    "国建明华文军平林志成德兵忠伟光清家荣强勇金学云安洪良昌福永友贵富胜祥利生世庆全才泽民红海新东大辉刚正天俊春义松彬",
    "军勇建强伟明华刚平辉斌国林波志东洪杰文涛兵俊红健小永云海鹏晓峰春成光毅松荣飞忠利龙磊彬超德凯家祥新胜敏川雄昌亮",
    "伟杰涛鹏超磊俊勇强波斌浩军林健飞龙凯小明东文亮旭辉川宇洋峰鑫建海志成刚阳晓毅帅威平康云彬豪坤雷庆江铭昊森睿翔博",
    "浩宇子轩俊杰文博涵皓睿泽梓豪鑫昊天宸晨辰铭一航瑞佳嘉明奕晗林霖旭阳凯逸恒哲诚思远朗昕烨伟铠均栋楷沐",
)
FEMALE = (
    "秀珍英芳玉兰清华素碧淑桂琼贞群元银金翠凤莲蓉仙容如光月香云惠德菊春福全琴梅淑永贵芝道蓝先会友昌修君成学泽文开祥",
    "秀芳英华琼珍兰群素玉淑碧红清蓉琴梅菊春德会容惠莲凤香桂翠云明霞平珠君先萍国蓉金丽光元芬友利庆辉玲小文世天泽学永",
    "芳琼燕丽红霞英群华玲艳敏萍秀蓉梅琴春利小玉兰莉菊娟淑晓碧云素平会娅彬辉清容勤慧雪珍君芬英洁凤明海文建静香雯川荣",
    "丽燕婷敏静娟玲雪芳艳莉霞倩丹蓉萍晓红小梅娜洁英颖琴琳群琼佳秀瑶欢玉春利慧兰华露莎欣茜媛芸珊蕾思雯双云清文月会雨",
    "欣怡涵梓雨诗琪佳萱婷馨语思静雅琳瑶悦可妍蕊嘉瑾彤晨芮汐玥菲文璇紫雪艺希晴若颖钰灵一雯媛心曦月蕾俊柔漫宁",
)
_NEVER_ALONE = "小晓子若可如"  # 张小 is no name
_SINGLE = (0.05, 0.10, 0.17, 0.22, 0.10)  # share of one-character given names

# Living people carry these; the first two lie outside the basic plane, 𬭊… in extension E, U+30EDE in G.
RARE = tuple("𠮷䶮㼆𬭚\U00030ede𬭊𬭛𬭳𬭶𬭼喆犇翀赟垚焱淼龑嫚㛃㑇䲟堃昉祎")
PUA_YAN = "\ue863"  # 䶮 as vendors wrote it before GB 18030-2000 gave it a place

MINORITY = (  # GB/T 3304 code, weight, (first part, second part) joined by ·, empty = named like the Han
    ("07", 30, (words("阿余 吉克 沙马 曲比 阿苏 勒格 吉木 曲木 马海 阿的 俄木 海来"), words("木呷 阿支 尔洛 阿呷 布哈 阿依 拉铁 伍果 子哈 史布 色铁 日作 木果 尔体"))),
    ("04", 22, (words("扎西 卓玛 多吉 央金 次仁 仁青 尼玛 达瓦 格桑 洛桑"), words("顿珠 拉姆 卓嘎 旺堆 措姆 平措 曲珍 巴桑 群培 旺姆"))),
    ("06", 15, ((), ())),
    ("03", 12, ((), ())),
    ("33", 9, ((), ())),
    ("15", 8, ((), ())),
    ("05", 4, (words("买买提 阿依古丽 努尔 帕提曼 艾合买提"), words("艾力 吐尔逊 热合曼 玉素甫 依明"))),
)  # fmt: skip
DOT = "·"  # U+00B7
OTHER_DOTS = ("•", "・", "．")  # U+2022, U+30FB, U+FF0E: as old systems kept them


class Given(NamedTuple):
    """Indexes into CHARACTERS; second is -1 for a one-character given name."""

    first: Ints
    second: Ints


CHARACTERS = tuple(sorted({c for row in (*MALE, *FEMALE) for c in row}))
_INDEX = {c: i for i, c in enumerate(CHARACTERS)}


def _pool(row: str, tail: str) -> tuple[Ints, Floats]:
    """A cohort's characters by rank; one name in seven goes against the fashion."""
    known = tuple(dict.fromkeys(row))
    others = tuple(c for c in dict.fromkeys(tail) if c not in known)
    weights = 1.0 / (np.arange(len(known)) + 14.0)
    rest = np.full(len(others), weights.sum() / 6 / len(others))
    return np.array([_INDEX[c] for c in known + others], dtype=np.int64), np.r_[weights, rest]


# For men and women, for each cohort.
POOLS = tuple(tuple(_pool(row, "".join(rows)) for row in rows) for rows in (MALE, FEMALE))


def cohorts(birth_years: Ints) -> Ints:
    """Index into COHORT_STARTS."""
    return np.searchsorted(np.array(COHORT_STARTS[1:]), birth_years, side="right").astype(np.int64)


def surnames(draws: Draws, purpose: str, ids: Ids) -> Ints:
    """Indexes into SURNAMES by frequency."""
    return draws.pick(purpose, ids, SURNAME_WEIGHTS)


def given_names(draws: Draws, purpose: str, ids: Ids, female: Bools, birth_years: Ints) -> Given:
    """Given names as fashionable when these people were born."""
    cohort = cohorts(birth_years)
    first = np.empty(len(ids), dtype=np.int64)
    second = np.empty(len(ids), dtype=np.int64)
    for sex in (0, 1):
        for age in range(len(COHORT_STARTS)):
            these = np.flatnonzero((female == bool(sex)) & (cohort == age))
            pool, weights = POOLS[sex][age]
            first[these] = pool[draws.pick(f"{purpose}/1", ids[these], weights)]
            second[these] = pool[draws.pick(f"{purpose}/2", ids[these], weights)]
    single = draws.chance(f"{purpose}/single", ids, np.array(_SINGLE)[cohort])
    single &= ~np.isin(first, [_INDEX[c] for c in _NEVER_ALONE if c in _INDEX])
    return Given(first, np.where(single, -1, second))


def full_names(surname: Ints, given: Given) -> pl.Series:
    """Surname and given name joined."""
    text = pl.Series([*CHARACTERS, ""])
    empty = len(CHARACTERS)
    parts = pl.DataFrame({
        "s": pl.Series(SURNAMES).gather(surname),
        "a": text.gather(given.first),
        "b": text.gather(np.where(given.second < 0, empty, given.second)),
    })  # fmt: skip
    return parts.select(pl.concat_str("s", "a", "b").alias("name")).to_series()


def minority_names(draws: Draws, ids: Ids, kinds: Sequence[int] | Ints) -> list[str]:
    """Names with the dot for the few who carry one; empty where the person is named like the Han."""
    out = []
    pick = draws.bits("minority/name", ids)
    for kind, bits in zip(kinds, pick.tolist(), strict=True):
        ours, fathers = MINORITY[kind][2]
        if not ours:
            out.append("")
            continue
        dot = OTHER_DOTS[bits % 3] if bits % 19 == 0 else DOT
        out.append(f"{ours[bits // 19 % len(ours)]}{dot}{fathers[bits // 997 % len(fathers)]}")
    return out
