"""Names of units as lists write them, and the short form in which they are compared and written in addresses.

Lists drift: 莲花街道办事处 / 莲花街道, 金顺社区居民委员会 / 乐至县金顺镇金顺社区居民委员会, 桂花村民委员会 /
桂花村村民委员会, 中和场居民委员会 / 中和场社区居民委员会. The kind (村 or 社区) stays: a village that becomes a
community has changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# The last alternative is a slip of one list: 奎安社区民委员会.
_RESIDENTS = re.compile(r"(?:社区)?(?:居民委员会|居民居委会|居委会|(?<=社区)民委员会)$")
_VILLAGERS = re.compile(r"村?(?:村民委员会|村委会)$|(?<=村)民委员会$")
_KIND = re.compile(r"(?<=.)(?:村|社区)$")


def short_name(name: str, above: Iterable[str] = ()) -> str:
    """莲花街道办事处 → 莲花街道; with `above` (county, town) a list's leading 乐至县金顺镇 is left out.

    A place is never left without a name of its own: 乐至县佛星镇社区居民委员会 → 佛星镇社区.
    """
    name = _RESIDENTS.sub("社区", _VILLAGERS.sub("村", name.strip()))
    for unit in above:
        rest = name.removeprefix(unit)
        if stem(rest) not in ("", "村", "社区"):
            name = rest
    return name.removesuffix("办事处")


def stem(short: str) -> str:
    """The name proper, without its kind: 天生社区 and 天生村 → 天生."""
    return _KIND.sub("", short)
