"""Conversations with the assistant in the database."""
