"""Mail over SMTP as a channel to people.

Belongs here: how a message becomes a mail, and what a mail server's answers mean.
Never here: when to try again, whom to tell.
"""
