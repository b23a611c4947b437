/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A copy of the database as it is at one moment, while others write on. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"

/* In one step: readers of a WAL hold up no writer, and each write by others would begin a copy in pieces
 * anew. */
static int copy(struct store *store, sqlite3 *to)
{
	sqlite3_backup *backup = sqlite3_backup_init(to, "main", store->db, "main");
	int code;

	if (!backup)
		return db_refuse(store, -EIO, _("the copy: %s"), sqlite3_errmsg(to));
	sqlite3_backup_step(backup, -1);
	code = sqlite3_backup_finish(backup);
	return code == SQLITE_OK ? 0
		: db_refuse(store, code == SQLITE_FULL ? -ENOSPC : -EIO, _("the copy: %s"),
			sqlite3_errstr(code));
}

int store_backup(struct store *store, const char *path)
{
	/* Nothing is ever written over. */
	_cleanup_fd_ int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0640);
	sqlite3 *to = NULL;
	int r, code;

	if (fd < 0)
		return db_refuse(store, -errno, "%s: %s", path, strerror(errno));
	r = db_ready(store);
	code = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	if (r == 0 && code != SQLITE_OK)
		r = db_refuse(store, -EIO, "%s: %s", path, sqlite3_errstr(code));
	if (r == 0)
		r = copy(store, to);
	sqlite3_close(to);
	if (r < 0)
		unlink(path);
	return r;
}
