"""A Kubernetes cluster without containers: its API, its controllers, and pods that play a part.

Belongs here: what an API server answers, what controllers and kubelets do, and faults to order.
Never here: anything of ours outside `sandbox`; a rule that only one test needs.
"""
