"""`python -m banji_demo.outside FOLDER PORT`: the systems of others, for as long as the demo runs."""

import sys
from pathlib import Path

from banji_demo.outside.hrss import server

server(Path(sys.argv[1]), int(sys.argv[2])).serve_forever()
