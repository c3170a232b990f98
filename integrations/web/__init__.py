"""The web as others publish it: fetched with care, read with libraries.

Belongs here: which addresses may be talked to (`guard` and what it stands on), how politely
(`politeness`), the answer's bytes and characters (`bodies`, `charset`), and what of a page counts
(`reader`). Never here: what a change means (domain/), when to look again (workflows/).
"""
