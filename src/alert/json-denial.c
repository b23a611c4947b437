/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A denial's facts as JSON and back, by one table of members for both ways.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

enum kind {
	TEXT,
	WIDE,	/* int64_t */
	INT,
	MODE,	/* an int, as a text in octal: "0640" */
	TRUTH,	/* an int, 0 or 1 */
};

static const struct member {
	const char *group, *name;	/* no group: at the top */
	size_t offset;
	enum kind kind;
	int64_t max;
} members[] = {
#define TEXT_MEMBER(group, name, member) { group, name, offsetof(struct denial, member), TEXT, 0 }
#define ID_MEMBER(group, name, member, max) { group, name, offsetof(struct denial, member), WIDE, max }
#define INT_MEMBER(group, name, member, max) { group, name, offsetof(struct denial, member), INT, max }
	TEXT_MEMBER(NULL, "manager", manager),
	TEXT_MEMBER(NULL, "syscall", syscall),
	TEXT_MEMBER(NULL, "arch", arch),
	TEXT_MEMBER(NULL, "exit", exit),
	{ NULL, "success", offsetof(struct denial, success), TRUTH, 0 },
	TEXT_MEMBER(NULL, "operation", operation),
	TEXT_MEMBER(NULL, "invalid_context", invalid_context),
	TEXT_MEMBER(NULL, "lockdown_reason", lockdown_reason),
	TEXT_MEMBER(NULL, "damage", damage),
	TEXT_MEMBER("source", "exe", exe),
	TEXT_MEMBER("source", "comm", comm),
	TEXT_MEMBER("source", "type", source.type),
	TEXT_MEMBER("source", "context", source.text),
	TEXT_MEMBER("source", "raw_context", source_raw),
	ID_MEMBER("source", "pid", pid, INT64_MAX),
	ID_MEMBER("source", "ppid", ppid, INT64_MAX),
	ID_MEMBER("source", "uid", uid, UINT32_MAX),
	TEXT_MEMBER("source", "uid_name", uid_name),
	ID_MEMBER("source", "euid", euid, UINT32_MAX),
	ID_MEMBER("source", "fsuid", fsuid, UINT32_MAX),
	ID_MEMBER("source", "auid", auid, UINT32_MAX),
	TEXT_MEMBER("source", "auid_name", auid_name),
	ID_MEMBER("source", "session", session, UINT32_MAX),
	TEXT_MEMBER("source", "tty", tty),
	TEXT_MEMBER("source", "unit", unit),
	TEXT_MEMBER("source", "container", container),
	TEXT_MEMBER("source", "cmdline", cmdline),
	TEXT_MEMBER("source", "address", local_address),
	INT_MEMBER("source", "port", local_port, UINT16_MAX),
	INT_MEMBER("source", "capability", capability, INT_MAX),
	TEXT_MEMBER("target", "class", tclass),
	TEXT_MEMBER("target", "type", target.type),
	TEXT_MEMBER("target", "context", target.text),
	TEXT_MEMBER("target", "raw_context", target_raw),
	TEXT_MEMBER("target", "path", path),
	TEXT_MEMBER("target", "name", name),
	INT_MEMBER("target", "port", port, UINT16_MAX),
	TEXT_MEMBER("target", "protocol", protocol),
	TEXT_MEMBER("target", "address", remote_address),
	INT_MEMBER("target", "remote_port", remote_port, UINT16_MAX),
	TEXT_MEMBER("target", "netif", netif),
	TEXT_MEMBER("target", "partition", partition),
	TEXT_MEMBER("target", "subnet", subnet),
	TEXT_MEMBER("target", "card_port", card_port),
	TEXT_MEMBER("target", "device", device),
	ID_MEMBER("target", "inode", inode, INT64_MAX),
	{ "target", "mode", offsetof(struct denial, mode), MODE, 0 },
	ID_MEMBER("target", "owner", ouid, UINT32_MAX),
	TEXT_MEMBER("target", "owner_name", ouid_name),
	ID_MEMBER("target", "group", ogid, UINT32_MAX),
	TEXT_MEMBER("target", "group_name", ogid_name),
	TEXT_MEMBER("target", "ioctlcmd", ioctlcmd),
	TEXT_MEMBER("target", "kmod", kmod),
	TEXT_MEMBER("target", "anonclass", anonclass),
	TEXT_MEMBER("target", "nlmsg_type", nlmsg_type),
	TEXT_MEMBER("target", "ipc_key", ipc_key),
	TEXT_MEMBER("target", "ocomm", ocomm),
	ID_MEMBER("target", "opid", opid, INT64_MAX),
	TEXT_MEMBER("target", "destination", destination),
	TEXT_MEMBER("target", "interface", interface),
	TEXT_MEMBER("target", "member", member),
	TEXT_MEMBER("target", "msgtype", msgtype),
	ID_MEMBER("target", "tpid", tpid, INT64_MAX),
	TEXT_MEMBER("target", "service", service),
	TEXT_MEMBER("target", "function", function),
	TEXT_MEMBER("target", "request", request),
	TEXT_MEMBER("target", "xdevice", xdevice),
	TEXT_MEMBER("target", "resid", resid),
	TEXT_MEMBER("target", "restype", restype),
};

