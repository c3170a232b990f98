"""Conversations with the assistant, turn by turn."""
