"""Taking over a city's register in bulk: `households` and `people`, their `registrations`, `events` and `signs_of_life`,
as parquet or csv (`columns`).

`load(folder, by=…)` reads and checks the folder as a set in a DuckDB file (`given`, `checks`, `history`), prepares rows chunk by
chunk, DuckDB writing their text (`rows`, `text`) and `register.chunks` keying names, sealing numbers and making digests,
and writes them: into an empty city as the owner in one final transaction (`first`), into a living one as the site, chunk
by chunk with all constraints on (`later`). `abandon(by=…)` gives up what was killed and will not be run again.
"""

from banji.register.loading.abandoning import abandon
from banji.register.loading.run import Progress, Report, load

__all__ = ["Progress", "Report", "abandon", "load"]
