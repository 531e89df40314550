"""
The command line: invoke's tasks, one module a noun, and nothing but the front door of what lies below.

Importing this loads nothing heavy; what a task needs, it imports when it is called.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Run the console script `aksarc`."""
    from aksarc_harden.tasks.command_line import namespace, program
    from aksarc_harden.tasks.completion import answered

    if not answered(sys.argv[1:], namespace):
        program().run()
