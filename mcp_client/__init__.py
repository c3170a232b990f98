"""A client for many MCP servers of many people, usable on its own.

Belongs here: connections, what they may cost, what became of them, and the names and results in
the shapes that models want. Never here: anything of ours, or a rule about who may do what.
"""
