"""A simulated Windows host: its state, its defaults, what goes wrong on it, and its log."""

from aksarc_harden.rehearsal.host.machine import Machine
from aksarc_harden.rehearsal.host.simulated import SimulatedHost

__all__ = ["Machine", "SimulatedHost"]
