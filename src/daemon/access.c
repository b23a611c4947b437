/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who may read: root, ourselves and the administrators' groups everything; anybody else whom
 * polkit allows it; the others only what concerns their own login. Who may change it: root,
 * ourselves, and whom polkit allows it.
 *
 * Nothing here waits: who somebody is, and what polkit says, comes later, and meanwhile little is held of them.
 */
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/queue.h>
#include <unistd.h>

#include "bus.h"
#include "daemon.h"

#define POLKIT_NAME "org.freedesktop.PolicyKit1"
#define POLKIT_PATH "/org/freedesktop/PolicyKit1/Authority"
#define POLKIT_INTERFACE "org.freedesktop.PolicyKit1.Authority"
#define POLKIT_INTERACTIVE 1
/* Long enough to find and type a password. */
#define INTERACTIVE_SECONDS 120
/* Calls that wait for polkit at once, of all users and of one; more get what needs no asking. */
#define QUESTIONS_MAX 64
#define USER_QUESTIONS_MAX 8
/* Calls of which it is not known yet who sent them. */
#define STRANGERS_MAX 64
#define WHO_SECONDS 30
#define GROUPS_MAX 1024

static const char *const actions[] = {
	[ACCESS_READ] = "org.avocet.read",
	[ACCESS_MANAGE] = "org.avocet.manage",
};
static const char *const reading_groups[] = { "wheel", "adm", "avocet" };
static unsigned questions, strangers;

/* A call that waits for somebody's word about its sender. */
struct question {
	struct daemon *daemon;
	sd_bus_message *call;
	enum access access;
	struct reader reader;
	answer_fn answer;
	/* Where it waits: it goes with the slot. */
	LIST_ENTRY(question) others;
	sd_bus_slot *slot;
};
static LIST_HEAD(, question) waiting = LIST_HEAD_INITIALIZER(waiting);

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

static struct question *question_new(const struct question *from)
{
	struct question *question = calloc(1, sizeof *question);

	if (!question)
		abort();
	*question = *from;
	question->slot = NULL;
	sd_bus_message_ref(question->call);
	return question;
}

/* It may have been begun by the handler of a method, or by an answer that came later: then the error is
 * ours to send. */
static void answer_late(const struct question *question, int r, sd_bus_error *error)
{
	if (r < 0)
		sd_bus_reply_method_errno(question->call, r, error);
	sd_bus_error_free(error);
}

static int answer_now(const struct question *question, sd_bus_error *error)
{
	int64_t begin = work_begins();
	int r = question->answer(question->daemon, question->call, &question->reader, error);

	if (!question->reader.all)
		user_worked(question->reader.uid, begin);
	return r;
}

static void question_free(void *userdata)
{
	struct question *question = userdata;

	if (question->slot)
		LIST_REMOVE(question, others);
	sd_bus_message_unref(question->call);
	free(question);
}

/* ---- polkit ---- */

