"""Processes in which strangers' bytes are parsed, and which are ended when that takes too long.

Belongs here: processes, their bounds, whose turn it is. Never here: what is parsed.
"""
