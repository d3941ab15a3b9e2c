"""Precision, recall and time of the search for people registered twice, on a city with seeded second registrations.

    python -m bench.duplicates --people 1000000 --seed 5

The part that thinks: numbers as tokens, names, blocks, levels. Reading the register and opening cases are not in it.
"""

import argparse
import time
from collections import Counter
from collections.abc import Sequence

from banji.matching.decisions import Thresholds
from banji.matching.within import WITHIN
from banji_demo.duplicates_bench import seeded

LOWEST = -8


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.duplicates", description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="50,000 people")
    options = parser.parse_args(argv)
    city = seeded(50_000 if options.quick else options.people, options.seed)
    wall, processor = time.perf_counter(), time.process_time()
    found = city.search(Thresholds(suggest=LOWEST))
    print(f"{len(city.register):,} people, {len(city.truth):,} registered twice: wall {time.perf_counter() - wall:.1f} s,"
          f" processor {time.process_time() - processor:.1f} s")  # fmt: skip
    print("\n| from the prior | pairs | precision (wrong) | recall |\n|---|---|---|---|")
    for above in range(LOWEST, 6):
        least = Thresholds(suggest=above).of(len(city.register))[0]
        pairs = [pair for pair, weight in found.items() if weight >= least]
        right = sum(pair in city.truth for pair in pairs)
        here = " ←" if above == WITHIN.suggest else ""
        print(f"| {above:+d}{here} | {len(pairs):,} | {right / max(len(pairs), 1):.3f} ({len(pairs) - right}) | {right / len(city.truth):.3f} |")  # fmt: skip
    least = WITHIN.of(len(city.register))[0]
    got = Counter(
        city.truth[pair] for pair, weight in found.items() if pair in city.truth and weight >= least
    )
    print(
        "\n"
        + ", ".join(f"{kind} {got[kind]} of {n}" for kind, n in Counter(city.truth.values()).most_common())
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
