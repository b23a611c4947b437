/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An event → what it changed in the policy: loaded, enforcing or not, a boolean; and who did it. */
#include <errno.h>
#include <string.h>

#include "facts.h"

static const char *const names[] = {
	[CHANGE_POLICY] = "policy",
	[CHANGE_ENFORCING] = "enforcing",
	[CHANGE_BOOLEAN] = "boolean",
	[CHANGE_OTHER] = "other",
};

static const struct policy_change nothing_changed = {
	.old_value = -1, .new_value = -1, .auid = -1, .uid = -1, .pid = -1, .session = -1,
};

const char *change_kind_name(enum change_kind kind)
{
	return (size_t)kind < ARRAY_SIZE(names) ? names[kind] : names[CHANGE_OTHER];
}

int change_kind_from_name(const char *name, enum change_kind *ret)
{
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (text_equal(name, names[i])) {
			*ret = (enum change_kind)i;
			return 0;
		}
	return -EINVAL;
}

static int value_of(const struct record *record, const char *name, struct arena *arena)
{
	const char *text = fact_value(record, name, arena);

	if (!text)
		return -1;
	if (text_matches_any("1 on yes true", text))
		return 1;
	return text_matches_any("0 off no false", text) ? 0 : -1;
}

/* "enforcing=0 old_enforcing=1 … enabled=1 old-enabled=1", older: "selinux=0". */
static void take_status(struct policy_change *change, const struct record *record,
	struct arena *arena)
{
	int enabled = value_of(record, "enabled", arena);
	int was_enabled = value_of(record, "old-enabled", arena);

	change->kind = CHANGE_ENFORCING;
	change->name = "enforcing";
	change->new_value = value_of(record, "enforcing", arena);
	change->old_value = value_of(record, "old_enforcing", arena);
	if (change->new_value >= 0 && (change->new_value != change->old_value || enabled == was_enabled))
		return;
	change->kind = CHANGE_OTHER;
	change->name = "enabled";
	change->new_value = enabled >= 0 ? enabled : value_of(record, "selinux", arena);
	change->old_value = was_enabled;
}

/* "bool=NAME val=1 old_val=0", or another setting: "checkreqprot=1". */
static void take_config(struct policy_change *change, const struct record *record,
	struct arena *arena)
{
	const char *boolean = fact_value(record, "bool", arena);

	change->kind = boolean ? CHANGE_BOOLEAN : CHANGE_OTHER;
	change->name = boolean;
	if (boolean) {
		change->new_value = value_of(record, "val", arena);
		change->old_value = value_of(record, "old_val", arena);
	} else if (fact_value(record, "checkreqprot", arena)) {
		change->name = "checkreqprot";
		change->new_value = value_of(record, "checkreqprot", arena);
	}
}

/* The record itself knows the login, its SYSCALL record the program. */
static void take_who(struct policy_change *change, const struct record *record, struct arena *arena)
{
	struct denial said = nothing_known;
	struct span body = { record->body, record->body_length };
	struct taking taking = { .denial = &said, .arena = arena, .where = IN_SYSCALL };

	take_record(&taking, &body, record->interpreted);
	change->auid = change->auid >= 0 ? change->auid : said.auid;
	change->uid = change->uid >= 0 ? change->uid : said.uid;
	change->pid = change->pid >= 0 ? change->pid : said.pid;
	change->session = change->session >= 0 ? change->session : said.session;
	change->auid_name = change->auid_name ? change->auid_name : said.auid_name;
	change->exe = change->exe ? change->exe : said.exe;
	change->comm = change->comm ? change->comm : said.comm;
}

static bool change_of(const struct record *record, struct arena *arena, struct policy_change *ret)
{
	switch (record->type) {
	case RECORD_MAC_POLICY_LOAD:
		ret->kind = CHANGE_POLICY;
		return value_of(record, "res", arena) != 0; /* refused: nothing changed */
	case RECORD_MAC_STATUS:
		take_status(ret, record, arena);
		return true;
	default:
		take_config(ret, record, arena);
		return true;
	}
}

size_t changes_of_event(const struct event *event, change_fn take, void *userdata)
{
	size_t count = 0;

	for (size_t i = 0; i < event->n_records; i++) {
		struct policy_change change;

		if (!record_is_policy_change(event->records[i].type))
			continue;
		change = nothing_changed;
		if (!change_of(&event->records[i], event->arena, &change))
			continue;
		change.id = event->id;
		take_who(&change, &event->records[i], event->arena);
		for (size_t j = 0; j < event->n_records; j++)
			if (event->records[j].type == RECORD_SYSCALL)
				take_who(&change, &event->records[j], event->arena);
		take(&change, userdata);
		count++;
	}
	return count;
}
