"""Discussions of agents and people."""
