"""Whole procedures over a site; each verb an operator can ask for."""
