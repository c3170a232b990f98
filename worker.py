"""Start one worker. What it runs is listed in `bootstrap/running/worker.py`."""

import sys

from bootstrap.main import main

if __name__ == "__main__":
    sys.argv[1:1] = ["worker"]
    main()
