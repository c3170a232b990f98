"""Slow hashing of passwords with argon2id.

Belongs here: the library's parameters and its exceptions. Never here: rules for passwords.
"""
