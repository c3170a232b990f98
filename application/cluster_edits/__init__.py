"""Edits of clusters: shown first, confirmed, guarded, recorded."""
