/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Mails that wait, and what became of them. */
#include "outbox-internal.h"

#include <errno.h>
#include <inttypes.h>

/* What was done with is counted for so long; far beyond any hour that a clock may be set back. */
#define KEEP_MS (90 * DAY_MS)

int outbox_add(struct outbox *outbox, const struct row *row, const char *key, int64_t *ret_id)
{
	int error = outbox_do(outbox, "DELETE FROM message WHERE ended < ?", "i", row->created - KEEP_MS);

	if (error >= 0)
		error = outbox_do(outbox,
			"INSERT OR IGNORE INTO message (recipient, key, address, sender, what, message_id, "
			"created, due, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
			"ssssssiis", row->recipient, key, row->address, row->from, row->what, row->message_id,
			row->created, row->due, row->content);
	if (error < 0)
		return error;
	if (!sqlite3_changes(outbox->db))
		return -EEXIST;
	*ret_id = sqlite3_last_insert_rowid(outbox->db);
	return 0;
}

int outbox_next(struct outbox *outbox, int64_t now, int64_t after, struct arena *arena, struct row *ret)
{
	sqlite3_stmt *row = NULL;
	int error = outbox_prepare(outbox, &row,
		"SELECT id, recipient, address, sender, what, message_id, content, created, due, attempts "
		"FROM message WHERE state = 'waiting' AND id > ? AND due <= ? ORDER BY id LIMIT 1",
		"ii", after, now);

	if (error >= 0)
		error = outbox_step(outbox, row);
	if (error > 0)
		*ret = (struct row){ sqlite3_column_int64(row, 0), outbox_text(row, 1, arena),
			outbox_text(row, 2, arena), outbox_text(row, 3, arena), outbox_text(row, 4, arena),
			outbox_text(row, 5, arena), outbox_text(row, 6, arena), sqlite3_column_int64(row, 7),
			sqlite3_column_int64(row, 8), sqlite3_column_int64(row, 9) };
	sqlite3_finalize(row);
	return error < 0 ? error : error ? 0 : -ENOENT;
}

static int two_numbers(struct outbox *outbox, sqlite3_stmt *row, int64_t *ret_one, int64_t *ret_two)
{
	int error = outbox_step(outbox, row);

	if (error > 0) {
		*ret_one = sqlite3_column_int64(row, 0);
		*ret_two = sqlite3_column_int64(row, 1);
	}
	sqlite3_finalize(row);
	return error < 0 ? error : 0;
}

int outbox_due(struct outbox *outbox, const char *recipient, int64_t *ret)
{
	sqlite3_stmt *row = NULL;
	int64_t count = 0;
	int error = outbox_prepare(outbox, &row,
		"SELECT min(due), count(*) FROM message WHERE state = 'waiting' AND (?1 IS NULL OR recipient = ?1)",
		"s", recipient);

	return error < 0 ? error : two_numbers(outbox, row, ret, &count);
}

int outbox_count(struct outbox *outbox, const char *recipient, int64_t since, int64_t until,
	int64_t *ret_count, int64_t *ret_first)
{
	sqlite3_stmt *row = NULL;
	int error = outbox_prepare(outbox, &row,
		"SELECT count(*), min(created) FROM message WHERE recipient = ? AND created BETWEEN ? AND ?",
		"sii", recipient, since, until);

	return error < 0 ? error : two_numbers(outbox, row, ret_count, ret_first);
}

int outbox_attempt(struct outbox *outbox, const struct row *row, int64_t due)
{
	return outbox_do(outbox, "UPDATE message SET attempts = attempts + 1, due = ? WHERE id = ?", "ii", due,
		row->id);
}

int outbox_postpone(struct outbox *outbox, const struct row *row, int64_t due)
{
	return outbox_do(outbox, "UPDATE message SET due = ? WHERE id = ?", "ii", due, row->id);
}

int outbox_answer(struct outbox *outbox, const struct row *row, const char *answer)
{
	return outbox_do(outbox, "UPDATE message SET answer = ? WHERE id = ?", "si", answer, row->id);
}

/* Its alerts are new again, and so is what has come after the oldest of them. */
static int let_go(struct outbox *outbox, const struct row *row)
{
	int error = outbox_do(outbox,
		"UPDATE recipient SET last_uuid = '-', last_id = max(floor, min(last_id, ifnull("
		"(SELECT min(id) - 1 FROM told WHERE message = ?1), last_id))), digest = min(digest, ?3) "
		"WHERE name = ?2",
		"isi", row->id, row->recipient, row->created - DAY_MS);

	if (error >= 0)
		error = outbox_do(outbox, "DELETE FROM told WHERE message = ?", "i", row->id);
	if (error >= 0)
		error = outbox_do(outbox, "UPDATE message SET key = key || ', given up ' || id WHERE id = ?", "i",
			row->id);
	return error;
}

