"""Kubernetes clusters through their own API (CLD-2, RBK-4, RBK-5, RBK-9).

`lightkube` reads the kubeconfig and opens the TLS connection; objects stay JSON. Typed models drop
the fields that they do not know, and an undo that writes such a model back deletes these fields.

Belongs here: paths, patches and the reading of objects of Kubernetes' API.
Never here: when to write (application/incidents/repairs/repairs.py), or how a cloud hands out
credentials.
"""
