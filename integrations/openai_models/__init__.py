"""Any server that speaks OpenAI's chat completions: writes, judges and talks with tools.

Belongs here: that wire format and its dialects. Never here: deciding whether a claim is true.
"""
