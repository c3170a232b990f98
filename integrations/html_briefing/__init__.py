"""A briefing in all its forms, the HTML page with charts among them (BRF-6).

Belongs here: the page's template, its charts and colours. Never here: what is said.
"""
