/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What versions without an outbox knew: how far each recipient got, in a small text file.
 *
 *	avocet-mail 2
 *	NAME ID UUID SINCE HOUR SENT WAITING
 *
 * Version 1 had no more than SINCE. Taken over once, so that an upgrade mails nothing twice; then the file
 * is called state.old.
 */
#include "outbox-internal.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

/* What version 2 added is not needed any more, but must be there. */
static bool ends_well(const char *rest, int version)
{
	int64_t hour;
	unsigned sent, waiting;
	char end;

	if (version == 1)
		return strcmp(rest, "\n") == 0;
	return sscanf(rest, " %" SCNd64 " %u %u%c", &hour, &sent, &waiting, &end) == 4 && end == '\n' && waiting <= 1;
}

static int take_line(struct outbox *outbox, const char *line, int version)
{
	char name[65], uuid[65];
	struct standing standing = { .uuid = uuid };
	int error, used = 0;

	if (sscanf(line, "%64s %" SCNd64 " %64s %" SCNd64 "%n", name, &standing.id, uuid, &standing.since, &used) != 4
		|| standing.id < 0 || !ends_well(line + used, version))
		return -EINVAL;
	/* What was fixed or digested before is told already, or was never wanted. */
	standing.checked = standing.digest = time_now();
	error = outbox_stand(outbox, name, &standing);
	if (error >= 0)
		error = outbox_do(outbox, "UPDATE recipient SET floor = last_id WHERE name = ?", "s", name);
	return error;
}

static int take(struct outbox *outbox, FILE *file)
{
	char line[320];
	int error = 0, version;

	if (!fgets(line, sizeof line, file))
		return -EINVAL;
	version = strcmp(line, "avocet-mail 1\n") == 0 ? 1 : strcmp(line, "avocet-mail 2\n") == 0 ? 2 : 0;
	while (version && error >= 0 && fgets(line, sizeof line, file))
		error = take_line(outbox, line, version);
	if (!version)
		return -EINVAL;
	return error < 0 ? error : ferror(file) ? -EIO : 0;
}

static int say(const char *path, int error)
{
	if (error == -EINVAL)
		log_error(_("%s: this is not a state file of avocet-mail: mend or remove it (then the last 24 hours "
			  "are mailed again)"),
			path);
	else
		log_error(_("%s: %s"), path, strerror(-error));
	return error;
}

int import_state(struct outbox *outbox, const char *path, bool play)
{
	_cleanup_file_ FILE *file = fopen(path, "re");
	int error;

	if (!file)
		return errno == ENOENT ? 0 : say(path, -errno);
	error = outbox_begin(outbox);
	if (error < 0)
		return error;
	error = take(outbox, file);
	if (error < 0) {
		outbox_rollback(outbox);
		return say(path, error);
	}
	error = outbox_commit(outbox);
	/* Killed before this, the next run reads it again: no harm, nothing was sent in between. */
	if (error >= 0 && !play && rename(path, arena_printf(outbox->arena, "%s.old", path)) < 0)
		error = say(path, -errno);
	return error;
}