static void polkit_free(void *userdata)
{
	struct question *question = userdata;

	user_get(question->reader.uid)->questions--;
	questions--;
	question_free(question);
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

	question->reader.all = said_yes(reply);
	answer_late(question, answer_now(question, &error), &error);
	sd_bus_slot_unref(question->slot);
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

/* Sends the message; the question goes with the slot, answered or not. */
static int ask(const struct question *from, sd_bus_message *message, sd_bus_message_handler_t answered,
	sd_bus_destroy_t forget, uint64_t seconds)
{
	struct question *question = question_new(from);
	sd_bus_slot *slot = NULL;
	int r = sd_bus_call_async(sd_bus_message_get_bus(from->call), &slot, message, answered, question,
		seconds * 1000000);

	if (r < 0) {
		question_free(question);
		return r;
	}
	question->slot = slot;
	LIST_INSERT_HEAD(&waiting, question, others);
	sd_bus_slot_set_destroy_callback(slot, forget);
	return 0;
}

void access_forget(void)
{
	struct question *question;

	refusals_forget();
	while ((question = LIST_FIRST(&waiting)))
		sd_bus_slot_unref(question->slot);
}

/* Returns 0 when polkit will answer, or a negative errno when it cannot be asked. */
static int ask_polkit(const struct question *question)
{
	struct user *user = user_get(question->reader.uid);
	sd_bus_message *message = NULL;
	int r;

	if (questions >= QUESTIONS_MAX || user->questions >= USER_QUESTIONS_MAX)
		return -EBUSY;
	r = new_question(question->call, question->access, &message);
	if (r >= 0)
		r = ask(question, message, on_polkit, polkit_free, INTERACTIVE_SECONDS);
	sd_bus_message_unref(message);
	if (r < 0)
		return r;
	questions++;
	user->questions++;
	return 0;
}

/* ---- who it is ---- */

static bool is_ours(uid_t uid)
{
	return uid == 0 || uid == getuid();
}

static int go_on(struct question *question, struct caller *caller, sd_bus_error *error)
{
	struct reader *reader = &question->reader;

	reader->uid = caller->uid;
	reader->all = is_ours(caller->uid) || (question->access == ACCESS_READ &&
		caller_reads_all(caller, in_reading_group));
	/* A new connection brings no new time. */
	if (!reader->all && user_get(caller->uid)->left <= 0)
		return refuse_later(question->daemon, question->call);
	if (!reader->all && ask_polkit(question) >= 0)
		return 1;
	return answer_now(question, error);
}

static void stranger_free(void *userdata)
{
	strangers--;
	question_free(userdata);
}

static int on_stranger(sd_bus_message *reply, void *userdata, sd_bus_error *ret_error)
{
	sd_bus_error error = SD_BUS_ERROR_NULL;
	struct question *question = userdata;
	struct caller *caller;
	uint32_t uid;

	/* When the bus does not know them, they have gone. */
	caller = sd_bus_message_is_method_error(reply, NULL) || sd_bus_message_read(reply, "u", &uid) < 0
		? NULL
		: caller_add(sd_bus_message_get_sender(question->call), uid);
	if (caller)
		answer_late(question, go_on(question, caller, &error), &error);
	sd_bus_slot_unref(question->slot);
	return 0;
}

static int ask_who(const struct question *question)
{
	sd_bus_message *message = NULL;
	int r = sd_bus_message_new_method_call(sd_bus_message_get_bus(question->call), &message,
		"org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
		"GetConnectionUnixUser");

	if (r >= 0)
		r = sd_bus_message_append(message, "s", sd_bus_message_get_sender(question->call));
	if (r >= 0)
		r = ask(question, message, on_stranger, stranger_free, WHO_SECONDS);
	sd_bus_message_unref(message);
	if (r < 0)
		return r;
	strangers++;
	return 1;
}

int access_check(struct daemon *daemon, sd_bus_message *call, enum access access, answer_fn answer,
	sd_bus_error *error)
{
	struct question question = {
		.daemon = daemon, .call = call, .access = access, .answer = answer,
	};
	const char *sender = sd_bus_message_get_sender(call);
	struct caller *caller;

	/* Who wants no answer is asked for none. */
	if (!sender || (access == ACCESS_READ && !sd_bus_message_get_expect_reply(call)))
		return 1;
	if (!bus_is_small(call))
		return sd_bus_error_set(error, BUS_ERROR_INVALID,
			"the call is larger than anything that can be asked");
	caller = caller_find(sender);
	if (caller)
		return go_on(&question, caller, error);
	return strangers < STRANGERS_MAX ? ask_who(&question) : refuse_later(daemon, call);
}

/* ---- before anything else ---- */

static int on_message(sd_bus_message *message, void *userdata, sd_bus_error *ret_error)
{
	const char *sender = sd_bus_message_get_sender(message);
	struct daemon *daemon = userdata;
	const struct caller *caller;

	if (!sender || sd_bus_message_is_method_call(message, NULL, NULL) <= 0)
		return 0;
	caller = caller_find(sender);
	if (!caller || caller->reads_all || is_ours(caller->uid))
		return 0;
	if (user_may_ask(caller->uid) && !link_is_slow(daemon->link))
		return 0;
	/* While answers lie unread there is no room for more of them. */
	return user_is_ignored(caller->uid) ? 1 : refuse_later(daemon, message);
}

int access_attach(struct daemon *daemon, sd_bus *bus)
{
	return sd_bus_add_filter(bus, NULL, on_message, daemon);
}
