"""The daily briefing: facts gathered, put into words, given."""
