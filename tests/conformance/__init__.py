"""The public MCP suites, run against our servers as clients meet them.

Belongs here: getting the suites, running them, and which of their findings we answer for.
Never here: what one tool answers; `tests/faces/mcp` holds that.
"""
