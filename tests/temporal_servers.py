"""Which Temporal servers tests start, and how long one may take to come up.

The libraries wait 5 s by default, which a machine that runs other tests at that moment does not
always keep: a server starts with a database of its own.
"""

import sys
from datetime import timedelta
from pathlib import Path

SERVER = str(Path(sys.executable).with_name("temporal"))
SKIPPING_SERVER = str(Path(sys.executable).with_name("temporal-test-server"))

STARTUP = timedelta(seconds=60)
