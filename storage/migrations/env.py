"""Alembic's entry: applies revisions on the connection that `storage/migrate.py` lends."""

from alembic import context

from storage.task_tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
