"""Calendar files (RFC 5545): ours are written here, others' are read in a child process.

Belongs here: how files are read and written. Never here: what their events mean for a schedule.
"""
