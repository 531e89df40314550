"""The tasks of `invoke` in a checkout; they are written in `aksarc_harden.tasks`, and this file only shows them."""

from aksarc_harden.tasks.command_line import opened_by_invoke

namespace = opened_by_invoke()
