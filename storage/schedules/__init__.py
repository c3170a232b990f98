"""News digests in the database."""
