"""On-call schedules: who may change them, and what they answer."""
