"""The record of every write, in one chain of hashes."""
