"""On-call schedules at the terminal."""
