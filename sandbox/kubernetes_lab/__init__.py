"""A real Kubernetes control plane on loopback, with a stand-in kubelet and without containers.

Belongs here: building the programs, starting and stopping them, and what nodes would do with pods.
Never here: an answer of the API itself, which the real server gives.
"""
