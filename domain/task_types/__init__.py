"""The configurations of all types of tasks."""
