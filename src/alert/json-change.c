/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What changed in the policy, as JSON and back. */
#include <errno.h>

#include "json.h"

static void put_number(json_t *json, const char *name, int64_t number)
{
	json_object_set_new(json, name, number >= 0 ? json_integer(number) : json_null());
}

json_t *change_to_json(const struct policy_change *change)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	json_t *json = json_object();

	json_put_text(json, "time", time_rfc3339(arena, change->id.ms));
	json_object_set_new(json, "kind", json_string(change_kind_name(change->kind)));
	json_put_text(json, "name", change->name);
	put_number(json, "old_value", change->old_value);
	put_number(json, "new_value", change->new_value);
	put_number(json, "auid", change->auid);
	json_put_text(json, "auid_name", change->auid_name);
	put_number(json, "uid", change->uid);
	put_number(json, "pid", change->pid);
	put_number(json, "session", change->session);
	json_put_text(json, "exe", change->exe);
	json_put_text(json, "comm", change->comm);
	json_put_text(json, "node", change->id.node);
	json_object_set_new(json, "serial", json_integer((json_int_t)change->id.serial));
	return json;
}

static int64_t number_of(const json_t *json, const char *name, int64_t max)
{
	int64_t number = -1;

	json_get_number(json, name, 0, max, &number);
	return number;
}

int change_from_json(const json_t *json, struct arena *arena, struct policy_change *ret)
{
	struct policy_change change = { .kind = CHANGE_OTHER };
	const char *time = json_string_value(json_object_get(json, "time"));
	int64_t serial = 0;

	if (!time || time_parse(time, 0, &change.id.ms) < 0
		|| change_kind_from_name(json_get_name(json, "kind"), &change.kind) < 0)
		return -EINVAL;
	json_get_number(json, "serial", INT64_MIN, INT64_MAX, &serial);
	change.id.serial = (uint64_t)serial;
	change.id.node = json_get_text(json, "node", arena);
	change.name = json_get_text(json, "name", arena);
	change.old_value = (int)number_of(json, "old_value", 1);
	change.new_value = (int)number_of(json, "new_value", 1);
	change.auid = number_of(json, "auid", UINT32_MAX);
	change.auid_name = json_get_text(json, "auid_name", arena);
	change.uid = number_of(json, "uid", UINT32_MAX);
	change.pid = number_of(json, "pid", INT64_MAX);
	change.session = number_of(json, "session", UINT32_MAX);
	change.exe = json_get_text(json, "exe", arena);
	change.comm = json_get_text(json, "comm", arena);
	*ret = change;
	return 0;
}
