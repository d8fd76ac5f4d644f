"""The commands that forget posts and authors."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from xsentiment import wording
from xsentiment.cli.options import Command, event_argument, folder_options, json_option, print_json
from xsentiment.event_file import load_event

_ids = click.Path(exists=True, dir_okay=False, path_type=Path)
_exports_option = click.option(
    "--rewrite-exports", "exports", is_flag=True, help="Take them out of the raw exports, too, where that can be done."
)


@click.command(cls=Command)
@event_argument
@click.option("--posts", type=_ids, help="A file with the id of a post a line.")
@click.option("--authors", type=_ids, help="A file with the id or handle of an author a line.")
@_exports_option
@folder_options
@json_option
def forget(
    event: Path, *, posts: Path | None, authors: Path | None, exports: bool, as_json: bool, **folders: Any
) -> None:
    """Forget posts or authors; later runs do not bring them back.

    They leave tables, audit and reports, and on request the raw exports. Sheets that people label in are deleted too;
    one with labels that were not imported is an error.
    """
    from xsentiment import pipeline

    if posts is None and authors is None:
        raise click.UsageError("name a file of ids with --posts or --authors")
    loaded = load_event(event)
    done = pipeline.forget(loaded, pipeline.Paths.of(loaded, **folders), posts=posts, authors=authors, exports=exports)
    _print_forgotten(done, exports=exports, as_json=as_json)


@click.command(cls=Command)
@event_argument
@click.argument("results", metavar="RESULT…", nargs=-1, required=True, type=click.Path(path_type=Path))
@_exports_option
@folder_options
@json_option
def comply(event: Path, results: tuple[Path, ...], *, exports: bool, as_json: bool, **folders: Any) -> None:
    """Forget what files of deletions name, such as the results of X's compliance jobs.

    Sheets that people label in are deleted too; one with labels that were not imported is an error.
    """
    from xsentiment import pipeline

    loaded = load_event(event)
    done = pipeline.comply(loaded, pipeline.Paths.of(loaded, **folders), list(results), exports=exports)
    _print_forgotten(done, exports=exports, as_json=as_json)


def _print_forgotten(done: Any, *, exports: bool, as_json: bool) -> None:
    if as_json:
        print_json(done._asdict())
        return
    click.echo(f"{wording.n_of(done.posts, 'row')} of posts and {done.audit} of the audit forgotten")
    if not any((done.posts, done.audit, done.rewritten, done.raw_files)):
        ids = "the posts, or authors, are named by the network's own ids, by the handle where an export has no id"
        click.echo(f"nothing of them is in the tables: {ids}; give both to be sure", err=True)
    for name in done.rewritten:
        click.echo(f"{name}: rewritten without them")
    cure = "change or delete it" if exports else "take them out with --rewrite-exports, or delete it"
    for name in done.raw_files:
        click.echo(f"{name}: the raw export still holds such posts; {cure}", err=True)
    for name in done.quoting:
        click.echo(f"{name}: other posts in it quote or answer such posts, and may hold their text", err=True)
