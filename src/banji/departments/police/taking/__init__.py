"""Taking in a file of the register of record: `take(folder, by=…)`.

Manifest → rows judged as a set → compared with ours in DuckDB → mirrored, or put to an officer, chunk by chunk.
"""

from banji.departments.police.taking.run import take

__all__ = ["take"]
