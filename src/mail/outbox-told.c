/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What each recipient was told. */
#include "outbox-internal.h"

#include <errno.h>

int outbox_standing(struct outbox *outbox, const char *recipient, struct arena *arena, struct standing *ret)
{
	sqlite3_stmt *row = NULL;
	int error = outbox_prepare(outbox, &row,
		"SELECT last_id, last_uuid, since, checked, digest FROM recipient WHERE name = ?", "s",
		recipient);

	if (error >= 0)
		error = outbox_step(outbox, row);
	if (error > 0)
		*ret = (struct standing){ sqlite3_column_int64(row, 0), outbox_text(row, 1, arena),
			sqlite3_column_int64(row, 2), sqlite3_column_int64(row, 3),
			sqlite3_column_int64(row, 4) };
	sqlite3_finalize(row);
	return error < 0 ? error : error ? 0 : -ENOENT;
}

/* Far more than the daemon keeps. */
#define TOLD_MAX 50000

int outbox_stand(struct outbox *outbox, const char *recipient, const struct standing *standing)
{
	int error = outbox_do(outbox, "DELETE FROM told WHERE recipient = ? AND id < ?", "si", recipient,
		standing->id - TOLD_MAX);

	if (error < 0)
		return error;
	return outbox_do(outbox,
		"INSERT INTO recipient (name, last_id, last_uuid, since, checked, digest) "
		"VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (name) DO UPDATE SET last_id = ?2, "
		"last_uuid = ?3, since = ?4, checked = ?5, digest = ?6",
		"sisiii", recipient, standing->id, standing->uuid, standing->since, standing->checked,
		standing->digest);
}

int outbox_refused(struct outbox *outbox, const char *recipient, const char *why, int64_t now)
{
	return outbox_do(outbox, "UPDATE recipient SET refused = ?2, refused_at = ?3 WHERE name = ?1", "ssi",
		recipient, why, now);
}

int outbox_told(struct outbox *outbox, const char *recipient, const char *uuid, struct arena *arena,
	struct told *ret)
{
	sqlite3_stmt *row = NULL;
	int error = outbox_prepare(outbox, &row,
		"SELECT id, level, fixed, mail FROM told WHERE recipient = ? AND uuid = ?", "ss", recipient,
		uuid);

	if (error >= 0)
		error = outbox_step(outbox, row);
	if (error > 0)
		*ret = (struct told){ uuid, sqlite3_column_int64(row, 0),
			(enum level)sqlite3_column_int(row, 1), sqlite3_column_int64(row, 2),
			outbox_text(row, 3, arena) };
	sqlite3_finalize(row);
	return error < 0 ? error : error ? 0 : -ENOENT;
}

int outbox_tell(struct outbox *outbox, const char *recipient, const struct told *told, int64_t message)
{
	return outbox_do(outbox,
		"INSERT INTO told (recipient, uuid, id, level, fixed, mail, message) "
		"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (recipient, uuid) DO UPDATE SET id = ?3, "
		"level = ?4, fixed = ?5, mail = ?6, message = ?7",
		"ssiiisi", recipient, told->uuid, told->id, (int64_t)told->level, told->fixed, told->mail,
		message);
}
