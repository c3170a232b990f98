"""Numbers from JSON documents and Prometheus, over the guarded fetcher.

Belongs here: how an answer of one kind is read. Never here: connections of our own, rules.
"""
