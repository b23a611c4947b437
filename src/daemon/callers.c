/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who is behind a name on the bus, and how much of the daemon's time they have left. The bus never gives a
 * unique name twice, so a name's user is asked once. Users who may not read everything share out a part of
 * the time: who floods us is refused, which costs next to nothing, and others hardly notice.
 */
#include <string.h>
#include <time.h>

#include "daemon.h"

/* More than dbus-daemon lets one user connect; beyond, the one unused for longest is forgotten. */
#define CALLERS_MAX 320
#define USERS_MAX 64
/* Microseconds of our processor time: so much at once, and a fifth of the time that passes. */
#define BURST_USEC 1000000
#define SHARE 5
/* What reading, checking and refusing a call costs, whatever is asked. */
#define CALL_USEC 100
/* Who belongs to which group is asked again after this. */
#define TRUST_USEC 10000000

static struct caller callers[CALLERS_MAX];
static struct user users[USERS_MAX];
static uint64_t clock_ticks;

static int64_t microseconds(clockid_t id)
{
	struct timespec time;

	clock_gettime(id, &time);
	return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

void callers_forget(void)
{
	memset(callers, 0, sizeof callers);
}

struct caller *caller_find(const char *name)
{
	for (size_t i = 0; i < CALLERS_MAX && *callers[i].name; i++)
		if (strcmp(callers[i].name, name) == 0) {
			callers[i].used = ++clock_ticks;
			return &callers[i];
		}
	return NULL;
}

struct caller *caller_add(const char *name, uid_t uid)
{
	struct caller *caller = &callers[0];

	if (strlen(name) >= sizeof caller->name)
		return NULL;
	for (size_t i = 0; i < CALLERS_MAX && caller->used; i++)
		if (callers[i].used < caller->used)
			caller = &callers[i];
	*caller = (struct caller){ .uid = uid, .used = ++clock_ticks };
	snprintf(caller->name, sizeof caller->name, "%s", name);
	return caller;
}

bool caller_reads_all(struct caller *caller, bool (*ask)(uid_t uid))
{
	int64_t now = microseconds(CLOCK_MONOTONIC);

	if (!caller->asked || now - caller->asked > TRUST_USEC) {
		caller->reads_all = ask(caller->uid);
		caller->asked = now;
	}
	return caller->reads_all;
}

/* ---- their share of the time ---- */

static void refill(struct user *user)
{
	int64_t now = microseconds(CLOCK_MONOTONIC);

	user->left += (now - user->seen) / SHARE;
	if (user->left > BURST_USEC)
		user->left = BURST_USEC;
	user->seen = now;
}

/* One who has a question open is never forgotten, nor is one who has used up their time, unless all have. */
static bool is_forgotten_before(const struct user *a, const struct user *b)
{
	if (!a->questions != !b->questions)
		return !a->questions;
	return a->seen < b->seen;
}

struct user *user_get(uid_t uid)
{
	struct user *user = &users[0];

	for (size_t i = 0; i < USERS_MAX; i++) {
		if (users[i].seen && users[i].uid == uid) {
			refill(&users[i]);
			return &users[i];
		}
		if (is_forgotten_before(&users[i], user))
			user = &users[i];
	}
	*user = (struct user){ .uid = uid, .left = BURST_USEC,
		.seen = microseconds(CLOCK_MONOTONIC) };
	return user;
}

bool user_may_ask(uid_t uid)
{
	struct user *user = user_get(uid);

	if (user->left <= 0)
		return false;
	user->left -= CALL_USEC;
	return true;
}

void users_wait(void)
{
	for (size_t i = 0; i < USERS_MAX; i++)
		users[i].left = -2 * BURST_USEC;
}

bool user_is_ignored(uid_t uid)
{
	return user_get(uid)->left < -BURST_USEC;
}

int64_t work_begins(void)
{
	return microseconds(CLOCK_THREAD_CPUTIME_ID);
}

void user_worked(uid_t uid, int64_t begin)
{
	user_get(uid)->left -= microseconds(CLOCK_THREAD_CPUTIME_ID) - begin;
}
