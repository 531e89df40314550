"""How a request reaches a target: the only layer that imports pypsrp, winrm or paramiko."""
