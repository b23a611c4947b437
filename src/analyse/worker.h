/* SPDX-License-Identifier: GPL-2.0-or-later */
/* avocet-analyse: alerts by number in, verdicts into the store, until nobody asks any more. */
#ifndef AVOCET_WORKER_H
#define AVOCET_WORKER_H

#include "explain.h"
#include "store.h"

struct options {
	const char *database;
	struct explainer_options explainer;
	unsigned idle;		/* seconds without work after which it ends */
};
/* Serves stdin and stdout; returns the exit code. */
int worker_run(struct options *options);

/* ---- again.c: a stored denial is heard again, and explained ---- */

/* Returns 0 when its verdicts are in the store; else a negative errno and *ret_why: -ENOENT there
 * is no such alert, -ENODATA nothing in it can be explained, others: the store could not do it. */
int explain_again(struct explainer *explainer, struct store *store, int64_t id,
	struct arena *arena, const char **ret_why);

#endif
