"""Edits that people make of clusters themselves."""
