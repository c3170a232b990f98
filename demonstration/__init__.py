"""The demonstration: a scripted morning, and fault stories told to a running system."""
