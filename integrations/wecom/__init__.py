"""The WeCom group robot as a channel to people.

Belongs here: its wire format, error table and sizes. Never here: when to try again, whom to tell.
"""
