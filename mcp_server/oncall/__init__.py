"""On-call schedules as tools."""
