/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Logs of a program's own to which it may add, and do no more: so that whoever breaks into it cannot
 * take away what tells of that. */
#ifndef AVOCET_LOGS_H
#define AVOCET_LOGS_H

#include "label-choice.h"

static inline bool log_is_kept_from_its_writer(struct avocet_host *host,
	const struct avocet_denial *denial)
{
	static const struct avocet_access adding = { .tclass = "file", .permission = "append" };

	return denial->source.type && pattern_fits("*_log_t", denial->target.type) &&
		label_wants(denial, "write unlink rename remove_name rmdir link") &&
		label_is_kin(denial->source.type, denial->target.type) && host->allows(host, &adding);
}

#endif
