"""Fakes at our ports, one module per noun; each passes its real adapter's contract test."""
