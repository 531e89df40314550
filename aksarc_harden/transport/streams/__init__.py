"""Over the standard streams of a local PowerShell: one process, one line an element, a pipeline a statement."""
