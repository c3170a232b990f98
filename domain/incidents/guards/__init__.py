"""The last look before a write, and the verdict after it."""
