"""One fault of one workload, from its first alert to its end."""
