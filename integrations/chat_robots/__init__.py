"""The group robots of WeCom, DingTalk and Feishu as channels to people.

Belongs here: posting once for all of them (`posting`), and per provider a dialect: wire format,
signature, error table and sizes. Never here: when to try again, whom to tell.
"""
