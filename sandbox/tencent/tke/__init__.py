"""The container service: clusters, their nodes and pools, and the way into a cluster.

What belongs here: what `tke` 2018-05-25 answers about clusters that were added; what runs in a
cluster is the affair of the Kubernetes API behind the kubeconfig.
"""
