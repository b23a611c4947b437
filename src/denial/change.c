/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An event → what it changed in the policy: loaded, enforcing or not, a boolean. */
#include "denial.h"

static const struct policy_change nothing_known = {
	.old_value = -1, .new_value = -1, .auid = -1, .uid = -1, .pid = -1,
};

static enum change_kind kind_of(enum record_type type)
{
	return type == RECORD_MAC_POLICY_LOAD ? CHANGE_POLICY
		: type == RECORD_MAC_CONFIG_CHANGE ? CHANGE_BOOLEAN : CHANGE_ENFORCING;
}

size_t changes_of_event(const struct event *event, change_fn take, void *userdata)
{
	size_t count = 0;

	for (size_t i = 0; i < event->n_records; i++) {
		struct policy_change change = nothing_known;

		if (!record_is_policy_change(event->records[i].type))
			continue;
		change.id = event->id;
		change.kind = kind_of(event->records[i].type);
		take(&change, userdata);
		count++;
	}
	return count;
}
