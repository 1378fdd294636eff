"""`python -m config`: the command line, where the script is not on the path."""

from config.cli import main

main()
