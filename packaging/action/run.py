"""What the GitHub Action does: installs the program, runs it, and hands on what it said.

Inputs come by the environment only, and what the program prints about a pull request of a stranger is never
taken for a command of the runner.
"""

import os
import pathlib
import re
import secrets
import shlex
import subprocess
import sys
import venv

# What the runner and the API take, with room for the last line that says what is missing.
SUMMARY_BYTES = 1024 * 1024 - 1024
COMMENT_CHARACTERS = 65536 - 1024

# The commands that the program's annotations consist of; any other line is text.
ANNOTATION = re.compile(r"::(error|warning|notice) ")

ERRORS = 2


def given(name, default=""):
    """An input of the action."""
    return os.environ.get(f"INPUT_{name}", default).strip()


def asked(name):
    """Whether an input of the action is on."""
    return given(name).lower() == "true"


def temporary(name):
    """A file of this run that ends with the job."""
    folder = pathlib.Path(os.environ["RUNNER_TEMP"]) / "vpcelint"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / name


def give(**outputs):
    """Sets outputs of the step; a value can't end its own entry, whatever it holds."""
    with open(os.environ["GITHUB_OUTPUT"], "a", encoding="utf-8") as file:
        for name, value in outputs.items():
            mark = secrets.token_hex(16)
            file.write(f"{name.replace('_', '-')}<<{mark}\n{value}\n{mark}\n")


def say(text):
    """Prints text in which the runner looks for no commands."""
    if not text.strip():
        return
    mark = secrets.token_hex(16)
    print(f"::stop-commands::{mark}\n{text.rstrip()}\n::{mark}::", flush=True)


def annotate(text):
    """Hands annotations to the runner, and prints whatever else there is as text."""
    # Only line feeds end a line: the runner knows no other end either.
    for line in text.split("\n"):
        if ANNOTATION.match(line):
            print(line, flush=True)
        else:
            say(line)


def cut(text, most, measure):
    """The lines that fit, and a last one that says how many do not."""
    lines, size = text.splitlines(keepends=True), 0
    for number, line in enumerate(lines):
        size += measure(line)
        if size > most:
            return "".join(lines[:number]) + f"\n{len(lines) - number} more lines are left out.\n"
    return text


def install():
    """Installs the program's wheel, by default of the version that this action is of."""
    version = given("VERSION")
    if not version:
        manifest = pathlib.Path(os.environ["GITHUB_ACTION_PATH"], "Cargo.toml").read_text(encoding="utf-8")
        version = re.search(r'^version = "([^"]+)"$', manifest, re.MULTILINE).group(1)
    if not re.fullmatch(r"[0-9][0-9A-Za-z.+-]*", version):
        sys.exit("the input `version` is not a version")
    folder = temporary("program")
    venv.create(folder, with_pip=True, clear=True)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    pip = [programs / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--only-binary", ":all:", f"vpcelint=={version}"], check=True)
    give(program=programs / "vpcelint")


def lines_of(name):
    """The lines of an input of several."""
    return [line.strip() for line in given(name).splitlines() if line.strip()]


def check(paths, *options, folder=None):
    """Runs the program; its exit status and what it printed."""
    command = [os.environ["PROGRAM"], "check", *shlex.split(given("ARGUMENTS"))]
    if given("MIN_SEVERITY"):
        command += ["--min-severity", given("MIN_SEVERITY")]
    command += [*map(str, options), "--", *paths]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", errors="replace")
    if done.returncode not in (0, 1, ERRORS):
        say(done.stderr)
        sys.exit(f"vpcelint ended with {done.returncode}")
    return done


def git(*arguments, checked=True):
    """Runs Git without the repository's hooks; what it printed."""
    command = ["git", "-c", f"core.hooksPath={os.devnull}", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace")
    if checked and done.returncode:
        say(done.stderr)
        sys.exit(f"git {arguments[0]} ended with {done.returncode}")
    return done


def within(paths):
    """The paths, relative to the working directory: so they mean the same in another tree."""
    top = pathlib.Path(git("rev-parse", "--show-toplevel").stdout.rstrip("\n")).resolve()
    for path in paths:
        if not pathlib.Path(path).resolve().is_relative_to(top):
            sys.exit("the input `paths` leads out of the repository, where there is no base to compare with")
    return [os.path.relpath(path) for path in paths]


def baseline(paths):
    """What the base of the pull request has already, or nothing where there is no base."""
    base = given("BASE")
    if not base:
        return None
    if not re.fullmatch(r"[0-9a-fA-F]{40,64}", base):
        sys.exit("the input `base` is not a full commit id")
    if git("cat-file", "-e", f"{base}^{{commit}}", checked=False).returncode:
        git("fetch", "--quiet", "--no-tags", "--depth=1", "origin", base)
    tree, known = temporary("base"), temporary("baseline.json")
    known.unlink(missing_ok=True)
    git("worktree", "add", "--quiet", "--force", "--detach", tree, base)
    try:
        # The same folder of the other tree; what the change adds is not there.
        folder = tree / git("rev-parse", "--show-prefix").stdout.rstrip("\n")
        there = [path for path in within(paths) if (folder / path).exists()]
        if not there:
            return None
        done = check(there, "--write-baseline", known, "--format", "concise", folder=folder)
        if not known.exists():
            say(f"The base can't be analysed, so everything counts as new.\n{done.stderr}")
    finally:
        git("worktree", "remove", "--force", tree, checked=False)
    return known if known.exists() else None


def comment(text):
    """Writes the body of a comment, with a mark by which it is found again."""
    file = temporary("comment.md")
    body = cut(text, COMMENT_CHARACTERS, len)
    file.write_text(f"<!-- vpcelint -->\n{body}", encoding="utf-8")
    give(comment_file=file)


def summarize(text):
    """Appends to the job's summary."""
    with open(os.environ["GITHUB_STEP_SUMMARY"], "a", encoding="utf-8") as file:
        file.write(cut(text, SUMMARY_BYTES, lambda line: len(line.encode())) + "\n")


def analyse():
    """Runs the program once for each output that is asked for, and at least once."""
    paths = lines_of("PATHS") or ["."]
    known = baseline(paths) if asked("COMMENT") or asked("ONLY_NEW") else None
    new = ["--baseline", known] if known else []
    counted = new if asked("ONLY_NEW") else []

    form = "github" if asked("ANNOTATIONS") else "concise"
    done = check(paths, "--format", form, *counted)
    (annotate if form == "github" else say)(done.stdout)
    say(done.stderr)
    # Arguments that the program refuses are refused in each format.
    give(status=done.returncode)

    if asked("SARIF"):
        file = temporary("vpcelint.sarif")
        file.unlink(missing_ok=True)
        check(paths, "--format", "sarif", "--output", file)
        if file.exists():
            give(sarif_file=file)
    texts = {}
    for wanted, options, put in [("SUMMARY", counted, summarize), ("COMMENT", new, comment)]:
        if asked(wanted):
            # Both are the same text where both have the same baseline.
            key = tuple(options)
            if key not in texts:
                texts[key] = check(paths, "--format", "markdown", *options).stdout
            put(texts[key])


if __name__ == "__main__":
    {"install": install, "analyse": analyse}[sys.argv[1]]()
