"""`python -m kitchen_dream`: the command line, from an installed package as well."""

from kitchen_dream.cli import main

main()
