"""What people look up beside workloads, from objects of the API."""
