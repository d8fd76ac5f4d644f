"""Arguments and options that several commands take, and how a command prints for programs."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

EXIT_ERROR, EXIT_LOCKED, EXIT_WARNING = 1, 3, 4

_Command = TypeVar("_Command", bound=Callable[..., Any])

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
    choice = click.Choice(["serial", "processes"])
    return click.option("--engine", type=choice, default="serial", show_default=True, help="How to work.")(command)


def strict_option(command: _Command) -> _Command:
    """The option --strict."""
    text = f"Exit {EXIT_WARNING} if the run is done but a scheduled job should look at a warning."
    return click.option("--strict", is_flag=True, help=text)(command)


def print_json(result: Any) -> None:
    """A result for programs, on stdout."""
    click.echo(json.dumps(result, indent=1, ensure_ascii=False))
