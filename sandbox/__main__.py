"""Serve the sandbox: `python -m sandbox --port 8100`."""

import argparse
import asyncio

from sandbox.world import World


def main() -> None:
    """Read the arguments and serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8100, help="first of 11 ports (default 8100)")
    parser.add_argument("--seed", type=int, default=1, help="of the scripted day (default 1)")
    options = parser.parse_args()
    asyncio.run(World(options.port, seed=options.seed).serve())


if __name__ == "__main__":
    main()
