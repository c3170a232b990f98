"""A stand-in for an OpenAI-compatible model: tells the facts it is given, or misbehaves to order.

Belongs here: the wire format, what vendors refuse, the ways a model or its service goes wrong,
dialogues by heart, and a plain summary of facts found in the question. Never here: anything of
ours, or a claim to be a real model.
"""
