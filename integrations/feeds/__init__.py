"""RSS, Atom, JSON Feed and plain pages, read as feeds (SCH-2).

Belongs here: these formats, and how wrong they may be. Never here: fetching, which is the page
fetcher's, and choosing what is told.
"""
