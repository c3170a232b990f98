"""Likely causes of an incident: rules over what was seen, each with its evidence (RBK-18)."""
