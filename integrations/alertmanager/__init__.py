"""Prometheus Alertmanager as a source that can be asked; knows its API v2 and nothing else."""
