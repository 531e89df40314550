"""Hardens an AKS enabled by Azure Arc estate, proves it, and takes every step back."""

__version__ = "0.1.0"
