"""The connection to one server, and the sessions that it opens one after the other."""
