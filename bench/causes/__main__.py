"""`python -m bench.causes`."""

import sys

from bench.causes.measuring import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
