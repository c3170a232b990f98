"""The daily briefing of one person."""
