/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the fields of an event's records say: who did it, to what, and who refused. */
#include "facts.h"

#include <errno.h>
#include <libaudit.h>
#include <stdlib.h>
#include <string.h>

/* Fields whose text becomes a member of the denial as it is. */
static const struct {
	const char *name;
	size_t member;
} texts[] = {
	{ "comm", offsetof(struct denial, comm) },
	{ "exe", offsetof(struct denial, exe) },
	{ "path", offsetof(struct denial, path) },
	{ "name", offsetof(struct denial, name) },
	{ "dev", offsetof(struct denial, device) },
	{ "tclass", offsetof(struct denial, tclass) },
	{ "ioctlcmd", offsetof(struct denial, ioctlcmd) },
	{ "kmod", offsetof(struct denial, kmod) },
	{ "anonclass", offsetof(struct denial, anonclass) },
	{ "ocomm", offsetof(struct denial, ocomm) },
	{ "interface", offsetof(struct denial, interface) },
	{ "member", offsetof(struct denial, member) },
	{ "cmdline", offsetof(struct denial, cmdline) },
	{ "function", offsetof(struct denial, function) },
};

/* Those that only SELINUX_ERR has. */
static const struct {
	const char *name;
	size_t member;
} errors[] = {
	{ "op", offsetof(struct denial, operation) },
	{ "invalid_context", offsetof(struct denial, invalid_context) },
};

static const struct {
	const char *name;
	size_t member;
} numbers[] = {
	{ "pid", offsetof(struct denial, pid) },
	{ "uid", offsetof(struct denial, uid) },
	{ "auid", offsetof(struct denial, auid) },
	{ "ino", offsetof(struct denial, inode) },
};

static bool named(const struct field *field, const char *name)
{
	return strlen(name) == field->name_length && memcmp(name, field->name, field->name_length) == 0;
}

static int64_t number_of(const struct field *field)
{
	char digits[24], *end;
	long long number;

	if (!field->value_length || field->value_length >= sizeof digits)
		return -1;
	memcpy(digits, field->value, field->value_length);
	digits[field->value_length] = '\0';
	errno = 0;
	number = strtoll(digits, &end, 10);
	/* (uid_t)-1 is "unset" */
	return errno || *end || end == digits || number == UINT32_MAX ? -1 : number;
}

static char *value_of(const struct span *text, const char *name, struct arena *arena)
{
	struct field field;

	return field_find(text->text, text->length, name, &field) ? field_decode(&field, arena) : NULL;
}

/* What is said first holds: a caller may have forged what comes later. */
static void take_text(struct denial *denial, const struct field *field, struct arena *arena)
{
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		const char **member = (const char **)((char *)denial + texts[i].member);

		if (named(field, texts[i].name) && !*member)
			*member = field_decode(field, arena);
	}
}

static void take_number(struct denial *denial, const struct field *field)
{
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		int64_t *member = (int64_t *)((char *)denial + numbers[i].member);

		if (named(field, numbers[i].name) && *member < 0)
			*member = number_of(field);
	}
}

static void take_error(struct denial *denial, const struct field *field, struct arena *arena)
{
	for (size_t i = 0; i < ARRAY_SIZE(errors); i++)
		if (named(field, errors[i].name))
			*(const char **)((char *)denial + errors[i].member) = field_decode(field, arena);
}

static void take_context(struct context *context, const struct field *field, struct arena *arena)
{
	char *text = field_decode(field, arena);

	if (text)
		context_parse(text, arena, context);
}

static void take_contexts(struct denial *denial, const struct field *field, struct arena *arena)
{
	if (named(field, "scontext") || named(field, "oldcontext"))
		take_context(&denial->source, field, arena);
	else if (named(field, "tcontext") || named(field, "newcontext"))
		take_context(&denial->target, field, arena);
}

/* A port: src= where it binds, dest= where it connects; programs use dest= for other things. */
static void take_port(struct denial *denial, enum record_type type, const struct field *field,
	struct arena *arena)
{
	if (type != RECORD_AVC && named(field, "dest") && !denial->destination) {
		denial->destination = field_decode(field, arena);
	} else if (type == RECORD_AVC && (named(field, "src") || named(field, "dest"))) {
		int64_t port = number_of(field);

		denial->port = port >= 0 && port <= UINT16_MAX ? (int)port : -1;
	} else if (type != RECORD_AVC && named(field, "spid") && denial->pid < 0) {
		denial->pid = number_of(field);
	}
}

static const char *protocol_of(const char *tclass)
{
	static const char *const protocols[] = { "tcp", "udp", "dccp", "sctp" };

	for (size_t i = 0; tclass && i < ARRAY_SIZE(protocols); i++) {
		size_t length = strlen(protocols[i]);

		if (strncmp(tclass, protocols[i], length) == 0 && strcmp(tclass + length, "_socket") == 0)
			return protocols[i];
	}
	return NULL;
}

/*
 * In a program's message the caller may have chosen part of what stands before the contexts, such
 * as a command line, quotes included. So the contexts, class and mode are those at the end, of
 * others the first, and nothing is believed between a command line and the contexts.
 */
static size_t trusted_from(const struct span *text, enum record_type type)
{
	static const char mark[] = " scontext=";

	if (type != RECORD_USER_AVC)
		return 0;
	for (size_t at = text->length; at-- > 0;)
		if (text->length - at >= strlen(mark) && memcmp(text->text + at, mark, strlen(mark)) == 0)
			return at;
	return 0;
}

