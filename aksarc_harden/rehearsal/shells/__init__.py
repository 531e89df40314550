"""What stands behind a PowerShell shell of the rehearsal: a simulated host or a real engine."""
