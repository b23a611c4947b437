/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who refused: programs that ask SELinux say so in a message, with their own name at its end. */
#include "facts.h"

#include <string.h>

/* Programs whose messages mean the same; the first name is the manager's. */
static const struct {
	const char *manager, *programs;
} managers[] = {
	{ "dbus", "dbus-daemon dbus-broker dbus-broker-launch" },
	{ "systemd", "systemd" },
	{ "x11", "Xorg Xwayland X" },
	{ "passwd", "passwd chsh chfn chage gpasswd useradd usermod userdel groupadd groupmod groupdel "
		"vipw su" },
	{ "sepgsql", "postgres" },
	{ "nscd", "nscd unscd" },
	{ "cron", "cron crond crontab" },
	{ "gssproxy", "gssproxy" },
	{ "mcstrans", "mcstransd" },
};

static const char *manager_of(const char *exe)
{
	const char *slash = exe ? strrchr(exe, '/') : NULL, *program = slash ? slash + 1 : exe;

	if (!program || !*program)
		return "program";
	for (size_t i = 0; i < ARRAY_SIZE(managers); i++)
		if (text_matches_any(managers[i].programs, program))
			return managers[i].manager;
	return program;
}

bool manager_known(const char *manager)
{
	for (size_t i = 0; i < ARRAY_SIZE(managers); i++)
		if (text_equal(managers[i].manager, manager))
			return true;
	return text_equal(manager, "kernel");
}

static bool named(const struct field *field, const char *name)
{
	size_t length = strlen(name);

	return length == field->name_length && memcmp(name, field->name, length) == 0;
}

struct span facts_of_manager(struct denial *denial, const struct record *record,
	struct arena *arena)
{
	struct span message = { record->body, record->body_length };
	struct field field, exe = { .name = NULL };
	size_t cursor = 0;

	/* The message stands in '…', also where ausearch wrote the rest without quotes. */
	if (field_find(message.text, message.length, "msg", &field))
		message = (struct span){ field.value, field.value_length };
	/* The last exe= is the audit library's own; a caller may have forged an earlier one. */
	while (fact_next(&message, record->interpreted, &cursor, &field))
		if (named(&field, "exe"))
			exe = field;
	denial->manager = manager_of(exe.name ? field_decode(&exe, arena) : NULL);
	return message;
}
