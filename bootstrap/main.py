"""The `zhiban` command."""

from bootstrap.runtime import ZhibanRuntime
from cli.app import build_cli
from cli.exit import leave_after


def main() -> None:
    """Run one command and leave."""
    leave_after(build_cli(ZhibanRuntime()))


if __name__ == "__main__":
    main()
