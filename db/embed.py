#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Turns the migrations into a C source: the array store_migrations, in order, ends with NULL.

usage: embed.py OUTPUT 0001-NAME.sql 0002-NAME.sql ...
The number in a name is the version that the file leads to; they must count from 1 without gaps.
"""
import os
import sys


def literal(line):
    return '\t"' + line.replace("\\", "\\\\").replace('"', '\\"') + '\\n"'


def main(output, *files):
    parts = []
    for number, name in enumerate(sorted(files, key=os.path.basename), 1):
        if not os.path.basename(name).startswith(f"{number:04d}-"):
            sys.exit(f"{name}: expected number {number:04d} here")
        with open(name, encoding="ascii") as file:
            lines = [line for line in file.read().splitlines() if line.strip()]
        parts.append("\n".join(literal(line) for line in lines if not line.startswith("--")))
    with open(output, "w", encoding="ascii") as file:
        file.write("/* Made by embed.py from db. */\n#include \"internal.h\"\n\n")
        file.write("const char *const store_migrations[] = {\n")
        file.write(",\n".join(parts) + ",\n\tNULL\n};\n")


main(*sys.argv[1:])
