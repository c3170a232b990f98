"""Other programs that want to be told: signed posts of events and of messages.

In here belongs what knows HTTP on that way; what is sent, how it is signed and what an answer means
are rules of the domain.
"""
