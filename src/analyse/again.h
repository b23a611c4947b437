/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A stored denial is heard again, and explained. */
#ifndef AVOCET_AGAIN_H
#define AVOCET_AGAIN_H

#include "explain.h"
#include "store.h"

/* Returns 0 when its verdicts are in the store; else a negative errno and *ret_why: -ENOENT there
 * is no such alert, -ENODATA nothing in it can be explained, others: the store could not do it. */
int explain_again(struct explainer *explainer, struct store *store, int64_t id,
	struct arena *arena, const char **ret_why);

#endif
