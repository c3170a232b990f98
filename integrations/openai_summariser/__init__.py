"""Any server that speaks OpenAI's chat completions, as a writer of summaries (BRF-5).

Belongs here: that wire format and its dialects. Never here: deciding whether a claim is true.
"""
