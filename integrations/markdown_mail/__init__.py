"""Messages written in Markdown, as HTML that mail programs show.

Belongs here: turning our Markdown into safe HTML. Never here: deciding what is said.
"""
