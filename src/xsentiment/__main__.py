"""`python -m xsentiment` is the command."""

from xsentiment.cli import main

main(prog_name="xsentiment")
