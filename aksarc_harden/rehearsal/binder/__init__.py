"""
What a command receives from the arguments of a remote call: binds them as PowerShell does.

`Binder.bind` takes the arguments of one command, `Bound.with_input` each object that comes through the pipeline.
The steps are one module each; the rules they cite are those of `recordings/binder/README.md`.
"""

from aksarc_harden.rehearsal.binder.bind import Binder, Bound
from aksarc_harden.rehearsal.binder.refusal import BindingError

__all__ = ["Binder", "BindingError", "Bound"]
