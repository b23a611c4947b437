/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who may read: root, ourselves and the administrators' groups everything; anybody else whom
 * polkit allows it; the others only what concerns their own login. Who may change it: root,
 * ourselves, and whom polkit allows it.
 */
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

#include "daemon.h"

#define POLKIT_NAME "org.freedesktop.PolicyKit1"
#define POLKIT_PATH "/org/freedesktop/PolicyKit1/Authority"
#define POLKIT_INTERFACE "org.freedesktop.PolicyKit1.Authority"
#define POLKIT_INTERACTIVE 1
/* Long enough to find and type a password. */
#define INTERACTIVE_SECONDS 120
/* Callers that wait for polkit at once; more get what needs no asking. */
#define QUESTIONS_MAX 64
#define GROUPS_MAX 1024

static const char *const actions[] = {
	[ACCESS_READ] = "org.avocet.read",
	[ACCESS_MANAGE] = "org.avocet.manage",
};
static const char *const reading_groups[] = { "wheel", "adm", "avocet" };
static unsigned questions;

struct question {
	struct daemon *daemon;
	sd_bus_message *call;
	struct reader reader;
	answer_fn answer;
};

static bool is_reading_group(gid_t gid)
{
	struct group *group;

	for (size_t i = 0; i < ARRAY_SIZE(reading_groups); i++) {
		group = getgrnam(reading_groups[i]);
		if (group && group->gr_gid == gid)
			return true;
	}
	return false;
}

static bool in_reading_group(uid_t uid)
{
	struct passwd *user = getpwuid(uid);
	gid_t groups[GROUPS_MAX];
	int count = ARRAY_SIZE(groups);

	if (!user || getgrouplist(user->pw_name, user->pw_gid, groups, &count) < 0)
		return false;
	for (int i = 0; i < count; i++)
		if (is_reading_group(groups[i]))
			return true;
	return false;
}

static void question_free(void *userdata)
{
	struct question *question = userdata;

	sd_bus_message_unref(question->call);
	free(question);
	questions--;
}

/* Whatever polkit does not answer with yes is a no. */
static bool said_yes(sd_bus_message *reply)
{
	int yes = 0;

	if (sd_bus_message_is_method_error(reply, NULL) ||
		sd_bus_message_enter_container(reply, 'r', "bba{ss}") < 0 ||
		sd_bus_message_read(reply, "b", &yes) < 0)
		return false;
	return yes;
}

static int on_polkit(sd_bus_message *reply, void *userdata, sd_bus_error *ret_error)
{
	sd_bus_error error = SD_BUS_ERROR_NULL;
	struct question *question = userdata;
	int r;

	question->reader.all = said_yes(reply);
	r = question->answer(question->daemon, question->call, &question->reader, &error);
	if (r < 0)
		sd_bus_reply_method_errno(question->call, r, &error);
	sd_bus_error_free(&error);
	return 0;
}

static int new_question(sd_bus_message *call, enum access access, sd_bus_message **ret)
{
	sd_bus *bus = sd_bus_message_get_bus(call);
	bool interactive = sd_bus_message_get_allow_interactive_authorization(call) > 0;
	int r = sd_bus_message_new_method_call(bus, ret, POLKIT_NAME, POLKIT_PATH,
		POLKIT_INTERFACE, "CheckAuthorization");

	if (r < 0)
		return r;
	return sd_bus_message_append(*ret, "(sa{sv})sa{ss}us", "system-bus-name", 1, "name", "s",
		sd_bus_message_get_sender(call), actions[access], 0,
		(uint32_t)(interactive ? POLKIT_INTERACTIVE : 0), "");
}

/* Returns 0 when polkit will answer, or a negative errno when it cannot be asked. */
static int ask_polkit(struct daemon *daemon, sd_bus_message *call, enum access access,
	const struct reader *reader, answer_fn answer)
{
	sd_bus_message *message = NULL;
	struct question *question;
	sd_bus_slot *slot = NULL;
	int r;

	if (questions >= QUESTIONS_MAX)
		return -EBUSY;
	question = calloc(1, sizeof *question);
	if (!question)
		return -ENOMEM;
	questions++;
	*question = (struct question){ daemon, sd_bus_message_ref(call), *reader, answer };
	r = new_question(call, access, &message);
	if (r >= 0)
		r = sd_bus_call_async(sd_bus_message_get_bus(call), &slot, message, on_polkit,
			question, INTERACTIVE_SECONDS * 1000000ULL);
	sd_bus_message_unref(message);
	if (r < 0) {
		question_free(question);
		return r;
	}
	/* The question goes with the slot, answered or not. */
	sd_bus_slot_set_destroy_callback(slot, question_free);
	sd_bus_slot_set_floating(slot, true);
	sd_bus_slot_unref(slot);
	return 0;
}

static int sender_uid(sd_bus_message *call, uid_t *ret)
{
	sd_bus_creds *creds = NULL;
	int r = sd_bus_query_sender_creds(call, SD_BUS_CREDS_EUID, &creds);

	if (r >= 0)
		r = sd_bus_creds_get_euid(creds, ret);
	sd_bus_creds_unref(creds);
	return r;
}

int access_check(struct daemon *daemon, sd_bus_message *call, enum access access, answer_fn answer,
	sd_bus_error *error)
{
	struct reader reader = { 0 };
	int r = sender_uid(call, &reader.uid);

	if (r < 0)
		return r;
	reader.all = reader.uid == 0 || reader.uid == getuid() ||
		(access == ACCESS_READ && in_reading_group(reader.uid));
	if (!reader.all && ask_polkit(daemon, call, access, &reader, answer) >= 0)
		return 1;
	return answer(daemon, call, &reader, error);
}
