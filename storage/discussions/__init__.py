"""The discussions that other programs share with us, as files: locks, journal, index, search.

Belongs here: whatever touches a file of the store. Never here: what a file means or how two of them
are merged (`domain/discussion_*`), who may do something, whom to tell.
"""
