"""People, their proofs and what was remembered, over HTTP."""
