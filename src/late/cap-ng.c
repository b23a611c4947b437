/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The numbers of capabilities, for logs that were interpreted. */
#include <cap-ng.h>

#include "late.h"

LATE_LIBRARY("libcap-ng.so.0");

LATE(int, capng_name_to_capability, (const char *name), (name))
