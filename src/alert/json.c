/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An alert as JSON, schema 1, and back. Members that are known to the schema are always there,
 * with null where nobody said.
 */
#include <errno.h>

#include "json.h"

#define SCHEMA 1
/* More of them than the daemon tells. */
#define CHANGES_MAX 10

/* The schema's members in the order they are shown. */
static const char *const top_members[] = {
	"schema", "id", "uuid", "signature", "manager", "outcome", "level", "summary", "source",
	"target", "permissions", "syscall", "host", "count", "first_seen", "last_seen", "reason",
	"reason_text", "verdicts", "records", "damage", "folded", NULL,
};
static const char *const source_members[] = {
	"exe", "comm", "type", "context", "pid", "uid", "auid", "unit", "container", "package",
	NULL,
};
static const char *const target_members[] = {
	"class", "type", "context", "path", "name", "port", "protocol", NULL,
};

static json_t *nulls(const char *const *names)
{
	json_t *json = json_object();

	for (; *names; names++)
		json_object_set_new(json, *names, json_null());
	return json;
}

static void put_time(json_t *json, const char *name, struct arena *arena, int64_t ms)
{
	if (ms > 0)
		json_put_text(json, name, time_rfc3339(arena, ms));
}

/* Who it is and how often it was seen. */
static void put_head(json_t *json, struct arena *arena, const struct alert *alert)
{
	json_object_set_new(json, "schema", json_integer(SCHEMA));
	if (alert->id > 0)
		json_object_set_new(json, "id", json_integer(alert->id));
	json_put_text(json, "uuid", alert->uuid);
	json_put_text(json, "signature", alert->signature);
	json_object_set_new(json, "level", json_string(level_name(alert->level)));
	json_object_set_new(json, "pending", json_boolean(alert->pending));
	json_put_text(json, "host", alert->host);
	json_object_set_new(json, "count", json_integer(alert->count));
	put_time(json, "first_seen", arena, alert->first_seen);
	put_time(json, "last_seen", arena, alert->last_seen);
	if (alert->fold != FOLD_NONE)
		json_object_set_new(json, "folded", json_string(fold_name(alert->fold)));
}

static void put_explanation(json_t *json, struct arena *arena, const struct alert *alert)
{
	json_t *verdicts = json_array();

	json_object_set_new(json, "summary", json_from_text(alert_summary(arena, alert)));
	json_put_text(json, "reason", alert->reason);
	if (alert->reason)
		json_object_set_new(json, "reason_text", json_from_text(alert_reason_text(arena, alert)));
	json_put_text(json, "reason_detail", alert->reason_detail);
	for (size_t i = 0; i < alert->verdicts.count; i++)
		json_array_append_new(
			verdicts, json_from_verdict(alert, &alert->verdicts.items[i]));
	json_object_set_new(json, "verdicts", verdicts);
}

static json_t *from_changes(const struct alert *alert)
{
	json_t *changes = json_array();

	for (size_t i = 0; i < alert->n_changes; i++)
		json_array_append_new(changes, change_to_json(&alert->changes[i]));
	return changes;
}

json_t *alert_to_json(const struct alert *alert)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	json_t *json = nulls(top_members);

	json_object_set_new(json, "source", nulls(source_members));
	json_object_set_new(json, "target", nulls(target_members));
	put_head(json, arena, alert);
	json_put_denial(json, &alert->denial);
	json_put_package(json, alert);
	put_explanation(json, arena, alert);
	if (alert->n_changes)
		json_object_set_new(json, "changes", from_changes(alert));
	json_put_memory(json, alert);
	json_object_set_new(json, "records", json_from_list(alert->denial.records));
	return json;
}

static int64_t get_time(const json_t *json, const char *name)
{
	const char *text = json_string_value(json_object_get(json, name));
	int64_t ms = 0;

	if (text)
		time_parse(text, 0, &ms);
	return ms;
}

static void get_head(const json_t *json, struct arena *arena, struct alert *alert)
{
	json_get_number(json, "id", 1, INT64_MAX, &alert->id);
	alert->uuid = json_get_text(json, "uuid", arena);
	alert->signature = json_get_text(json, "signature", arena);
	alert->level = LEVEL_YELLOW;
	level_from_name(json_get_name(json, "level"), &alert->level);
	alert->pending = json_is_true(json_object_get(json, "pending"));
	alert->host = json_get_text(json, "host", arena);
	json_get_number(json, "count", 0, INT64_MAX, &alert->count);
	alert->first_seen = get_time(json, "first_seen");
	alert->last_seen = get_time(json, "last_seen");
	fold_from_name(json_get_name(json, "folded"), &alert->fold);
	alert->reason = json_get_text(json, "reason", arena);
	alert->reason_detail = json_get_text(json, "reason_detail", arena);
}

/* Verdicts that make no sense are left out; the others still help. */
static void get_verdicts(const json_t *array, struct arena *arena, struct verdicts *ret)
{
	size_t count = json_array_size(array);

	ret->items = arena_alloc(arena, VERDICTS_MAX * sizeof *ret->items);
	ret->count = 0;
	for (size_t i = 0; i < count && ret->count < VERDICTS_MAX; i++) {
		const json_t *json = json_array_get(array, i);
		if (json_to_verdict(json, arena, &ret->items[ret->count]) == 0)
			ret->count++;
	}
}

static void get_changes(const json_t *array, struct arena *arena, struct alert *alert)
{
	struct policy_change *changes = arena_alloc(arena, CHANGES_MAX * sizeof *changes);
	size_t count = json_array_size(array);

	for (size_t i = 0; i < count && alert->n_changes < CHANGES_MAX; i++)
		if (change_from_json(json_array_get(array, i), arena, &changes[alert->n_changes]) == 0)
			alert->n_changes++;
	alert->changes = changes;
}

int alert_from_json(const json_t *json, struct arena *arena, struct alert *ret)
{
	struct alert alert = { 0 };
	int64_t schema;

	if (json_get_number(json, "schema", SCHEMA, SCHEMA, &schema) < 0)
		return -EINVAL;
	if (denial_from_json(json, arena, &alert.denial) < 0)
		return -EINVAL;
	get_head(json, arena, &alert);
	alert_package_from_json(json, arena, &alert);
	get_verdicts(json_object_get(json, "verdicts"), arena, &alert.verdicts);
	get_changes(json_object_get(json, "changes"), arena, &alert);
	json_get_memory(json, arena, &alert);
	alert.denial.records = json_to_list(json_object_get(json, "records"), arena);
	*ret = alert;
	return 0;
}
