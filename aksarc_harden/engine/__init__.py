"""Audit, plan, apply, verify and roll back, for any control; knows no target."""
