"""Ends with 0 when an address answers well: `python healthy.py http://127.0.0.1:8080/health`."""

import sys
import urllib.request

try:
    with urllib.request.urlopen(sys.argv[1], timeout=4) as answer:  # noqa: S310 - from our compose file
        sys.exit(answer.status >= 400)
except OSError as error:
    sys.exit(str(error))
