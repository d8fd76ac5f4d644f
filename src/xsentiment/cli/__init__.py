"""The commands: each parses, calls one public function, prints. Results on stdout, log and progress on stderr."""

from __future__ import annotations

import logging
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from xsentiment import wording
from xsentiment.cli.audits import audit
from xsentiment.cli.forgets import comply, forget
from xsentiment.cli.options import (
    EXIT_ERROR,
    EXIT_LOCKED,
    EXIT_WARNING,
    QUIET,
    VERBOSE,
    Group,
    engine_options,
    event_argument,
    folder_options,
    json_option,
    mapping_option,
    print_json,
    strict_option,
)
from xsentiment.errors import InputError, LockedError, XSentimentError
from xsentiment.event import Event
from xsentiment.event_file import load_event


class _Main(Group):
    """Turns expected errors into one line and the exit code that a scheduled job can tell apart."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except XSentimentError as error:
            click.echo(f"Error: {' '.join(str(error).split())}", err=True)
            ctx.exit(EXIT_LOCKED if isinstance(error, LockedError) else EXIT_ERROR)
        except BrokenPipeError:
            sys.stderr.close()
            ctx.exit(EXIT_ERROR)
        except OSError as error:  # no permission, a full disk
            logging.getLogger("xsentiment").debug("%s", error, exc_info=True)
            why = error.strerror or str(error)
            click.echo(f"Error: {f'{error.filename}: ' if error.filename else ''}{' '.join(why.split())}", err=True)
            ctx.exit(EXIT_ERROR)


@click.group(cls=_Main, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(version("xsentiment"), prog_name="xsentiment")
@click.option("-v", "--verbose", is_flag=True, help=VERBOSE)
@click.option("-q", "--quiet", is_flag=True, help=QUIET)
def main(*, verbose: bool, quiet: bool) -> None:
    """Tell what share of the posts about an event say a thing, and how sure that is."""
    logger = logging.getLogger("xsentiment")
    logger.setLevel(logging.DEBUG if verbose else logging.WARNING if quiet else logging.INFO)
    logger.handlers = [_stderr_handler()]
    logger.propagate = False


def _stderr_handler() -> logging.Handler:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%S"))
    return handler


def _run(event_path: Path, until: str, *, strict: bool, as_json: bool, **options: Any) -> None:
    from xsentiment import pipeline

    event = load_event(event_path)
    folders = {name: options.pop(name) for name in ("raw", "processed", "reports")}
    paths = pipeline.Paths.of(event, **folders)
    state = pipeline.run(event, paths, until=until, **options)
    _warn(state.warnings)
    if as_json:
        print_json(_summary(state, until))
    else:
        _print_summary(state, until)
    if strict and state.warnings:
        sys.exit(EXIT_WARNING)


def _warn(warnings: list[str]) -> None:
    for warning in warnings:
        click.echo(f"Warning: {warning}", err=True)


def _summary(state: Any, until: str) -> dict[str, Any]:
    return {
        "event": state.event.slug,
        "nothing_new": state.nothing_new,
        "stages_done": state.done,
        "warnings": state.warnings,
        "reports": str(state.paths.reports) if until == "report" else None,
        "posts": state.manifest.get("select", {}).get("rows_out"),
    }


def _print_summary(state: Any, until: str) -> None:
    if state.nothing_new:
        click.echo(f"{state.event.slug}: nothing new, all is up to date")
    inputs = state.manifest["inputs"].values()
    read, kept = sum(item["rows_read"] for item in inputs), sum(item["posts"] for item in inputs)
    told = f"{_n(read, 'row')} read = {_n(kept, 'post')} + {read - kept} rejected, {_n(len(inputs), 'file')}"
    click.echo(f"{state.event.slug}: {told}")
    if "select" in state.manifest and until != "ingest":
        chosen = state.manifest["select"]
        why = ", ".join(f"{n} {reason}" for reason, n in chosen["rejected"].items())
        left_out = f" (left out: {why})" if why else ""
        click.echo(f"{state.event.slug}: {_n(chosen['rows_out'], 'post')} in the frame{left_out}")
    if until == "report":
        for name in sorted(path.name for path in state.paths.reports.iterdir()):
            click.echo(state.paths.reports / name)


def _n(n: int, noun: str) -> str:
    """So many of a thing, in digits alone, as programs read them: "1 file", "1200 posts"."""
    return wording.n_of(n, noun).replace(",", "")


@main.command()
@event_argument
@engine_options
@folder_options
@strict_option
@json_option
def run(event: Path, **options: Any) -> None:
    """Run all stages on an event: raw exports to reports."""
    _run(event, "report", **options)


def _stage(name: str, until: str, text: str) -> None:
    @main.command(name, help=text)
    @event_argument
    @engine_options
    @folder_options
    @strict_option
    @json_option
    def command(event: Path, **options: Any) -> None:
        _run(event, until, **options)


_stage("ingest", "ingest", "Read the event's raw exports into tables.")
_stage("score", "score", "Bring the event up to date as far as the scores of its posts.")
_stage("aggregate", "aggregate", "Bring the event up to date as far as its shares and claims.")
_stage("report", "report", "Write the event's reports, after bringing all before them up to date.")


@main.command()
@event_argument
@folder_options
@strict_option
@json_option
def check(event: Path, *, strict: bool, as_json: bool, **folders: Any) -> None:
    """Validate an event file and count its inputs, without any work."""
    from xsentiment import pipeline

    loaded = load_event(event)
    result = pipeline.check(loaded, pipeline.Paths.of(loaded, **folders))
    _warn(result["warnings"])
    if as_json:
        print_json(result)
    else:
        click.echo(f"{event}: valid; {_n(len(loaded.topics), 'topic')}, {_n(len(loaded.claims), 'claim')}")
        for item in result["files"]:
            click.echo(f"{item['raw_file']}: {item['format']}, {item['bytes']} bytes ({item['reason']})")
        click.echo(f"audit: {result['audit']}")
        click.echo(f"model: {result['model']}")
    if strict and result["warnings"]:
        sys.exit(EXIT_WARNING)


@main.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="posts.parquet, .csv, .jsonl"
)
@click.option("--format", "format_", help="Read as this format instead of telling it from the content.")
@click.option("--rejects", type=click.Path(dir_okay=False, path_type=Path), help="Write the rows not used as CSV.")
@click.option("--authors", type=click.Choice(["hash", "keep", "drop"]), default="hash", show_default=True)
def convert(files: tuple[Path, ...], *, out: Path, format_: str | None, rejects: Path | None, authors: str) -> None:
    """Turn exports of any known format into one tidy table of posts: files, folders, or - for standard input."""
    from xsentiment import convert as converting

    result = converting.convert(list(files), out, format=format_, rejects=rejects, authors=authors)
    for name, counts in result:
        why = ", ".join(f"{n} {reason}" for reason, n in counts["reasons"].items())
        read, posts = counts["rows_read"], counts["posts"]
        rejected = f"{read - posts} rejected{f' ({why})' if why else ''}"
        click.echo(f"{name}: {counts['format']}, {_n(read, 'row')} read = {_n(posts, 'post')} + {rejected}", err=True)
    click.echo(out)


main.add_command(audit)


@main.command()
@event_argument
@folder_options
@json_option
def fit(event: Path, *, as_json: bool, **folders: Any) -> None:
    """Train the event's topics, reaction and sentiment on its phrases and audit labels."""
    from xsentiment import pipeline

    loaded = load_event(event)
    model = pipeline.fit(loaded, pipeline.Paths.of(loaded, **folders))
    if as_json:
        print_json(model.facts)
        return
    click.echo(f"{event}: fitted to {_n(model.facts['labelled'], 'different labelled text')}", err=True)
    if unread := model.facts["labelled_in_other_languages"]:
        why = "taught nothing, in a language that the model is not for: topics there are those of the phrases"
        click.echo(f"{_n(unread, 'labelled post')} {why}", err=True)
    for name, f1 in model.facts["measured"].items():
        target = name.partition(",")[0]
        n, known = model.facts["measured_over"][target]
        over = f" over {n} of {known} {'topics' if target == 'topics' else 'labels'}, those that people gave,"
        told = over if n < known else ""
        click.echo(f"{name}: macro F1 {f1:.2f}{told} on labelled posts that the model did not see", err=True)
    if model.facts["measured_over"].get("topics", (1, 1))[0] == 0:
        click.echo("topics: no labelled post has one, so there is nothing to measure", err=True)
    for target in ("reaction", "sentiment"):
        if not model.of(target)[0]:
            click.echo(f"{target}: not fitted, too few different texts or labels (docs/topics.md)", err=True)
    click.echo(loaded.model_path)


