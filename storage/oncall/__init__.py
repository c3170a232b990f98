"""On-call schedules in the database."""
