"""Alembic's entry: applies revisions on the connection that `storage/migrate.py` lends."""

from alembic import context

from storage.task_tables import tasks

# The tables of all modules register with one and the same metadata when they are imported.
context.configure(
    connection=context.config.attributes["connection"], target_metadata=tasks.metadata
)
with context.begin_transaction():
    context.run_migrations()
