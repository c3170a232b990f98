"""Draws text as squares that cameras read (QR codes, ISO/IEC 18004).

Belongs here: the library's parameters. Never here: what the text means.
"""
