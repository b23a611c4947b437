/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names that libaudit knows for numbers: when a denial is told, not when it is counted. */
#include <libaudit.h>

#include "late.h"

LATE_LIBRARY("libaudit.so.1");

LATE(int, audit_elf_to_machine, (unsigned elf), (elf))
LATE(const char *, audit_errno_to_name, (int error), (error))
LATE(const char *, audit_machine_to_name, (int machine), (machine))
LATE(int, audit_name_to_machine, (const char *name), (name))
LATE(const char *, audit_syscall_to_name, (int number, int machine), (number, machine))
