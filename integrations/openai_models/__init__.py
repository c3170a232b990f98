"""Any server that speaks OpenAI's chat completions, as a writer and as a judge (BRF-5, WEB-4).

Belongs here: that wire format and its dialects. Never here: deciding whether a claim is true.
"""
