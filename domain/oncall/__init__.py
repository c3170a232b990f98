"""On-call schedules: layers of rotations, overrides, versions, and who is on call at a moment."""