main.add_command(forget)
main.add_command(comply)


@main.command()
@click.argument("name")
@click.option("--from", "export", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="An export.")
def new(name: str, export: Path | None) -> None:
    """Write events/NAME.toml, a commented event file to start from; an export fills in what it shows."""
    from xsentiment.new import new_event

    path = new_event(name, export)
    click.echo(f"Next: exports into data/raw/{path.stem}/, fill in [collection], xsentiment check {path}", err=True)
    click.echo(path)


@main.command()
@json_option
def formats(*, as_json: bool) -> None:
    """List the export formats that can be read."""
    from xsentiment.ingest import READERS
    from xsentiment.ingest.describe import first_line

    _print_list({name: first_line(reader) for name, reader in READERS.items()}, as_json=as_json)


@main.command()
@json_option
def scorers(*, as_json: bool) -> None:
    """List what can label posts."""
    from xsentiment.scorers import SCORERS

    _print_list({name: str(scorer) for name, scorer in SCORERS.items()}, as_json=as_json)


@main.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--text", required=True, help="Name of the column with the posts' text.")
@click.option("--label", required=True, help="Name of the column with the people's labels.")
@click.option("--target", type=click.Choice(["sentiment", "reaction"]), default="sentiment", show_default=True)
@click.option("--scorer", metavar="NAME|hf:MODEL", help="By default the target's default scorer.")
@click.option(
    "--event", type=click.Path(path_type=Path), help="Measure the scorer that this event names, as it has it."
)
@click.option("--lang", help="Name of the column with the posts' language; without it the text tells.")
@mapping_option("--map", "mapped", "What a label of the file means, such as 4=positive; for each such label.")
@mapping_option("--scorer-map", "scorer_mapped", "Likewise what a label of hf:MODEL means, such as LABEL_2=positive.")
@json_option
def evaluate(file: Path, *, event: Path | None, as_json: bool, **options: Any) -> None:
    """Measure a scorer on posts that people labelled (Parquet, CSV, JSON Lines or XLSX, packed or not).

    Labels are taken whatever their case. Posts in languages that the scorer does not serve have no label in a run: they
    are left out and counted. Macro figures are means over the labels that people gave. What `xsentiment fit` learnt is
    not measured here but by that command.
    """
    if event and (options["scorer"] or options["scorer_mapped"]):
        raise click.UsageError("--event names the scorer and its labels: leave out --scorer and --scorer-map")
    from xsentiment.evaluate import as_dict, evaluate_file, table

    result = evaluate_file(file, event=load_event(event) if event else None, **options)
    if as_json:
        print_json(as_dict(result))
    else:
        click.echo(table(result))


