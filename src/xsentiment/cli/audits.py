"""The commands of the audit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from xsentiment import wording
from xsentiment.cli.options import Group, event_argument, folder_options, json_option, print_json
from xsentiment.event_file import load_event


@click.group(cls=Group)
def audit() -> None:
    """Plan, draw and follow up what people label, and take their labels back."""


@audit.command("plan")
@event_argument
@folder_options
@click.option("--size", "sizes", type=click.IntRange(min=1), multiple=True, help="A size to compare; may be repeated.")
@json_option
def audit_plan(event: Path, *, sizes: tuple[int, ...], as_json: bool, **folders: Any) -> None:
    """Say what interval so many labels would give each claim, before they are made."""
    from xsentiment import pipeline
    from xsentiment.claims import describe

    loaded = load_event(event)
    rows = pipeline.plan_audit(loaded, pipeline.Paths.of(loaded, **folders), sizes=sizes)
    if as_json:
        print_json(rows)
        return
    if not rows:
        click.echo(f"{event}: holds no claims to plan for", err=True)
    for claim in loaded.claims:
        for number, reading in enumerate(claim.readings, start=1):
            mine = [row for row in rows if (row["claim"], row["reading"]) == (claim.id, number)]
            click.echo(f"{claim.id}, reading {number}: how many {describe(reading, None, loaded)}")
            if all(row["note"] == "no posts" for row in mine):
                click.echo("  no posts: no audit tells anything of it")
                continue
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
    decides = {True: "perhaps" if row["note"] else "yes", False: "no", None: "no number claimed"}[row["decides"]]
    sure = f"{100 * row['low']:.1f}–{100 * row['high']:.1f} %"
    half, most = (f"{100 * row[name]:.1f}" for name in ("half_width", "half_width_most"))
    note = f" ({row['note']})" if row["note"] else ""
    return f"  {row['size']:>4}  {row['labels']:>12}  {sure:>18}  {half:>5}  {most:>9}  {decides}{note}"


@audit.command("status")
@event_argument
@folder_options
@json_option
def audit_status(event: Path, *, as_json: bool, **folders: Any) -> None:
    """Say what is labelled and pending, and how many more labels would decide each claim."""
    from xsentiment import pipeline

    loaded = load_event(event)
    result = pipeline.audit_status(loaded, pipeline.Paths.of(loaded, **folders))
    if as_json:
        print_json(result)
        return
    counts = result["audit"]
    if counts is None:
        click.echo("no audit yet; `xsentiment audit plan` says what it would buy, `xsentiment audit draw` makes one")
    else:
        states = ("labelled", "pending", "disagreement", "cannot_label", "gone", "outside")
        told = ", ".join(f"{counts[state]} {_STATES.get(state, state.replace('_', ' '))}" for state in states)
        click.echo(f"{wording.n_posts(counts['drawn'])} drawn: {told}")
        for stratum in counts["strata"]:
            certain = f", {stratum['n_certain']} of them certain" if "n_certain" in stratum else ""
            told = f"{stratum['n_audited']} of {stratum['n_posts']} posts labelled{certain}"
            click.echo(f"  {stratum['design_stratum']}: {told}")
        click.echo(f"labellers: {', '.join(counts['labellers']) or 'none yet'}")
        if counts["blank"]:
            told = ", ".join(f"{n} {name}" for name, n in counts["blank"].items())
            click.echo(f"labelled posts that lack a label: {told}")
        if counts["unclear"]:
            told = ", ".join(f"{n} {name}" for name, n in counts["unclear"].items())
            click.echo(f"labels that people found unclear: {told}")
        if counts["unasked"]:
            told = ", ".join(f"{topic} {wording.n_posts(n)}" for topic, n in counts["unasked"].items())
            click.echo(f"labelled before the event had the topic: {told}")
        if counts["disputed"]:
            told = ", ".join(f"{n} {name}" for name, n in counts["disputed"].items())
            click.echo(f"labels on which labellers differ: {told}")
    for row in result["claims"]:
        click.echo(f"{row['claim']}, reading {row['reading']}: {_status(row, counts)}")


_STATES = {
    "gone": "gone or no longer in the frame",
    "disagreement": "in dispute whether on the event",
    "outside": "labelled but drawn no longer",
}


def _status(row: dict[str, Any], counts: dict[str, Any] | None) -> str:
    if row["verdict"].endswith("not estimable") and row["note"]:
        return f"{row['verdict']}: {row['note']}"
    if not row["verdict"].endswith("undecided"):
        return str(row["verdict"])
    needed = wording.what_decides(row["labels_needed"], row["n_waiting"])
    if row["labels_needed"] is None or row["n_waiting"]:
        return f"{row['verdict']}; {needed}"
    where = "" if row["segment"] == "all" else f" in {row['segment']}"
    if row["size"] is None and counts:
        where += f" (of the {wording.n_posts(counts['pending'])} drawn and not labelled yet)"
    elif row["size"] is not None:
        where += f" (--size {row['size']})"
    return f"{row['verdict']}; {needed}{where}"


@audit.command("draw")
@event_argument
@folder_options
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
    drawn = pipeline.draw_audit(loaded, pipeline.Paths.of(loaded, **folders), size=size, form=form)
    click.echo(f"{wording.n_posts(drawn.pending)} to label in {drawn.sheet}", err=True)
    if told := _beside_the_asked(drawn.asked, drawn.before, drawn.listed):
        anew = f"to draw anew from all that there are now, move {loaded.audit_path} away (its labels no longer count)"
        click.echo(f"{told}; {anew}" if drawn.listed > drawn.asked else told, err=True)
    click.echo(drawn.sheet)
    if drawn.topics:
        path, n = drawn.topics
        click.echo(f"{wording.n_posts(n)} labelled before the event had all its topics, to judge in {path}", err=True)
        click.echo(path)


def _beside_the_asked(asked: int, before: int, listed: int) -> str:
    """Why more posts are drawn than were asked for, or fewer; "" if they are as many, or others are gone since."""
    more = listed - max(asked, before)
    if listed < min(asked, before) or listed == asked:
        return ""
    if listed < asked:
        one = "the one post that can be drawn is"
        return f"{asked:,} were asked for: {one if listed == 1 else f'all {listed:,} posts that can be drawn are'}"
    if listed <= before:
        stay = "is drawn already, and stays so" if listed == 1 else "are drawn already, and stay so"
        return f"{asked:,} were asked for, but {wording.n_posts(listed)} {stay}"
    are = "is" if more == 1 else "are"
    return f"{wording.n_posts(more)} more came since the first draw, and {are} drawn at its rate"


@audit.command("import")
@event_argument
@folder_options
@click.argument("sheets", metavar="SHEET…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--labeller", help="Who labelled, if the sheet has no column 'labeller'.")
def audit_import(event: Path, sheets: tuple[Path, ...], *, labeller: str | None, **folders: Any) -> None:
    """Take filled-in sheets into the event's audit file."""
    from xsentiment import pipeline
    from xsentiment.audit import RELIABLE_ALPHA

    loaded = load_event(event)
    paths = pipeline.Paths.of(loaded, **folders)
    done = pipeline.import_audit(loaded, list(sheets), paths, labeller=labeller)
    posts = wording.n_posts(sum(sheet.posts for sheet in done.sheets))
    click.echo(f"{posts} labelled, {done.pending} still to label", err=True)
    for path, sheet in zip(sheets, done.sheets, strict=True):
        for line in sheet.told:
            click.echo(f"{path}: {line}", err=True)
    if done.agreement:
        click.echo(f"agreement: Krippendorff's alpha with its {100 * loaded.level:g} % interval", err=True)
    for name, row in done.agreement.items():
        weak = "; not reliable" if row is not None and row["alpha"] < RELIABLE_ALPHA else ""
        click.echo(f"  {name}: {wording.agreement(row)}{weak}", err=True)
    for pair in done.twins:
        click.echo(f"Warning: {wording.twins(*pair)}", err=True)
    if done.apart is not None:
        click.echo(f"labellers differ: settle {done.apart} and import it with --labeller settled", err=True)
    click.echo(loaded.audit_path)
