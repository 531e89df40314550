"""Kinds of settings of a Windows machine."""
