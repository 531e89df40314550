"""The launcher: a first use that sets up, and every later one that only starts invoke; with a real venv and pip."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.tiny_project import LAUNCHER, TinyProject

Done = subprocess.CompletedProcess[str]


def start(launcher: Path, *words: str, cwd: Path | None = None, **environment: str) -> subprocess.Popen[str]:
    """Start the launcher without a terminal; it takes this test's own Python."""
    settings = {"AKSARC_PYTHON": sys.executable, "PIP_NO_INDEX": "1"} | environment
    return subprocess.Popen(
        [str(launcher), *words], cwd=cwd or "/", env=os.environ | settings, text=True, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip


def end(process: subprocess.Popen[str]) -> Done:
    """Wait for the end."""
    out, err = process.communicate(timeout=120)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def call(launcher: Path, *words: str, cwd: Path | None = None, **environment: str) -> Done:
    """Run the launcher to its end."""
    return end(start(launcher, *words, cwd=cwd, **environment))


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> TinyProject:
    """Give a project whose first use is over; its path has a space and letters that are not ASCII."""
    project = TinyProject(tmp_path_factory.mktemp("first use") / "Härtung an Ort")
    first, second = start(project.launcher, "audit"), start(project.launcher, "audit")
    done = [end(first), end(second)]
    assert [each.returncode for each in done] == [0, 0], done
    return project


def test_first_uses_at_once_install_once(used: TinyProject) -> None:
    """Of two first uses the second waits and finds everything done."""
    assert used.builds == 1


def test_later_uses_set_nothing_up(used: TinyProject) -> None:
    """A ready environment is used as it is: nothing is said, nothing is built."""
    done = call(used.launcher, "audit")
    assert (done.returncode, done.stderr, used.builds) == (0, "", 1)


def test_arguments_reach_invoke_as_they_are(used: TinyProject, tmp_path: Path) -> None:
    """Spaces, quotes and empty arguments survive; the tasks are this folder's, the working directory the caller's."""
    words = ["harden", "--site", "my site", "", "it's", "$(date)", "*"]
    done = call(used.launcher, *words, cwd=tmp_path)
    assert done.stdout.splitlines() == ["|".join(["--search-root", str(used.folder), *words]), str(tmp_path)]


def test_a_link_finds_the_folder(used: TinyProject, tmp_path: Path) -> None:
    """The launcher works through a symbolic link from anywhere."""
    link = tmp_path / "link"
    link.symlink_to(used.launcher)
    assert str(used.folder) in call(link, "audit").stdout


def test_without_arguments_the_tasks_are_listed(used: TinyProject) -> None:
    """The bare launcher asks invoke for its list; --help explains the launcher, too."""
    assert call(used.launcher).stdout.splitlines()[0].endswith("|--list")
    helped = call(used.launcher, "--help").stdout
    assert "Exit codes" in helped
    assert "|--list" in helped
    assert call(used.launcher, "harden", "--help").stdout.splitlines()[0].endswith("|harden|--help")


def test_a_shells_questions_reach_the_program_that_answers_them(used: TinyProject) -> None:
    """Completion and its script are the console script's; it does not search for tasks first."""
    for words in (("--complete", "--", "audit", ""), ("--print-completion-script", "bash")):
        assert call(used.launcher, *words).stdout.splitlines()[0] == "|".join(words)


def test_completion_sets_nothing_up(tmp_path: Path) -> None:
    """Before the first use there is nothing to offer, and a Tab is no moment to install anything."""
    project = TinyProject(tmp_path / "project")
    done = call(project.launcher, "--complete", "--", "check", "")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not project.venv.exists()


def test_a_changed_recipe_installs_again(tmp_path: Path, used: TinyProject) -> None:
    """A new pyproject.toml is installed before the task is started, once."""
    project = moved(used, tmp_path)
    assert call(project.launcher, "audit").returncode == 0  # a moved folder is a changed recipe, too
    builds = project.builds
    project.release("2.0")
    assert call(project.launcher, "audit").returncode == 0
    assert call(project.launcher, "audit").returncode == 0
    assert project.builds == builds + 1


def test_an_interrupted_first_use_is_made_good(tmp_path: Path) -> None:
    """Killed in the middle, the next use begins anew and ends well."""
    project = TinyProject(tmp_path / "project")
    project.mark("slow")
    killed = start(project.launcher, "audit")
    deadline = time.monotonic() + 60
    while not project.builds and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate(timeout=10)
    project.mark("slow", there=False)
    (project.venv / "left over").touch()
    done = call(project.launcher, "audit")
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, f"--search-root|{project.folder}|audit")
    assert not (project.venv / "left over").exists()


