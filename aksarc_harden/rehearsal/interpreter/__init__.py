"""Runs structured pipelines on a simulated host, as PowerShell's engine would."""
