/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "Mute for a day": one call to the daemon after the other, none of which is waited for, since
 * polkit may put up a window and the user may have gone for lunch.
 */
#include "notify.h"

#include <errno.h>
#include <inttypes.h>

#include "bus.h"

#define DAY INT64_C(86400000)
#define PATIENCE_US (150 * G_USEC_PER_SEC) /* longer than the daemon waits for polkit */

struct muting {
	sd_bus *bus;
	int64_t *ids;
	size_t count, next;
	int64_t until;
	mute_done_fn done;
	void *userdata;
};

static void finish(struct muting *muting, int error, const char *sentence)
{
	muting->done(error, sentence, muting->ids, muting->count, muting->userdata);
	g_free(muting->ids);
	g_free(muting);
}

static int on_reply(sd_bus_message *reply, void *userdata, sd_bus_error *ret_error);

static int ask(struct muting *muting)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	json_t *mute = json_pack("{s:s, s:s}", "id",
		arena_printf(arena, "%" PRId64, muting->ids[muting->next]), "until",
		time_rfc3339(arena, muting->until));
	sd_bus_message *call = NULL;
	int r = sd_bus_message_new_method_call(
		muting->bus, &call, BUS_NAME, BUS_PATH, BUS_INTERFACE, "Mute");

	if (r >= 0)
		r = bus_append_object(call, mute);
	if (r >= 0)
		r = sd_bus_message_set_allow_interactive_authorization(call, true);
	if (r >= 0)
		r = sd_bus_call_async(muting->bus, NULL, call, on_reply, muting, PATIENCE_US);
	sd_bus_message_unref(call);
	json_decref(mute);
	return r;
}

/* The daemon's own words are for whoever knows it; these are for whoever clicked. */
static const char *sentence_of(const sd_bus_error *error)
{
	if (sd_bus_error_has_name(error, BUS_ERROR_DENIED) ||
		sd_bus_error_has_name(error, SD_BUS_ERROR_ACCESS_DENIED))
		return _("Only an administrator may mute alerts. Nothing was changed.");
	if (sd_bus_error_has_name(error, BUS_ERROR_NOT_FOUND))
		return _("The alert is not there any more.");
	return _("The avocetd service did not answer. Nothing was changed.");
}

static int on_reply(sd_bus_message *reply, void *userdata, sd_bus_error *ret_error)
{
	struct muting *muting = userdata;
	const sd_bus_error *error = sd_bus_message_get_error(reply);

	if (error) {
		finish(muting, -sd_bus_error_get_errno(error), sentence_of(error));
		return 0;
	}
	if (++muting->next == muting->count)
		finish(muting, 0, NULL);
	else if (ask(muting) < 0)
		finish(muting, -EHOSTUNREACH, sentence_of(NULL));
	return 0;
}

void mute_for_a_day(sd_bus *system, const int64_t *ids, size_t count, mute_done_fn done,
	void *userdata)
{
	struct muting *muting = g_new0(struct muting, 1);

	*muting = (struct muting){ .bus = system, .ids = g_memdup2(ids, count * sizeof *ids),
		.count = count, .until = time_now() + DAY, .done = done, .userdata = userdata };
	if (!count || ask(muting) < 0)
		finish(muting, -EHOSTUNREACH, sentence_of(NULL));
}
