"""`python -m mailintake` is the same as `mailintake`."""

from mailintake.cli import main

main()
