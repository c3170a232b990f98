"""Clusters and edits of them at the terminal."""
