"""The gate: who comes in, as whom, and what each may. Without one configured: this machine only."""

from dashboard.gate.loopback import LOOPBACK, refuse_beyond_loopback, welcome

__all__ = ["LOOPBACK", "refuse_beyond_loopback", "welcome"]
