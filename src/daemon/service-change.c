/* SPDX-License-Identifier: GPL-2.0-or-later */
/* org.avocet.Avocet1, what changes the history: forgetting alerts, and muting them. */
#include <errno.h>
#include <pwd.h>
#include <string.h>

#include "bus.h"
#include "daemon.h"

/* As many as anybody names in one call. */
#define IDS_MAX 1000
#define NAME_MAX_BYTES 64

static int refuse(struct daemon *daemon, sd_bus_error *error, int result, const char *why)
{
	why = why ? why : store_error(daemon->store);
	switch (result) {
	case -EINVAL:
		return sd_bus_error_set(error, BUS_ERROR_INVALID, why);
	case -ENOENT:
		return sd_bus_error_set(error, BUS_ERROR_NOT_FOUND, why);
	case -ENOTUNIQ:
		return sd_bus_error_set(error, BUS_ERROR_AMBIGUOUS, why);
	default:
		return sd_bus_error_setf(
			error, BUS_ERROR_FAILED, "the history cannot be changed: %s", why);
	}
}

static int not_allowed(sd_bus_error *error)
{
	return sd_bus_error_set(error, BUS_ERROR_DENIED,
		"only administrators may mute or delete alerts; ask as root");
}

static int done(sd_bus_message *call)
{
	return sd_bus_reply_method_return(call, "");
}

/* ---- Delete ---- */

static int read_ids(sd_bus_message *call, struct arena *arena, struct strings *ids)
{
	const char *id;
	int r = sd_bus_message_enter_container(call, 'a', "s");

	while (r >= 0 && (r = sd_bus_message_read(call, "s", &id)) > 0) {
		if (ids->count == IDS_MAX || strlen(id) > NAME_MAX_BYTES)
			return -E2BIG;
		strings_add(ids, arena, id);
	}
	return r;
}

void service_removed(struct daemon *daemon, const int64_t *ids, size_t count)
{
	sd_bus *bus = link_bus(daemon->link);

	daemon->count = -1;
	for (size_t i = 0; i < count; i++) {
		announcer_removed(daemon->announcer, ids[i]);
		if (bus)
			sd_bus_emit_signal(bus, BUS_PATH, BUS_INTERFACE, "AlertRemoved", "t",
				(uint64_t)ids[i]);
	}
}

static int answer_delete(struct daemon *daemon, sd_bus_message *call, const struct reader *reader,
	sd_bus_error *error)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct strings names = { 0 };
	int64_t *ids;
	size_t count;
	int r;

	if (!reader->all)
		return not_allowed(error);
	r = read_ids(call, arena, &names);
	if (r == -E2BIG)
		return sd_bus_error_setf(error, BUS_ERROR_INVALID,
			"no more than %d alerts can be deleted at once", IDS_MAX);
	if (r < 0)
		return r;
	if (!names.count)
		return done(call);
	r = store_delete(daemon->store, names.items, arena, &ids, &count);
	if (r < 0)
		return refuse(daemon, error, r, NULL);
	service_removed(daemon, ids, count);
	return done(call);
}

/* ---- mutes ---- */

static const char *user_name(uid_t uid, struct arena *arena)
{
	struct passwd *user = getpwuid(uid);

	return user ? text_to_utf8(arena, user->pw_name, NULL)
		: arena_printf(arena, "%u", (unsigned)uid);
}

static int answer_mute(struct daemon *daemon, sd_bus_message *call, const struct reader *reader,
	sd_bus_error *error)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *why = NULL;
	json_t *asked = NULL;
	int r;

	if (!reader->all)
		return not_allowed(error);
	r = bus_read_object(call, &asked);
	if (r < 0)
		return sd_bus_error_set(
			error, BUS_ERROR_INVALID, "the mute holds values of a type it cannot have");
	r = store_mute(daemon->store, asked, user_name(reader->uid, arena), arena, &why);
	json_decref(asked);
	return r < 0 ? refuse(daemon, error, r, why) : done(call);
}

static int answer_unmute(struct daemon *daemon, sd_bus_message *call, const struct reader *reader,
	sd_bus_error *error)
{
	uint64_t id;
	int r;

	if (!reader->all)
		return not_allowed(error);
	r = sd_bus_message_read(call, "t", &id);
	if (r < 0)
		return r;
	r = store_unmute(daemon->store, id <= INT64_MAX ? (int64_t)id : 0);
	return r < 0 ? refuse(daemon, error, r, NULL) : done(call);
}

int service_delete(sd_bus_message *call, void *userdata, sd_bus_error *error)
{
	return access_check(userdata, call, ACCESS_MANAGE, answer_delete, error);
}

int service_mute(sd_bus_message *call, void *userdata, sd_bus_error *error)
{
	return access_check(userdata, call, ACCESS_MANAGE, answer_mute, error);
}

int service_unmute(sd_bus_message *call, void *userdata, sd_bus_error *error)
{
	return access_check(userdata, call, ACCESS_MANAGE, answer_unmute, error);
}