/* The sub-object of that name, made when it is not there. */
static json_t *group_of(json_t *json, const char *name)
{
	json_t *group;

	if (!name)
		return json;
	group = json_object_get(json, name);
	if (!json_is_object(group)) {
		group = json_object();
		json_object_set_new(json, name, group);
	}
	return group;
}

static json_t *json_from_mode(int64_t mode)
{
	char text[16];

	snprintf(text, sizeof text, "%04o", (unsigned)mode & 07777);
	return json_string(text);
}

static json_t *json_from_number(int64_t number, enum kind kind)
{
	if (number < 0)
		return NULL;
	return kind == MODE ? json_from_mode(number)
		: kind == TRUTH ? json_boolean(number) : json_integer(number);
}

static void put_member(json_t *json, const struct denial *denial, const struct member *member)
{
	const char *place = (const char *)denial + member->offset;
	json_t *group = group_of(json, member->group), *value;

	if (member->kind == TEXT) {
		json_put_text(group, member->name, *(const char *const *)place);
		return;
	}
	value = json_from_number(
		member->kind == WIDE ? *(const int64_t *)place : *(const int *)place, member->kind);
	if (value)
		json_object_set_new(group, member->name, value);
}

static json_t *event_to_json(const struct event_id *id)
{
	json_t *json = json_object();

	json_put_text(json, "node", id->node);
	json_object_set_new(json, "ms", json_integer(id->ms));
	json_object_set_new(json, "serial", json_integer((json_int_t)id->serial));
	return json;
}

void json_put_denial(json_t *json, const struct denial *denial)
{
	for (size_t i = 0; i < ARRAY_SIZE(members); i++)
		put_member(json, denial, &members[i]);
	if (denial->exe_deleted)
		json_object_set_new(group_of(json, "source"), "exe_deleted", json_true());
	json_object_set_new(json, "outcome", json_string(outcome_name(denial->outcome)));
	json_object_set_new(json, "permissions", json_from_list(denial->permissions));
	json_object_set_new(json, "event", event_to_json(&denial->id));
}

json_t *denial_to_json(const struct denial *denial)
{
	json_t *json = json_object();

	json_put_denial(json, denial);
	return json;
}

static int mode_of(const json_t *json)
{
	const char *text = json_string_value(json);
	size_t digits = text ? strspn(text, "01234567") : 0;

	return digits == 4 && !text[digits] ? (int)strtol(text, NULL, 8) : -1;
}

/* -1: there is none, or it makes no sense. */
static int64_t number_of(const json_t *json, const struct member *member)
{
	const json_t *value = json_object_get(json, member->name);
	int64_t number = -1;

	if (member->kind == MODE)
		return mode_of(value);
	if (member->kind == TRUTH)
		return json_is_boolean(value) ? json_is_true(value) : -1;
	json_get_number(json, member->name, 0, member->max, &number);
	return number;
}

static void get_member(const json_t *group, struct arena *arena, const struct member *member,
	struct denial *denial)
{
	char *place = (char *)denial + member->offset;

	if (member->kind == TEXT)
		*(const char **)place = json_get_text(group, member->name, arena);
	else if (member->kind == WIDE)
		*(int64_t *)place = number_of(group, member);
	else
		*(int *)place = (int)number_of(group, member);
}

/* Those of a group stand together. */
static void get_members(const json_t *json, struct arena *arena, struct denial *denial)
{
	const json_t *group = json;
	const char *name = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(members); i++) {
		if (members[i].group != name) {
			name = members[i].group;
			group = name ? json_object_get(json, name) : json;
		}
		get_member(group, arena, &members[i], denial);
	}
}

static void event_from_json(const json_t *json, struct arena *arena, struct event_id *ret)
{
	int64_t serial = 0;

	ret->node = json_get_text(json, "node", arena);
	json_get_number(json, "ms", INT64_MIN, INT64_MAX, &ret->ms);
	json_get_number(json, "serial", INT64_MIN, INT64_MAX, &serial);
	ret->serial = (uint64_t)serial;
}

/* The parts of a context come from its text; the type also where there is no whole context. */
static void complete_context(struct arena *arena, struct context *context)
{
	const char *type = context->type;
	struct context whole = { 0 };

	if (context->text && context_parse(context->text, arena, &whole) == 0)
		*context = whole;
	if (!context->type)
		context->type = type;
}

int denial_from_json(const json_t *json, struct arena *arena, struct denial *ret)
{
	static const char *const no_records[] = { NULL };
	struct denial denial = { .records = no_records };

	if (!json_is_object(json))
		return -EINVAL;
	get_members(json, arena, &denial);
	complete_context(arena, &denial.source);
	complete_context(arena, &denial.target);
	denial.exe_deleted = json_is_true(
		json_object_get(json_object_get(json, "source"), "exe_deleted"));
	outcome_from_name(json_get_name(json, "outcome"), &denial.outcome);
	denial.permissions = json_to_list(json_object_get(json, "permissions"), arena);
	event_from_json(json_object_get(json, "event"), arena, &denial.id);
	*ret = denial;
	return 0;
}
