"""The life that all watches share."""