bool facts_of_record(struct denial *denial, enum record_type type, const struct span *text,
	struct arena *arena)
{
	size_t cursor = 0, trusted = trusted_from(text, type);
	bool permissive = false;
	struct field field;

	while (field_next(text->text, text->length, &cursor, &field)) {
		bool believed = (size_t)(field.name - text->text) >= trusted;

		if (!believed && (named(&field, "tclass") || named(&field, "permissive")))
			continue;
		if (believed && named(&field, "permissive"))
			permissive = number_of(&field) == 1;
		if (believed)
			take_contexts(denial, &field, arena);
		take_text(denial, &field, arena);
		take_number(denial, &field);
		take_port(denial, type, &field, arena);
		if (type == RECORD_SELINUX_ERR)
			take_error(denial, &field, arena);
		if (!believed && named(&field, "cmdline"))
			cursor = trusted;
	}
	if (type == RECORD_USER_AVC)
		denial->exe = NULL; /* the manager's, not the caller's */
	denial->protocol = protocol_of(denial->tclass);
	return permissive;
}

/* Who speaks in a USER_AVC, by the name of its program. */
static const char *manager_of(const char *exe)
{
	static const struct {
		const char *program, *manager;
	} known[] = {
		{ "dbus-daemon", "dbus" }, { "dbus-broker", "dbus" }, { "dbus-broker-launch", "dbus" },
		{ "systemd", "systemd" }, { "Xorg", "x11" }, { "Xwayland", "x11" },
	};
	const char *slash = exe ? strrchr(exe, '/') : NULL, *program = slash ? slash + 1 : exe;

	for (size_t i = 0; program && i < ARRAY_SIZE(known); i++)
		if (strcmp(program, known[i].program) == 0)
			return known[i].manager;
	return program ? program : "program";
}

struct span facts_of_manager(struct denial *denial, const struct span *body, struct arena *arena)
{
	struct span message = *body;
	struct field field;
	size_t cursor = 0;
	char *exe = NULL;

	if (field_find(body->text, body->length, "msg", &field))
		message = (struct span){ field.value, field.value_length };
	/* The last exe= is the audit library's own; a caller may have forged an earlier one. */
	while (field_next(message.text, message.length, &cursor, &field))
		if (named(&field, "exe"))
			exe = field_decode(&field, arena);
	denial->manager = manager_of(exe);
	return message;
}

static const char *syscall_name(const struct span *body, struct arena *arena)
{
	const char *name = value_of(body, "SYSCALL", arena), *arch, *number;
	int machine;

	if (name)
		return name;
	arch = value_of(body, "arch", arena);
	number = value_of(body, "syscall", arena);
	if (!arch || !number)
		return number;
	machine = audit_elf_to_machine((unsigned)strtoul(arch, NULL, 16));
	name = machine < 0 ? NULL : audit_syscall_to_name((int)strtol(number, NULL, 10), machine);
	return name ? arena_strdup(arena, name) : number;
}

static void take_syscall(struct denial *denial, const struct span *body, struct arena *arena)
{
	struct denial said = { .pid = -1, .uid = -1, .auid = -1, .inode = -1 };
	struct field field;
	size_t cursor = 0;

	while (field_next(body->text, body->length, &cursor, &field)) {
		take_text(&said, &field, arena);
		take_number(&said, &field);
	}
	denial->exe = said.exe;
	denial->comm = denial->comm ? denial->comm : said.comm;
	denial->pid = denial->pid >= 0 ? denial->pid : said.pid;
	denial->uid = said.uid;
	denial->auid = said.auid;
	denial->syscall = syscall_name(body, arena);
}

/* Signals to a group leave a record of each process that was looked at: only the one with the
 * refused label counts, and none when several have it. */
static void take_other(struct denial *denial, const struct span *body, struct arena *arena,
	bool *several)
{
	const char *label = value_of(body, "obj", arena), *comm = value_of(body, "ocomm", arena);

	if (!comm || !text_equal(label, denial->target.text))
		return;
	*several |= denial->ocomm && strcmp(denial->ocomm, comm) != 0;
	denial->ocomm = *several ? NULL : comm;
}

/* Packets are checked in whatever process happens to run: the kernel names an innocent one. */
static bool names_innocents(const struct denial *denial)
{
	return denial->tclass
		&& text_matches_any("packet peer netif node association", denial->tclass);
}

static void forget_process(struct denial *denial)
{
	denial->exe = denial->comm = denial->syscall = NULL;
	denial->pid = denial->uid = denial->auid = -1;
}

void facts_of_event(struct denial *denial, enum record_type type, const struct event *event)
{
	bool several = false;

	if (type == RECORD_USER_AVC)
		return; /* it stands alone */
	for (size_t i = 0; i < event->n_records; i++) {
		struct span body = { event->records[i].body, event->records[i].body_length };

		if (event->records[i].type == RECORD_SYSCALL)
			take_syscall(denial, &body, event->arena);
		else if (event->records[i].type == RECORD_OBJ_PID)
			take_other(denial, &body, event->arena, &several);
	}
	if (names_innocents(denial))
		forget_process(denial);
	else if (!denial->path)
		path_of_event(denial, event);
}
