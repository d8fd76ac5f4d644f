"""Arguments and options that several commands take, and how a command prints for programs."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from xsentiment.engine import ENGINES

EXIT_ERROR, EXIT_LOCKED, EXIT_WARNING = 1, 3, 4

VERBOSE: Final = "Say more on stderr: why a format was chosen, each stage."
QUIET: Final = "Say only warnings and errors on stderr."

_Command = TypeVar("_Command", bound=Callable[..., Any])


class Command(click.Command):
    """A command that takes -v and -q as the program itself does before its name."""

    def __init__(self, **parsed: Any) -> None:
        super().__init__(**parsed)
        for flag, level, text in (("verbose", logging.DEBUG, VERBOSE), ("quiet", logging.WARNING, QUIET)):
            self.params.append(
                click.Option(
                    [f"-{flag[0]}", f"--{flag}"], is_flag=True, expose_value=False, callback=_at(level), help=text
                )
            )


def _at(level: int) -> Callable[[click.Context, click.Parameter, bool], None]:
    def set_level(_context: click.Context, _parameter: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's
        if value:
            logging.getLogger("xsentiment").setLevel(level)

    return set_level


class Group(click.Group):
    """A group of such commands."""

    command_class = Command


event_argument = click.argument("event", metavar="EVENT.toml", type=click.Path(path_type=Path))
json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, for programs.")


def folder_options(command: _Command) -> _Command:
    """The options --raw, --processed and --reports."""
    for name, what in (("reports", "reports"), ("processed", "tables"), ("raw", "exports")):
        text = f"Folder of the event's {what}; by default {'reports' if name == 'reports' else f'data/{name}'}/<event>."
        command = click.option(f"--{name}", type=click.Path(file_okay=False, path_type=Path), help=text)(command)
    return command


def engine_options(command: _Command) -> _Command:
    """The options --engine and --workers."""
    command = click.option("--workers", type=click.IntRange(min=1), help="Processes; by default one a core.")(command)
    choice = click.Choice(ENGINES)
    return click.option("--engine", type=choice, default="serial", show_default=True, help="How to work.")(command)


def mapping_option(name: str, into: str, text: str) -> Callable[[_Command], _Command]:
    """An option THEIRS=OURS that may be given again and again; the command has a dict `into`."""

    def parsed(_context: click.Context, _parameter: click.Parameter, pairs: tuple[str, ...]) -> dict[str, str]:
        found: dict[str, str] = {}
        for pair in pairs:
            theirs, equals, ours = pair.rpartition("=")
            if not equals:
                raise click.BadParameter(f"{pair!r} is not THEIRS=OURS")
            if found.setdefault(theirs, ours) != ours:
                raise click.BadParameter(f"{theirs!r} is given two meanings")
        return found

    return click.option(name, into, metavar="THEIRS=OURS", multiple=True, callback=parsed, help=text)


def strict_option(command: _Command) -> _Command:
    """The option --strict."""
    text = f"Exit {EXIT_WARNING} if the run is done but a scheduled job should look at a warning."
    return click.option("--strict", is_flag=True, help=text)(command)


def print_json(result: Any) -> None:
    """A result for programs, on stdout."""
    click.echo(json.dumps(result, indent=1, ensure_ascii=False))
