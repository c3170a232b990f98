"""What a cluster says, in our words: workloads, and what stands around them."""
