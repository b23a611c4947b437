/* SPDX-License-Identifier: GPL-2.0-or-later */
/* avocet-analyse: alerts by number in, verdicts into the store, until nobody asks any more. */
#ifndef AVOCET_WORKER_H
#define AVOCET_WORKER_H

#include "again.h"

struct options {
	const char *database;
	struct explainer_options explainer;
	unsigned idle;		/* seconds without work after which it ends */
};
/* Serves stdin and stdout; returns the exit code. */
int worker_run(struct options *options);

#endif
