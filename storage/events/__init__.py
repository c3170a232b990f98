"""The record of events in the database."""
