"""The commands: each parses, calls one public function, prints. Results on stdout, log and progress on stderr."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

import click

from xsentiment.errors import InputError, LockedError, XSentimentError
from xsentiment.event import Event
from xsentiment.event_file import load_event

EXIT_ERROR, EXIT_LOCKED, EXIT_WARNING = 1, 3, 4

_Command = TypeVar("_Command", bound=Callable[..., Any])


class _Group(click.Group):
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


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(version("xsentiment"), prog_name="xsentiment")
@click.option("-v", "--verbose", is_flag=True, help="Say more on stderr: why a format was chosen, each stage.")
@click.option("-q", "--quiet", is_flag=True, help="Say only warnings and errors on stderr.")
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


_event = click.argument("event", metavar="EVENT.toml", type=click.Path(path_type=Path))
_json = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, for programs.")


def _folders(command: _Command) -> _Command:
    for name, what in (("reports", "reports"), ("processed", "tables"), ("raw", "exports")):
        text = f"Folder of the event's {what}; by default {'reports' if name == 'reports' else f'data/{name}'}/<event>."
        command = click.option(f"--{name}", type=click.Path(file_okay=False, path_type=Path), help=text)(command)
    return command


def _engine(command: _Command) -> _Command:
    command = click.option("--workers", type=click.IntRange(min=1), help="Processes; by default one a core.")(command)
    choice = click.Choice(["serial", "processes"])
    return click.option("--engine", type=choice, default="serial", show_default=True, help="How to work.")(command)


def _strict(command: _Command) -> _Command:
    text = f"Exit {EXIT_WARNING} if the run is done but a scheduled job should look at a warning."
    return click.option("--strict", is_flag=True, help=text)(command)


def _run(event_path: Path, until: str, *, strict: bool, as_json: bool, **options: Any) -> None:
    from xsentiment import pipeline

    event = load_event(event_path)
    folders = {name: options.pop(name) for name in ("raw", "processed", "reports")}
    paths = pipeline.Paths.of(event, **folders)
    state = pipeline.run(event, paths, until=until, **options)
    for warning in state.warnings:
        click.echo(f"Warning: {warning}", err=True)
    if as_json:
        click.echo(json.dumps(_summary(state, until), indent=1, ensure_ascii=False))
    else:
        _print_summary(state, until)
    if strict and state.warnings:
        sys.exit(EXIT_WARNING)


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
    click.echo(f"{state.event.slug}: {read} rows read = {kept} posts + {read - kept} rejected, {len(inputs)} files")
    if "select" in state.manifest and until != "ingest":
        chosen = state.manifest["select"]
        why = ", ".join(f"{n} {reason}" for reason, n in chosen["rejected"].items())
        click.echo(f"{state.event.slug}: {chosen['rows_out']} posts in the frame{f' (left out: {why})' if why else ''}")
    if until == "report":
        for name in sorted(path.name for path in state.paths.reports.iterdir()):
            click.echo(state.paths.reports / name)


@main.command()
@_event
@_engine
@_folders
@_strict
@_json
def run(event: Path, **options: Any) -> None:
    """Run all stages on an event: raw exports to reports."""
    _run(event, "report", **options)


def _stage(name: str, until: str, text: str) -> None:
    @main.command(name, help=text)
    @_event
    @_engine
    @_folders
    @_strict
    @_json
    def command(event: Path, **options: Any) -> None:
        _run(event, until, **options)


_stage("ingest", "ingest", "Read the event's raw exports into tables.")
_stage("score", "score", "Bring the event up to date as far as the scores of its posts.")
_stage("aggregate", "aggregate", "Bring the event up to date as far as its shares and claims.")
_stage("report", "report", "Write the event's reports, after bringing all before them up to date.")


@main.command()
@_event
@_folders
@_json
def check(event: Path, *, as_json: bool, **folders: Any) -> None:
    """Validate an event file and count its inputs, without any work."""
    from xsentiment import pipeline

    loaded = load_event(event)
    result = pipeline.check(loaded, pipeline.Paths.of(loaded, **folders))
    if as_json:
        click.echo(json.dumps(result, indent=1, ensure_ascii=False))
        return
    click.echo(f"{event}: valid; {len(loaded.topics)} topics, {len(loaded.claims)} claims")
    for item in result["files"]:
        click.echo(f"{item['raw_file']}: {item['format']}, {item['bytes']} bytes ({item['reason']})")
    click.echo(f"audit: {result['audit']}")
    click.echo(f"model: {result['model']}")


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
        click.echo(f"{name}: {counts['format']}, {read} rows read = {posts} posts + {rejected}", err=True)
    click.echo(out)


@main.group()
def audit() -> None:
    """Plan, draw and follow up what people label, and take their labels back."""


@audit.command("plan")
@_event
@_folders
@click.option("--size", "sizes", type=click.IntRange(min=1), multiple=True, help="A size to compare; may be repeated.")
@_json
def audit_plan(event: Path, *, sizes: tuple[int, ...], as_json: bool, **folders: Any) -> None:
    """Say what interval so many labels would give each claim, before they are made."""
    from xsentiment import pipeline
    from xsentiment.claims import describe

    loaded = load_event(event)
    rows = pipeline.plan_audit(loaded, pipeline.Paths.of(loaded, **folders), sizes=sizes)
    if as_json:
        click.echo(json.dumps(rows, indent=1, ensure_ascii=False))
        return
    if not rows:
        click.echo(f"{event}: holds no claims to plan for", err=True)
    for claim in loaded.claims:
        for number, reading in enumerate(claim.readings, start=1):
            mine = [row for row in rows if (row["claim"], row["reading"]) == (claim.id, number)]
            click.echo(f"{claim.id}, reading {number}: how many {describe(reading, None, loaded)}")
            click.echo(f"  {_ASSUMED[mine[0]['assumed_by']].format(100 * mine[0]['assumed'])}")
            click.echo("  size  labels in it  interval to expect      ±  ± at most  decides the claim")
            for row in mine:
                click.echo(_plan_line(row))


_ASSUMED = {
    "audit": "as people's labels say so far: {:.1f} %",
    "machine": "taking the machine's {:.1f} % for true (nobody knows yet)",
    "nothing": "taking {:.0f} %, since there is no figure at all",
}


def _plan_line(row: dict[str, Any]) -> str:
    if row["low"] is None:
        return f"  {row['size']:>4}  {row['labels']:>12}  {row['note']}"
    decides = {True: "yes", False: "no", None: "–"}[row["decides"]]
    sure = f"{100 * row['low']:.1f}–{100 * row['high']:.1f} %"
    half, most = (f"{100 * row[name]:.1f}" for name in ("half_width", "half_width_most"))
    note = f" ({row['note']})" if row["note"] else ""
    return f"  {row['size']:>4}  {row['labels']:>12}  {sure:>18}  {half:>5}  {most:>9}  {decides}{note}"


@audit.command("status")
@_event
@_folders
@_json
def audit_status(event: Path, *, as_json: bool, **folders: Any) -> None:
    """Say what is labelled and pending, and how many more labels would decide each claim."""
    from xsentiment import pipeline

    loaded = load_event(event)
    result = pipeline.audit_status(loaded, pipeline.Paths.of(loaded, **folders))
    if as_json:
        click.echo(json.dumps(result, indent=1, ensure_ascii=False))
        return
    counts = result["audit"]
    if counts is None:
        click.echo("no audit yet; `xsentiment audit plan` says what it would buy, `xsentiment audit draw` makes one")
    else:
        states = ("labelled", "pending", "disagreement", "cannot_label", "gone")
        told = ", ".join(f"{counts[state]} {state.replace('_', ' ')}" for state in states)
        click.echo(f"{counts['drawn']} posts drawn: {told}")
        for stratum in counts["strata"]:
            click.echo(f"  {stratum['design_stratum']}: {stratum['n_audited']} of {stratum['n_posts']} posts labelled")
        click.echo(f"labellers: {', '.join(counts['labellers']) or 'none yet'}")
    for row in result["claims"]:
        click.echo(f"{row['claim']}, reading {row['reading']}: {_status(row)}")


def _status(row: dict[str, Any]) -> str:
    if row["labels_needed"] is None:
        return str(row["verdict"])
    where = "" if row["segment"] == "all" else f" in {row['segment']}"
    return f"{row['verdict']}; about {row['labels_needed']:,} more labels{where} would decide (--size {row['size']})"


@audit.command("draw")
@_event
@_folders
@click.option(
    "--size", type=click.IntRange(min=1), help="Posts to label in all waves together; by default the event's."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("csv", "xlsx", "label-studio")),
    default="csv",
    show_default=True,
    help="What people label in: a table, a workbook with lists to choose from, or tasks of Label Studio.",
)
def audit_draw(event: Path, *, size: int | None, form: str, **folders: Any) -> None:
    """Draw (or top up) the audit and write the sheet that people label in."""
    from xsentiment import pipeline

    loaded = load_event(event)
    sheet, pending = pipeline.draw_audit(loaded, pipeline.Paths.of(loaded, **folders), size=size, form=form)
    click.echo(f"{pending} posts to label in {sheet}", err=True)
    click.echo(sheet)


@audit.command("import")
@_event
@_folders
@click.argument("sheets", metavar="SHEET…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--labeller", help="Who labelled, if the sheet has no column 'labeller'.")
def audit_import(event: Path, sheets: tuple[Path, ...], *, labeller: str | None, **folders: Any) -> None:
    """Take filled-in sheets into the event's audit file."""
    from xsentiment import pipeline, wording
    from xsentiment.audit import RELIABLE_ALPHA

    loaded = load_event(event)
    paths = pipeline.Paths.of(loaded, **folders)
    done = pipeline.import_audit(loaded, list(sheets), paths, labeller=labeller)
    click.echo(f"{done.taken} posts labelled, {done.pending} still to label", err=True)
    if done.agreement:
        click.echo(f"agreement: Krippendorff's alpha with its {100 * loaded.level:g} % interval", err=True)
    for name, row in done.agreement.items():
        weak = "; not reliable" if row is not None and row["alpha"] < RELIABLE_ALPHA else ""
        click.echo(f"  {name}: {wording.agreement(row)}{weak}", err=True)
    if done.apart is not None:
        click.echo(f"labellers differ: settle {done.apart} and import it with --labeller settled", err=True)
    click.echo(loaded.audit_path)


