"""What keeps a cluster going by itself: controllers, scheduler, kubelets.

Belongs here: one module for each, driven by the cluster's agenda.
Never here: HTTP, or a write that an API server would not allow.
"""
