"""Fakes at our ports, one module per noun; each passes the contract test its real adapter passes."""
