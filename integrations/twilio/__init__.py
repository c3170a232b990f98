"""Text messages through Twilio (PSH-1).

Belongs here: its wire format and what its error codes say about trying again.
Never here: when to try again, whom to tell.
"""