def test_a_failed_install_says_why_and_can_be_repeated(used: TinyProject, tmp_path: Path) -> None:
    """What pip said last is shown, the exit code is 1, and the same command goes on when the cause is gone."""
    project = moved(used, tmp_path)
    project.mark("broken")
    failed = call(project.launcher, "audit")
    assert (failed.returncode, failed.stdout) == (1, "")
    assert "the index is on fire" in failed.stderr
    assert "Run the same command again" in failed.stderr
    project.mark("broken", there=False)
    assert call(project.launcher, "audit").returncode == 0


def test_without_a_python_that_is_new_enough_it_says_so(tmp_path: Path) -> None:
    """No Python 3.11 on the path and no way to install one: the sentence names what is needed."""
    project = TinyProject(tmp_path / "project")
    done = call(project.launcher, "audit", PATH=str(bare_path(tmp_path)), AKSARC_PYTHON="")
    assert (done.returncode, done.stdout) == (1, "")
    assert "python3-venv" in done.stderr
    assert not project.venv.exists()


# A Debian's Python without its venv package: it cannot import ensurepip until apt-get has installed something.
PYTHON_OF_DEBIAN = """#!/bin/sh
case "$*" in
*ensurepip*) [ -e "{installed}" ] ;;
*print*) echo python3.13 ;;
--version) echo Python 3.13.5 ;;
"-m venv"*) exit 1 ;;
esac
"""


@pytest.mark.parametrize(("user", "may_install"), [("0", True), ("1000", False)])
def test_a_missing_system_package_is_installed_or_named(tmp_path: Path, user: str, may_install: bool) -> None:
    """Root on Debian gets python3-venv by itself; who may not install is told the package."""
    project = TinyProject(tmp_path / "project")
    installed = tmp_path / "installed"
    tools = bare_path(
        tmp_path,
        python3=PYTHON_OF_DEBIAN.format(installed=installed),
        id=f"#!/bin/sh\necho {user}\n",
        **{"apt-get": f'#!/bin/sh\necho "$*" >>"{installed}"\n'},
    )
    done = call(project.launcher, "audit", PATH=str(tools), AKSARC_PYTHON="")
    assert done.returncode == 1
    assert ("needs the system packages: python3.13-venv" in done.stderr) is not may_install
    assert ("making .venv" in done.stderr) is may_install
    assert installed.exists() is may_install
    if may_install:
        assert installed.read_text(encoding="utf-8").splitlines()[1].endswith("python3.13-venv")


def bare_path(folder: Path, **programs: str) -> Path:
    """Make a folder of programs with what the launcher needs of a system, and scripts in the place of others."""
    tools = folder / "bin"
    tools.mkdir()
    for name in ("sh", "dirname", "readlink", "cat", "cksum", "mktemp", "rm", "flock", "id", "tail", "env"):
        if name not in programs:
            (tools / name).symlink_to(str(shutil.which(name)))
    for name, script in programs.items():
        (tools / name).write_text(script, encoding="utf-8")
        (tools / name).chmod(0o755)
    return tools


def test_the_launcher_is_a_program_of_the_plain_shell() -> None:
    """It is executable, and a POSIX shell reads it without complaint."""
    assert os.access(LAUNCHER, os.X_OK)
    assert LAUNCHER.read_text(encoding="utf-8").startswith("#!/bin/sh\n")
    subprocess.run(["sh", "-n", str(LAUNCHER)], check=True, timeout=10)


def moved(project: TinyProject, folder: Path) -> TinyProject:
    """Copy a used project to another place, with its environment, as somebody does who moves a checkout."""
    copy = TinyProject(folder / "copy")
    shutil.copytree(project.venv, copy.venv, symlinks=True)
    return copy
