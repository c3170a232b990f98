"""Measurements that a claim in the documentation rests on; each prints a table.

Belongs here: a module that runs with `python -m bench.<name>` and knows `--json`.
Never here: anything a user or a test of behaviour needs.
"""
