"""A small web: pages, feeds, metrics and weather that change on command and a little by themselves.

Belongs here: what servers out there do to a client, their mistakes and tricks included.
Never here: anything of ours; nothing about who asks or why.
"""
