/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A filter as callers of List() and Stats() on the bus give it, asked of a small store; Get()'s id; and what
 * is to be muted: whatever it is, its end brings back what was seen before.
 */
#include <errno.h>
#include <unistd.h>

#include "fuzz.h"
#include "hear.h"
#include "store.h"

#define AVC                                                                                   \
	"type=AVC msg=audit(17953380%02d.1:%d): avc:  denied  { read open } for  pid=1 "      \
	"comm=\"a %d\" name=\"x\" scontext=u:r:a%d_t:s0 tcontext=u:object_r:b_t:s0 tclass=file " \
	"permissive=%d\n"

static struct store *store;
static char folder[] = "/tmp/avocet-fuzz-XXXXXX";

static void tidy(void)
{
	_cleanup_arena_ struct arena *arena = arena_new();

	store_close(store);
	unlink(arena_printf(arena, "%s/db", folder));
	rmdir(folder);
}

static void take(const struct denial *denial, const char *signature, void *userdata)
{
	REQUIRE(store_add(store, denial, signature) == 0);
}

static void begin(void)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct hear *hear = hear_new(&(struct hear_to){ .denial = take });
	const char *aside, *why, *path;

	REQUIRE(mkdtemp(folder));
	path = arena_printf(arena, "%s/db", folder);
	REQUIRE(store_open(path, STORE_WRITE, arena, &store, &aside, &why) == 0);
	atexit(tidy);
	for (int i = 0; i < 6; i++) {
		const char *line = arena_printf(arena, AVC, 10 + i, i, i, i, i % 2);

		hear_feed(hear, line, strlen(line));
	}
	hear_end(hear);
	hear_free(hear);
	REQUIRE(store_commit(store, NULL, NULL) == 0);
}

static int count(const struct alert *alert, void *userdata)
{
	REQUIRE(alert->id > 0 && alert->denial.source.type);
	++*(size_t *)userdata;
	return 0;
}

static void list(const json_t *json)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct store_filter filter;
	const char *why = NULL;
	size_t found = 0;

	if (filter_read(json, arena, &filter, &why) < 0) {
		REQUIRE(why && *why);
		return;
	}
	REQUIRE(store_list(store, &filter, count, &found) == 0);
	REQUIRE(!filter.limit || found <= filter.limit);
}

static void add_up(const json_t *json)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct store_filter filter;
	const char *why;
	json_t *stats;

	if (filter_read(json, arena, &filter, &why) < 0)
		return;
	REQUIRE(store_stats(store, &filter, &stats) == 0);
	REQUIRE(json_integer_value(json_object_get(stats, "alerts")) <= 6);
	json_decref(stats);
}

static size_t visible(void)
{
	const struct store_filter all = { .auid = -1 };
	size_t found = 0;

	REQUIRE(store_list(store, &all, count, &found) == 0);
	return found;
}

static void mute(const json_t *json)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *why = NULL;
	json_t *mutes, *one;
	int r = store_mute(store, json, "fuzz", arena, &why);

	if (r < 0) {
		REQUIRE(why && *why && (r == -EINVAL || r == -ENOENT || r == -ENOTUNIQ));
		return;
	}
	REQUIRE(store_mutes(store, &mutes) == 0);
	REQUIRE(json_array_size(mutes) == 1);
	one = json_array_get(mutes, 0);
	REQUIRE(store_unmute(store, json_integer_value(json_object_get(one, "id"))) == 0);
	json_decref(mutes);
	REQUIRE(visible() == 6);
}

static void get(const char *id)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct alert alert;
	int r = store_get(store, id, arena, &alert);

	REQUIRE(r == 0 || r == -ENOENT || r == -ENOTUNIQ);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = fuzz_text(data, size);
	json_t *json = json_loadb((const char *)data, size, 0, NULL);

	if (!store)
		begin();
	if (json_is_object(json)) {
		list(json);
		add_up(json);
		mute(json);
	}
	get(text);
	json_decref(json);
	return 0;
}
