"""A stand-in for a mail server: it takes mail over SMTP, keeps it, and shows it in an inbox.

Belongs here: what a sender sees of a mail server, and a page to read what arrived.
Never here: anything of ours; a mail is untrusted data from a stranger. Nothing is passed on.
"""
