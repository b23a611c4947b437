/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The history in a file. It is only read, unless something is to be changed. */
#include "history-file.h"

#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store.h"

struct history_file {
	struct arena *arena;	/* holds the error's sentence */
	const char *path, *error;
	struct store *store;	/* NULL: it could not be opened */
};

static int fail(struct history_file *file, int error, const char *why)
{
	const char *copy = escape_terminal(file->arena, why);

	file->error = copy;
	/* Whom the system keeps from the file is as little authorised as whom the daemon sends away. */
	return error == -EPERM ? -EACCES : error;
}

static int store_failed(struct history_file *file, int error)
{
	return fail(file, error, store_error(file->store));
}

static int open_as(struct history_file *file, enum store_mode mode)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *why = NULL;
	int r;

	store_close(file->store);
	file->store = NULL;
	r = store_open(file->path, mode, arena, &file->store, NULL, &why);
	return r < 0 ? fail(file, r, why ? why : strerror(-r)) : 0;
}

int history_file_open(const char *path, struct history_file **ret)
{
	struct history_file *file = calloc(1, sizeof *file);

	if (!file)
		abort();
	file->arena = arena_new();
	file->path = arena_strdup(file->arena, path);
	*ret = file;
	return open_as(file, STORE_READ);
}

void history_file_close(struct history_file *file)
{
	if (!file)
		return;
	store_close(file->store);
	arena_free(file->arena);
	free(file);
}

const char *history_file_error(const struct history_file *file)
{
	return file->error ? file->error : "no error";
}

int history_file_list(struct history_file *file, const json_t *filter, enum history_depth depth,
	history_alert_fn take, void *userdata)
{
	struct store_filter wanted;
	const char *why;
	int r = filter_read(filter, file->arena, &wanted, &why);

	if (r < 0)
		return fail(file, r, why);
	wanted.no_verdicts = depth < HISTORY_VERDICTS;
	r = store_list(file->store, &wanted, take, userdata);
	return r < 0 ? store_failed(file, r) : 0;
}

int history_file_get(struct history_file *file, const char *id, struct arena *arena,
	struct alert *ret)
{
	int r = store_get(file->store, id, arena, ret);

	return r < 0 ? store_failed(file, r) : 0;
}

int history_file_stats(struct history_file *file, const json_t *filter, json_t **ret)
{
	struct store_filter wanted;
	const char *why;
	int r = filter_read(filter, file->arena, &wanted, &why);

	if (r < 0)
		return fail(file, r, why);
	r = store_stats(file->store, &wanted, ret);
	return r < 0 ? store_failed(file, r) : 0;
}

/* ---- changing it ---- */

int history_file_mutes(struct history_file *file, json_t **ret)
{
	int r = store_mutes(file->store, ret);

	return r < 0 ? store_failed(file, r) : 0;
}

int history_file_mute(struct history_file *file, const json_t *mute)
{
	struct passwd *user = getpwuid(getuid());
	const char *why = NULL;
	int r = open_as(file, STORE_JOIN);

	if (r < 0)
		return r;
	r = store_mute(file->store, mute, user ? user->pw_name : NULL, file->arena, &why);
	return r < 0 ? fail(file, r, why) : 0;
}

int history_file_unmute(struct history_file *file, int64_t id)
{
	int r = open_as(file, STORE_JOIN);

	if (r < 0)
		return r;
	r = store_unmute(file->store, id);
	return r < 0 ? store_failed(file, r) : 0;
}

int history_file_delete(struct history_file *file, const json_t *ids)
{
	struct strings names = { 0 };
	int64_t *deleted;
	size_t count, i;
	json_t *id;
	int r = open_as(file, STORE_JOIN);

	if (r < 0)
		return r;
	json_array_foreach((json_t *)ids, i, id)
		strings_add(&names, file->arena, json_is_string(id) ? json_string_value(id) : "");
	if (!names.count)
		return 0;
	r = store_delete(file->store, names.items, file->arena, &deleted, &count);
	return r < 0 ? store_failed(file, r) : 0;
}

int history_file_status(struct history_file *file, json_t **ret)
{
	json_t *status = json_object();
	int r = store_status(file->store, status);

	if (r < 0) {
		json_decref(status);
		return store_failed(file, r);
	}
	*ret = status;
	return 0;
}
