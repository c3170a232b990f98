"""Kubernetes clusters, and changes to them."""
