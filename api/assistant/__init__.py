"""Conversations with the assistant, over HTTP."""
