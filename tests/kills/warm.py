"""A process with the house loaded, so that a kill does not cost a start-up: reads a piece of work and where its answer
goes, a line each, says `begins`, does it, and says `done` or `failed`.
"""

from __future__ import annotations

import json
import sys
import traceback
from pathlib import Path

from banji.site import management, postgres


def main() -> None:
    management.database()
    from django.db import connections

    from tests.kills.work import WORKS

    print("ready", flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        # The server may have been killed, or the city put back, since the last piece of work.
        connections.close_all()
        postgres.ensure_running()
        print("begins", flush=True)
        try:
            said = WORKS[request["work"]]()
        except Exception:
            traceback.print_exc()
            print("failed", flush=True)
        else:
            Path(request["answer"]).write_text(json.dumps(said))
            print("done", flush=True)
        connections.close_all()


if __name__ == "__main__":
    main()
