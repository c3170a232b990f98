"""The outside world as servers that behave as the vendors do, their errors included.

Belongs here: stand-ins, their rules, the scripted day. Every page and message says "sandbox".
Never here: an import of anything else of ours; a mock.
"""
