/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * When to speak. What comes alone is told at once, and what comes right after it; then there is a
 * short pause, and then long ones, until it was quiet for as long. So nobody sees more than three
 * bubbles a pause, whatever happens.
 */
#include "notify.h"

#define AT_ONCE 2
/* The first pause is this part of the others: a storm is told of soon. */
#define FIRST_PART 6

struct pace {
	gint64 pause;		/* µs */
	gint64 last;		/* told at, by the monotonic clock; 0: never */
	unsigned at_once;	/* so many more without a pause */
	bool long_pause;
	bool held[HOLDS];
	bool waiting;		/* something is to be told when nothing holds any more */
	guint timer;
	void (*tell)(void *userdata);
	void *userdata;
};

struct pace *pace_new(unsigned pause, void (*tell)(void *userdata), void *userdata)
{
	struct pace *pace = g_new0(struct pace, 1);

	*pace = (struct pace){ .pause = (gint64)pause * G_USEC_PER_SEC, .tell = tell, .userdata = userdata };
	return pace;
}

void pace_free(struct pace *pace)
{
	if (pace && pace->timer)
		g_source_remove(pace->timer);
	g_free(pace);
}

static bool any_hold(const struct pace *pace)
{
	for (size_t i = 0; i < HOLDS; i++)
		if (pace->held[i])
			return true;
	return false;
}

static void speak(struct pace *pace)
{
	pace->last = g_get_monotonic_time();
	pace->waiting = false;
	pace->tell(pace->userdata);
}

static gboolean on_timer(void *userdata)
{
	struct pace *pace = userdata;

	pace->timer = 0;
	if (any_hold(pace))
		pace->waiting = true;
	else
		speak(pace);
	return G_SOURCE_REMOVE;
}

/* Time until the next word may be said; 0: now. */
static gint64 time_to_wait(struct pace *pace)
{
	gint64 since = g_get_monotonic_time() - pace->last;
	gint64 pause = pace->long_pause ? pace->pause : pace->pause / FIRST_PART;

	if (!pace->last || since >= pace->pause) {
		pace->at_once = AT_ONCE;
		pace->long_pause = false;
	}
	if (pace->at_once) {
		pace->at_once--;
		return 0;
	}
	pace->long_pause = true;
	return since >= pause ? 0 : pause - since;
}

void pace_wake(struct pace *pace)
{
	gint64 wait;

	if (any_hold(pace))
		pace->waiting = true;
	if (any_hold(pace) || pace->timer)
		return;
	wait = time_to_wait(pace);
	if (wait)
		pace->timer = g_timeout_add((guint)(wait / 1000 + 1), on_timer, pace);
	else
		speak(pace);
}

void pace_hold(struct pace *pace, enum hold hold, bool on)
{
	pace->held[hold] = on;
	if (!any_hold(pace) && pace->waiting && !pace->timer)
		speak(pace);
}

bool pace_held(const struct pace *pace, enum hold hold)
{
	return pace->held[hold];
}
