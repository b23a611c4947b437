/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An alert made of hostile bytes, shown in every way. */
#ifndef AVOCET_FUZZ_SHOW_H
#define AVOCET_FUZZ_SHOW_H

#include "alert.h"
#include "fuzz.h"

/* Shows the alert as text, markup and JSON, and aborts when a promise of alert.h is broken. */
void show(const struct alert *alert);

#endif
