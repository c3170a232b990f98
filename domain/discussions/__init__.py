"""Discussions of agents and people, on a bus that other programs share."""