@main.command()
@click.argument("what", metavar="TEXT|EVENT.toml")
@click.option("--post", metavar="ID", help="Explain this post of the last run of EVENT.toml.")
@click.option("--event", type=click.Path(path_type=Path), help="Explain TEXT by the scorers and topics of this event.")
@folder_options
@json_option
def explain(what: str, *, post: str | None, event: Path | None, as_json: bool, **folders: Any) -> None:
    """Show why a text, or a post of an event (--post ID EVENT.toml), gets its labels."""
    from xsentiment import explain as explaining

    if post is None:
        found = [({"text": what}, explaining.explain(what, load_event(event) if event else None))]
    elif event:
        raise click.UsageError("with --post, name the event as the argument: --post ID EVENT.toml")
    else:
        loaded = load_event(Path(what))
        rows = _posts(loaded, post, folders)
        named = [{name: row[name] for name in ("source", "post_id", "text")} for row in rows]
        told = (explaining.explain(row["text"], loaded, kind=row["kind"], lang=row["lang"]) for row in rows)
        found = list(zip(named, told, strict=True))
    if as_json:
        plain = [item | {"explanations": [explaining.as_dict(each) for each in why]} for item, why in found]
        print_json(plain)
        return
    for item, why in found:
        click.echo("\n\n".join([explaining.printable(item["text"]), *map(explaining.table, why)]))


def _posts(event: Event, post: str, folders: dict[str, Any]) -> list[dict[str, Any]]:
    """The posts of this id in the event's frame; each network may have one."""
    from xsentiment import pipeline

    paths = pipeline.Paths.of(event, **folders)
    rows: list[dict[str, Any]] = [row for row in pipeline.read_frame(paths).to_pylist() if row["post_id"] == post]
    if not rows:
        raise InputError(str(paths.processed / "frame"), f"holds no post with the id {post!r}")
    return rows


def _print_list(items: dict[str, str], *, as_json: bool) -> None:
    if as_json:
        print_json(items)
        return
    width = max(map(len, items))
    for name, text in items.items():
        click.echo(f"{name:<{width}}  {text}")
