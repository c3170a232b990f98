"""Which Temporal servers tests start, how long one may take to come up, and workers to leave.

The libraries wait 5 s by default, which a machine that runs other tests at that moment does not
always keep: a server starts with a database of its own.
"""

import sys
from datetime import timedelta
from pathlib import Path

SERVER = str(Path(sys.executable).with_name("temporal"))
SKIPPING_SERVER = str(Path(sys.executable).with_name("temporal-test-server"))

STARTUP = timedelta(seconds=60)

GRACE = timedelta(seconds=5)
"""For workers whose activities linger. Without any, the library cancels an activity that has just
heard that it may leave, and one stop in a hundred never ends. Workers of the program have 20 s."""