@main.command()
@_event
@_folders
@_json
def fit(event: Path, *, as_json: bool, **folders: Any) -> None:
    """Train the event's topics and reaction on its phrases and audit labels."""
    from xsentiment import pipeline

    loaded = load_event(event)
    model = pipeline.fit(loaded, pipeline.Paths.of(loaded, **folders))
    if as_json:
        click.echo(json.dumps(model.facts, indent=1, ensure_ascii=False))
        return
    click.echo(f"{event}: fitted to {model.facts['labelled']} labelled posts", err=True)
    for name, f1 in model.facts["measured"].items():
        click.echo(f"{name}: macro F1 {f1:.2f} on labelled posts that the model did not see", err=True)
    click.echo(loaded.model_path)


_ids = click.Path(exists=True, dir_okay=False, path_type=Path)


@main.command()
@_event
@click.option("--posts", type=_ids, help="A file with the id of a post a line.")
@click.option("--authors", type=_ids, help="A file with the id or handle of an author a line.")
@_folders
@_json
def forget(event: Path, *, posts: Path | None, authors: Path | None, as_json: bool, **folders: Any) -> None:
    """Forget posts or authors everywhere but in raw exports; later runs do not bring them back."""
    from xsentiment import pipeline

    if posts is None and authors is None:
        raise click.UsageError("name a file of ids with --posts or --authors")
    loaded = load_event(event)
    done = pipeline.forget(loaded, pipeline.Paths.of(loaded, **folders), posts=posts, authors=authors)
    _print_forgotten(done, as_json=as_json)


