"""
Completion of the command line in a shell: tasks, their options, and the values that can be listed.

The shell's script asks this program for the word that is being typed; nothing but the catalogue and names of folders is
read, so that an answer takes a part of a second.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence

from invoke import Collection, Task

from aksarc_harden.errors import InputError, InputProblem
from aksarc_harden.tasks.display import say
from aksarc_harden.tasks.positions import PLACES

_SCRIPT, _ASK = "--print-completion-script", "--complete"
_CORE = ("--help", "--list", "--version", _SCRIPT)

# The program is called as it was typed, so that one script serves a checkout's launcher and the installed program.
SCRIPTS = {
    "bash": """\
_complete_aksarc() {
    local IFS=$'\\n'
    COMPREPLY=($("${COMP_WORDS[0]}" --complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _complete_aksarc aksarc ./aksarc""",
    "zsh": """\
_complete_aksarc() {
    local -a found
    found=("${(@f)$("${words[1]}" --complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
    if [[ -n "${found[1]}" ]]; then compadd -a found; else _files; fi
}
compdef _complete_aksarc aksarc ./aksarc""",
    "fish": """\
function __complete_aksarc
    set -l typed (commandline -opc) (commandline -ct)
    $typed[1] --complete -- $typed[2..-1] 2>/dev/null
end
complete --command aksarc --arguments '(__complete_aksarc)'""",
}


def answered(words: Sequence[str], tasks: Callable[[], Collection]) -> bool:
    """Print what a shell asks for; tell whether it was a shell that asked."""
    if words[:1] == [_ASK]:
        sys.stdout.write("".join(f"{word}\n" for word in candidates(list(words[2:]), tasks())))
        return True
    if words[:1] == [_SCRIPT]:
        script = SCRIPTS.get(words[1] if len(words) > 1 else "")
        if script is None:
            say(str(InputError(InputProblem("no script for such a shell", f"name one of {', '.join(SCRIPTS)}"))))
            sys.exit(1)
        sys.stdout.write(script + "\n")
        return True
    return False


def candidates(typed: list[str], tasks: Collection) -> list[str]:
    """
    Give the words that may stand in place of the last one typed, which may be empty.

    None are given where anything may stand: the shell then offers files.
    """
    before, current = [word for word in typed[:-1] if word != "="], typed[-1] if typed else ""
    names = [name for name in tasks.task_names if isinstance(name, str)]
    name = next((word for word in reversed(before) if word in names), "")
    if not name:
        return _beginning(current, _CORE if current.startswith("-") else sorted(names))
    options = _options(tasks[name])
    if before[-1] in options and options[before[-1]]:
        return _values(options[before[-1]], current)
    if current.startswith("-"):
        return _beginning(current, sorted(option for option in options if option.startswith("--")))
    places = PLACES.get(name, ())
    return _values(places[0], current) if places and before[-1] == name else []


def _options(task: Task) -> dict[str, str]:
    """Give every option of a task with the name of its value; empty for one that takes none."""
    found = {"--help": ""}
    for argument in task.get_arguments():
        flags = [f"--{name.replace('_', '-')}" if len(name) > 1 else f"-{name}" for name in argument.names]
        found |= dict.fromkeys(flags, argument.name if argument.takes_value else "")
    return found


def _values(name: str, current: str) -> list[str]:
    known = _KNOWN.get(name)
    if known is None:
        return []
    done, comma, rest = current.rpartition(",")
    return [done + comma + word for word in _beginning(rest, known())]


def _beginning(current: str, words: Iterable[str]) -> list[str]:
    return [word for word in words if word.startswith(current)]


def _controls() -> list[str]:
    from aksarc_harden.catalogue import CONTROLS

    return sorted({*CONTROLS, *(control.topic for control in CONTROLS.values())})


def _topics() -> list[str]:
    from aksarc_harden.catalogue import CONTROLS

    return sorted({control.topic for control in CONTROLS.values()})


def _profiles() -> list[str]:
    from aksarc_harden.site.profile_file import profile_names

    return profile_names(None)


def _sites() -> list[str]:
    from aksarc_harden.site.find import site_names

    return site_names()


def _hosts_are() -> dict[str, list[str]]:
    from aksarc_harden.model.control import Severity
    from aksarc_harden.model.host import Platform, Role

    return {"platform": list(Platform), "role": list(Role), "severity": list(Severity)}


_KNOWN: dict[str, Callable[[], Sequence[str]]] = {
    "controls": _controls,
    "control": _controls,
    "topic": _topics,
    "profile": _profiles,
    "site": _sites,
    "benchmark": lambda: ("CIS", "STIG", "Microsoft"),
    "platform": lambda: _hosts_are()["platform"],
    "role": lambda: _hosts_are()["role"],
    "severity": lambda: _hosts_are()["severity"],
}
