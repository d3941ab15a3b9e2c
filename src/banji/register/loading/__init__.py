"""Taking over a city's register in bulk: `households`, `people` and `signs_of_life`, as parquet or csv.

`load(folder, by=…)` reads and checks the folder as a set (`given`, `checks`), prepares rows chunk by chunk with names
keyed, numbers sealed and digests made (`rows`), and writes them: into an empty city as the owner in one final
transaction (`first`), into a living one as the site, chunk by chunk with all constraints on (`later`).
"""

from banji.register.loading.run import Progress, Report, load

__all__ = ["Progress", "Report", "load"]
