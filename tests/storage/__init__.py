"""Every store is tested three times: in memory, on SQLite, on PostgreSQL."""
