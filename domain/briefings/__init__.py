"""The daily briefing: facts, sentences, forms."""
