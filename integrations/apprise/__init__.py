"""The services that the library Apprise knows, each by one address of its own form (PSH-1).

The library says only whether a service took a message; why not stands in its log. In here belongs
what reads that, and nothing of what is sent.
"""
