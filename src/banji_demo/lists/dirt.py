"""What typing, old forms and spreadsheets do to good data: small pure functions, chance is handed in."""

from collections.abc import Callable
from datetime import date
from random import Random

from banji_demo.city.names import DOT, OTHER_DOTS, PUA_YAN, RARE, words

DOTS = (DOT, *OTHER_DOTS)

# Characters a clerk hears and writes otherwise, or confuses by shape.
_HEARD = {
    one: other
    for pair in words(
        "章张 程陈 留刘 扬杨 皇黄 骆罗 塘唐 武吴 河何 凳邓 湖胡 增曾 兆赵 许徐 肖萧 付傅 代戴 余佘 邱丘 方芳 "
        "鸣明 花华 瑛英 绣秀 真珍 蓝兰 芸云 得德 青清 钰玉 枝芝 凡范 群琼 文闻 萍平 红洪 建健 志智 永咏 成诚 "
        "光广 国囯 先宪 林琳 芬纷 淑叔 会惠 军君 强祥 伟炜 春椿 桂贵 金今 素塑 元园 福富 海每 勇永 良梁 正政 "
        "世仕 学雪 友有 "
    )
    for one, other in ((pair[0], pair[1]), (pair[1], pair[0]))
}
_WIDE = str.maketrans("0123456789Xx", "０１２３４５６７８９Ｘｘ")


def full_width(text: str) -> str:
    """519901… → ５１９９０１…"""
    return text.translate(_WIDE)


def spaced(number: str, rng: Random) -> str:
    """With blanks, dashes, a leading apostrophe or a small x: as people read a number aloud."""
    grouped = rng.choice((" ", "-", "  "))
    forms = (
        grouped.join((number[:6], number[6:14], number[14:])),
        f" {number} ",
        f"'{number}",
        f"{number}\n",
        number.lower() if number.endswith("X") else f"{number}\u3000",
    )
    return rng.choice(forms)


def old_form(number: str) -> str:
    """The 15 digits of a first-generation card."""
    return number[:6] + number[8:17]


def typo(number: str, rng: Random) -> str:
    """One of the first 17 digits wrong: the check digit no longer fits."""
    place = rng.randrange(17)
    wrong = rng.choice([d for d in "0123456789" if d != number[place]])
    return number[:place] + wrong + number[place + 1 :]


def swapped(number: str, rng: Random) -> str | None:
    """Two neighbouring, different digits exchanged; None if there are none."""
    places = [i for i in range(6, 16) if number[i] != number[i + 1]]
    if not places:
        return None
    i = rng.choice(places)
    return number[:i] + number[i + 1] + number[i] + number[i + 2 :]


def spreadsheet_number(number: str) -> float:
    """A numeric cell: a spreadsheet keeps 15 digits and shows 5.19901E+17."""
    return float(number[:15] + "000")


def spreadsheet_text(number: str) -> str:
    """The same, after it was copied as text: 5.19901195001010E+17."""
    return f"{number[0]}.{number[1:15]}E+17"


def misheard(name: str) -> str | None:
    """One character replaced by one of like sound or shape; None if nothing known can be confused."""
    for i in reversed(range(len(name))):
        if name[i] in _HEARD:
            return name[:i] + _HEARD[name[i]] + name[i + 1 :]
    return None


def rare_written_otherwise(name: str, rng: Random) -> str:
    """A character the clerk's font lacks: a private-use sign, a question mark, a box."""
    if PUA_YAN in name:
        return name.replace(PUA_YAN, "䶮")
    return "".join((PUA_YAN if c == "䶮" else rng.choice("?〓□")) if c in RARE else c for c in name)


def has_rare(name: str) -> bool:
    """Whether the name needs more than a common font."""
    return any(c in RARE or c == PUA_YAN for c in name)


def has_dot(name: str) -> bool:
    """Whether the name is one of those joined by a dot."""
    return any(c in DOTS for c in name)


def other_dot(name: str, rng: Random) -> str:
    """阿余·木呷 with a dot of another code, or none."""
    return "".join(rng.choice(("•", "．", "・", ".", "", " ")) if c in DOTS else c for c in name)


type Cell = str | int | float | date | None
type DateForm = Callable[[date], Cell]


def _dotted(day: date) -> str:
    return f"{day.year}.{day.month}.{day.day}"


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _serial(day: date) -> int:
    """A spreadsheet's day number in a cell without a date format: 42433."""
    return (day - date(1899, 12, 30)).days


# How one clerk or another writes 2016-03-05; the last is a real date cell.
DATE_FORMS: tuple[DateForm, ...] = (
    _dotted,
    _chinese,
    date.isoformat,
    lambda day: f"{day:%Y%m%d}",
    lambda day: f"{day.year}/{day.month}/{day.day}",
    lambda day: f" {day:%Y.%m.%d} ",
    lambda day: full_width(f"{day.year}年{day.month}月{day.day}日"),
    _serial,
    lambda day: day,
)
