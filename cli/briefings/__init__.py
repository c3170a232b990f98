"""The daily briefing at the terminal."""
