/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What kind of record it is, when that is said by number, or only by how its text begins. */
#include "wild.h"

#include <stdio.h>
#include <string.h>

#include "types.h"

/* How bodies begin: old kernels print nothing else. */
static const struct {
	const char *beginning;
	enum record_type type;
} bodies[] = {
	{ "avc: ", RECORD_AVC },
	{ "security_compute_sid:", RECORD_SELINUX_ERR },
	{ "security_validate_transition:", RECORD_SELINUX_ERR },
	{ "SELinux:", RECORD_SELINUX_ERR },
	{ "op=security_", RECORD_SELINUX_ERR },
	{ "op=setxattr", RECORD_SELINUX_ERR },
	{ "op=fscreate", RECORD_SELINUX_ERR },
	{ "user pid=", RECORD_USER_AVC },
	{ "arch=", RECORD_SYSCALL },
	{ "cwd=", RECORD_CWD },
	{ "item=", RECORD_PATH },
	{ "saddr=", RECORD_SOCKADDR },
	{ "opid=", RECORD_OBJ_PID },
	{ "proctitle=", RECORD_PROCTITLE },
	{ "policy loaded ", RECORD_MAC_POLICY_LOAD },
	{ "enforcing=", RECORD_MAC_STATUS },
	{ "bool=", RECORD_MAC_CONFIG_CHANGE },
};

static const char *type_by_body(const struct piece *body)
{
	for (size_t i = 0; i < ARRAY_SIZE(bodies); i++)
		if (piece_begins(body, bodies[i].beginning))
			return record_type_name(bodies[i].type);
	return NULL;
}

static bool is_name(const struct piece *type)
{
	for (size_t i = 0; i < type->length; i++) {
		char c = type->text[i];

		if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '[' || c == ']'))
			return false;
	}
	return type->length > 0 && type->length < TYPE_SIZE;
}

bool head_type(const struct head *head, const struct piece *body, char ret[TYPE_SIZE])
{
	const char *name = record_type_name(record_type_of(head->type.text, head->type.length));
	bool named = is_name(&head->type);

	if (!name && (!named || piece_begins(body, "avc: ")))
		name = type_by_body(body);
	if (name)
		snprintf(ret, TYPE_SIZE, "%s", name);
	else if (named)
		snprintf(ret, TYPE_SIZE, "%.*s", (int)head->type.length, head->type.text);
	return name || named;
}

/* Behind "msg='", where programs speak, else the text itself. */
static struct piece message_of(const struct piece *body)
{
	const char *mark = memmem(body->text, body->length, "msg='", 5);

	if (!mark)
		return *body;
	mark += 5;
	return (struct piece){ mark, body->length - (size_t)(mark - body->text) };
}

bool head_is_foreign_type(const struct piece *type)
{
	static const char *const types[] = { "SECCOMP", "1326", "LANDLOCK_", "1423", "1424", "IPE_", "1420",
		"1421", "1422", "APPARMOR_", "1501", "1502", "1503", "1504", "1505", "1506", "1507" };

	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		if (piece_begins(type, types[i]))
			return true;
	return false;
}

bool head_is_foreign(const char *type, const struct piece *body)
{
	struct piece message = message_of(body), name = { type, strlen(type) };

	return head_is_foreign_type(&name) || piece_begins(&message, "apparmor=")
		|| piece_begins(&message, "lsm=");
}

/* Neither AppArmor's nor TOMOYO's older messages are audit records. */
bool line_is_foreign(const struct piece *line)
{
	static const char *const marks[] = { "TOMOYO-ERROR: ", "TOMOYO-WARNING: ", "apparmor=\"",
		"lsm=SMACK " };

	for (size_t i = 0; i < ARRAY_SIZE(marks); i++)
		if (memmem(line->text, line->length, marks[i], strlen(marks[i])))
			return true;
	return false;
}
