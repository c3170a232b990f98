"""`python -m bench.console`."""

import sys

from bench.console.measuring import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