@main.command()
@_event
@click.argument("results", metavar="RESULT…", nargs=-1, required=True, type=click.Path(path_type=Path))
@_folders
@_json
def comply(event: Path, results: tuple[Path, ...], *, as_json: bool, **folders: Any) -> None:
    """Forget what files of deletions name, such as the results of X's compliance jobs."""
    from xsentiment import pipeline

    loaded = load_event(event)
    done = pipeline.comply(loaded, pipeline.Paths.of(loaded, **folders), list(results))
    _print_forgotten(done, as_json=as_json)


def _print_forgotten(done: Any, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(done._asdict(), indent=1, ensure_ascii=False))
        return
    click.echo(f"{done.posts} rows of posts and {done.audit} of the audit forgotten")
    for name in done.raw_files:
        click.echo(f"{name}: the raw export still holds such posts; change or delete it", err=True)


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
@_json
def formats(*, as_json: bool) -> None:
    """List the export formats that can be read."""
    from xsentiment.ingest import READERS
    from xsentiment.ingest.describe import first_line

    _print_list({name: first_line(reader) for name, reader in READERS.items()}, as_json=as_json)


@main.command()
@_json
def scorers(*, as_json: bool) -> None:
    """List what can label posts."""
    from xsentiment.scorers import SCORERS

    _print_list({name: str(scorer) for name, scorer in SCORERS.items()}, as_json=as_json)


@main.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--text", required=True, help="Name of the column with the posts' text.")
@click.option("--label", required=True, help="Name of the column with the people's labels.")
@click.option("--target", type=click.Choice(["sentiment", "reaction"]), default="sentiment", show_default=True)
@click.option("--scorer", help="By default the target's default scorer.")
@_json
def evaluate(file: Path, *, as_json: bool, **options: Any) -> None:
    """Measure a scorer on posts that people labelled (Parquet or CSV)."""
    from xsentiment.evaluate import as_dict, evaluate_file, table

    result = evaluate_file(file, **options)
    click.echo(json.dumps(as_dict(result), indent=1, ensure_ascii=False) if as_json else table(result))


@main.command()
@click.argument("what", metavar="TEXT|EVENT.toml")
@click.option("--post", metavar="ID", help="Explain this post of the last run of EVENT.toml.")
@click.option("--event", type=click.Path(path_type=Path), help="Explain TEXT by the scorers and topics of this event.")
@_folders
@_json
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
        click.echo(json.dumps(plain, indent=1, ensure_ascii=False))
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
        click.echo(json.dumps(items, indent=1, ensure_ascii=False))
        return
    width = max(map(len, items))
    for name, text in items.items():
        click.echo(f"{name:<{width}}  {text}")
