"""The Feishu custom bot as a channel to people.

Belongs here: its wire format, signature, error table and sizes. Never here: when to try again,
whom to tell.
"""
