"""People, their proofs, and what was remembered for them."""
