"""What feeds the coder: one process, all cores of a machine, or a Ray cluster, behind one interface.

The same job gives the same records in all three, and stopped at any moment it can be resumed.
"""

from herodote.runners.job import Job, Runner, Told

__all__ = ["Job", "Runner", "Told"]
