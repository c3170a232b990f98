"""Alembic's entry: applies revisions on the connection that `storage/migrate.py` lends."""

from alembic import context

from storage.assistant.tables import conversations
from storage.incidents.tables import incidents
from storage.oncall.tables import oncall_schedules
from storage.plugins.tables import plugins
from storage.tasks.tables import tasks
from storage.voice.tables import robots

# The tables of all modules register with one and the same metadata when they are imported.
[metadata] = {
    tables.metadata
    for tables in (conversations, incidents, oncall_schedules, plugins, robots, tasks)
}
context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
