"""How well likely causes are found: `python -m bench.causes [--json] [--misses]`."""
