"""News digests, over HTTP."""
