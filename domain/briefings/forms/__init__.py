"""The forms of a briefing that need nothing but its words: spoken, Markdown, plain text (BRF-6).

Belongs here: turning facts and a summary into text of one form. Never here: deciding what is said.
"""
