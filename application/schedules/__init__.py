"""Runs of calendar tasks."""