static int end(struct outbox *outbox, const struct row *row, enum row_end how, const char *answer,
	int64_t now)
{
	static const char *const states[] = {
		[ROW_SENT] = "sent",
		[ROW_REFUSED] = "refused",
		[ROW_GIVEN_UP] = "given up",
	};
	int error = how == ROW_GIVEN_UP ? let_go(outbox, row) : 0;

	if (error >= 0)
		error = outbox_do(outbox,
			"UPDATE message SET state = ?, answer = ?, ended = ?, content = NULL WHERE id = ?",
			"ssii", states[how], answer, now, row->id);
	return error;
}

int outbox_end(struct outbox *outbox, const struct row *row, enum row_end how, const char *answer,
	int64_t now)
{
	int error = outbox_begin(outbox);

	if (error < 0)
		return error;
	error = end(outbox, row, how, answer, now);
	if (error >= 0 && how == ROW_SENT)
		error = outbox_refused(outbox, row->recipient, NULL, 0);
	if (error >= 0)
		return outbox_commit(outbox);
	outbox_rollback(outbox);
	return error;
}

/* ---- for people ---- */

static void print_row(sqlite3_stmt *row, FILE *out)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *answer = outbox_text(row, 3, arena);

	fprintf(out, "  %s: %s\n", escape_terminal(arena, noted_text(arena, outbox_text(row, 0, arena))),
		sqlite3_column_int64(row, 4)
			? arena_printf(arena, _("given up or refused %s"),
				  time_local(arena, sqlite3_column_int64(row, 4)))
			: arena_printf(arena,
				  ngettext("waits, after %lld attempt; the next one is at %s",
					  "waits, after %lld attempts; the next one is at %s",
					  (unsigned long)sqlite3_column_int64(row, 1)),
				  (long long)sqlite3_column_int64(row, 1),
				  time_local(arena, sqlite3_column_int64(row, 2))));
	if (answer)
		fprintf(out, "    %s\n", escape_terminal(arena, noted_text(arena, answer)));
}

static int print_rows(struct outbox *outbox, FILE *out, const char *recipient)
{
	sqlite3_stmt *row = NULL;
	int error = outbox_prepare(outbox, &row,
		"SELECT what, attempts, due, answer, ended FROM message WHERE recipient = ? AND state <> 'sent' "
		"ORDER BY id DESC LIMIT 10",
		"s", recipient);

	while (error >= 0 && (error = outbox_step(outbox, row)) > 0)
		print_row(row, out);
	sqlite3_finalize(row);
	return error;
}

static int print_refused(struct outbox *outbox, FILE *out, struct arena *arena, const char *recipient)
{
	sqlite3_stmt *row = NULL;
	int error = outbox_prepare(outbox, &row,
		"SELECT refused, refused_at FROM recipient WHERE name = ? AND refused IS NOT NULL", "s", recipient);

	if (error >= 0)
		error = outbox_step(outbox, row);
	if (error > 0)
		fprintf(out, _("  the server refuses this address since %s: %s\n"),
			time_local(arena, sqlite3_column_int64(row, 1)),
			escape_terminal(arena, noted_text(arena, outbox_text(row, 0, arena))));
	sqlite3_finalize(row);
	return error;
}

static int print_recipient(struct outbox *outbox, FILE *out, const struct recipient *recipient)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	sqlite3_stmt *row = NULL;
	int error = outbox_prepare(outbox, &row,
		"SELECT count(*), max(ended) FROM message WHERE recipient = ? AND state = 'sent'", "s",
		recipient->name);
	int64_t count = 0, last = 0;

	if (error >= 0)
		error = two_numbers(outbox, row, &count, &last);
	if (error < 0)
		return error;
	fprintf(out, "%s (%s): %s\n", recipient->address, schedule_name(recipient->schedule),
		count ? arena_printf(arena, _("last mail %s"), time_local(arena, last)) : _("no mail so far"));
	error = print_refused(outbox, out, arena, recipient->name);
	return error < 0 ? error : print_rows(outbox, out, recipient->name);
}

int outbox_print(struct outbox *outbox, FILE *out, const struct mail_settings *settings)
{
	int error = 0;

	for (size_t i = 0; i < settings->count && error >= 0; i++)
		error = print_recipient(outbox, out, &settings->recipients[i]);
	return error;
}
