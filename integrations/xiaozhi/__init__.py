"""Desk robots of the xiaozhi kind: sockets to their endpoints, and who holds them."""
