"""Random numbers that depend only on (seed, purpose, id).

A sequence generator would give every person other numbers as soon as the city grows or one more question
is asked. Here each draw is a hash: a small city is a part of the large one of the same seed, and a new
purpose disturbs no other.
"""

import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

type Ids = npt.NDArray[np.uint64]
type Ints = npt.NDArray[np.int64]
type Floats = npt.NDArray[np.float64]
type Bools = npt.NDArray[np.bool_]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)


def _mix(x: Ids) -> Ids:
    """The finaliser of splitmix64: every input bit moves every output bit."""
    x = (x ^ (x >> np.uint64(30))) * _MIX_1
    x = (x ^ (x >> np.uint64(27))) * _MIX_2
    return x ^ (x >> np.uint64(31))


class Draws:
    """All chance of one city."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def bits(self, purpose: str, ids: npt.ArrayLike) -> Ids:
        """64 random bits for each id."""
        key = np.uint64(zlib.crc32(f"{self._seed}/{purpose}".encode()))
        with np.errstate(over="ignore"):
            start = _mix((np.atleast_1d(key) << np.uint64(32)) ^ key)
            return _mix(_mix(np.asarray(ids).astype(np.uint64) * _GOLDEN + start) + start)

    def uniform(self, purpose: str, ids: npt.ArrayLike) -> Floats:
        """Numbers in (0, 1), never the ends: their logarithm exists."""
        return ((self.bits(purpose, ids) >> np.uint64(12)).astype(np.float64) + 0.5) / 2.0**52

    def between(self, purpose: str, ids: npt.ArrayLike, low: float, high: float) -> Floats:
        """Numbers in (low, high)."""
        return low + (high - low) * self.uniform(purpose, ids)

    def below(self, purpose: str, ids: npt.ArrayLike, n: int | Ints) -> Ints:
        """Whole numbers 0 … n-1."""
        whole: Ints = np.floor(self.uniform(purpose, ids) * n).astype(np.int64)
        return whole

    def chance(self, purpose: str, ids: npt.ArrayLike, p: npt.ArrayLike) -> Bools:
        """True with probability p, given once or for each id."""
        hit: Bools = self.uniform(purpose, ids) < np.asarray(p)
        return hit

    def pick(self, purpose: str, ids: npt.ArrayLike, weights: Sequence[float] | Floats) -> Ints:
        """Index into `weights`, in proportion to them."""
        steps = np.cumsum(np.asarray(weights, dtype=np.float64))
        return np.searchsorted(steps / steps[-1], self.uniform(purpose, ids)).astype(np.int64)
