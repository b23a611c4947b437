/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Denials on the desktop: the daemon's signals come in by D-Bus, a bubble a program goes out, and
 * the tray counts. Between signals nothing runs; timers are armed only while more is coming.
 */
#ifndef AVOCET_NOTIFY_H
#define AVOCET_NOTIFY_H

#include <glib.h>

#include "client.h"
#include "news.h"

/* ---- loop.c ---- */

/* Joins the bus to the default main loop. When the bus is lost, lost() is called once, with a
 * negative errno, and the bus leaves the loop. */
typedef void (*bus_lost_fn)(int error, void *userdata);
void loop_add_bus(sd_bus *bus, bus_lost_fn lost, void *userdata);

/* ---- bubbles.c ---- */

struct bubbles;

/* What the buttons do; ids are those of the bubble's alerts. */
struct bubble_actions {
	void (*details)(const int64_t *ids, size_t count, const char *token, void *userdata);
	void (*mute)(const int64_t *ids, size_t count, void *userdata);
	void *userdata;
};
/* All of these wait for the notification server: they belong into the thread of voice.c. */
struct bubbles *bubbles_new(const struct bubble_actions *actions);
void bubbles_free(struct bubbles *bubbles);
enum shown {
	SHOWN,
	SHOWN_LATE,	/* the server has it, but did not answer: it shows it when it goes on */
	NOT_SHOWN,	/* there is no server */
};
/* Shows it: in the bubble of its program, or of many, when there is one, else in a new one. */
enum shown bubbles_show(struct bubbles *bubbles, const struct gathering *gathering);
/* Says something to the user who just clicked; the texts are plain. */
void bubbles_say(struct bubbles *bubbles, const char *title, const char *text);
/* Another server knows none of them. */
void bubbles_forget(struct bubbles *bubbles);

/* ---- voice.c: bubbles in a thread of their own, so that nobody else waits for the server ---- */

struct voice;
/* What was said is told to the main loop: ids are those of the gathering. */
struct voice_actions {
	struct bubble_actions bubble;	/* called from the main loop, too */
	void (*said)(enum shown shown, const int64_t *ids, size_t count, void *userdata);
};
struct voice *voice_new(const struct voice_actions *actions);
/* What is being said is not waited for. */
void voice_free(struct voice *voice);
/* Takes what gathering holds, which is empty afterwards; said() is called once. */
void voice_show(struct voice *voice, struct gathering *gathering);
void voice_say(struct voice *voice, const char *title, const char *text);
/* Another server knows no bubble. */
void voice_forget(struct voice *voice);

/* ---- pace.c: when to speak ---- */

enum hold { HOLD_LOCKED, HOLD_DISTURB, HOLD_QUIET, HOLDS };
struct pace;

struct pace *pace_new(unsigned pause, void (*tell)(void *userdata), void *userdata);
void pace_free(struct pace *pace);
/* There is something to tell. tell() is called now, or when there was a pause. */
void pace_wake(struct pace *pace);
/* While any of them is on, nothing is told; then all at once. */
void pace_hold(struct pace *pace, enum hold hold, bool on);
bool pace_held(const struct pace *pace, enum hold hold);

/* ---- presence.c: is anybody there, and may he be disturbed? ---- */

/* Tells pace of the lock of the screen and of "do not disturb", as far as somebody answers. */
void presence_watch(sd_bus *system, sd_bus *session, struct pace *pace);
/* Another notification server: asks again. */
void presence_ask(sd_bus *session, struct pace *pace);

/* ---- tray.c and menu.c ---- */

struct tray_actions {
	void (*details)(int64_t id, void *userdata);	/* 0: the list */
	void (*quiet)(bool on, void *userdata);
	void (*all_seen)(void *userdata);
	void *userdata;
};
struct tray;

/* NULL: the session's bus takes no item. news and actions must live on. */
struct tray *tray_new(sd_bus *session, struct news *news, const struct tray_actions *actions);
void tray_free(struct tray *tray);
/* The news changed: shown at most once a second. */
void tray_changed(struct tray *tray);
void tray_set_quiet(struct tray *tray, bool quiet);

#define MENU_PATH "/MenuBar"
struct menu;
struct menu *menu_new(sd_bus *session, struct news *news, const struct tray_actions *actions);
void menu_free(struct menu *menu);
void menu_changed(struct menu *menu);
void menu_set_quiet(struct menu *menu, bool quiet);

/* ---- mute.c ---- */

/* Asks the daemon to mute these for a day, one after the other; done() is called once: error is 0 or
 * the first negative errno. polkit may ask the user meanwhile. */
typedef void (*mute_done_fn)(int error, const char *sentence, const int64_t *ids, size_t count,
	void *userdata);
void mute_for_a_day(sd_bus *system, const int64_t *ids, size_t count, mute_done_fn done,
	void *userdata);

/* ---- details.c ---- */

/* Opens what the desktop file says: a terminal that shows the alert, or the list (id 0). token is the
 * desktop's leave to come to the front, or NULL. false: there is nothing to show it in. */
bool details_open(int64_t id, const char *token);
/* What runs in that terminal: `avocet show ID` or `avocet list`, and then waits for Enter, so that
 * the window stays. what: a number, "list", or either after "avocet:". Returns the exit code. */
int details_show(const char *what);

/* ---- hearing.c and telling.c ---- */

#define WAITING_MAX 1024
#define WANTED_MAX 16

struct notifier {
	struct client *client;
	sd_bus *session;
	GMainLoop *loop;
	struct settings settings;
	struct news *news;
	struct voice *voice;
	struct pace *pace;
	struct tray *tray;		/* NULL: not wanted, or no bus for it */
	char *seen_path;		/* NULL: nothing is remembered */
	struct seen seen;		/* as it was read last */
	int64_t waiting[WAITING_MAX];	/* alerts with nothing to tell yet; 0: a free place */
	size_t next;
	int64_t wanted[WANTED_MAX];	/* asked of the daemon soon */
	size_t n_wanted;
	int64_t wanted_from;		/* all new ones from here on; 0: those of wanted are all */
	gint64 asked;			/* when it was asked last, by the monotonic clock */
	unsigned unanswered;		/* questions */
	bool again;			/* the daemon came again meanwhile: all is asked once more */
	bool anew;			/* what is listed is all there is */
	int64_t asked_from;		/* the lowest number of the last question */
	bool telling;			/* a bubble is on its way, and this alert speaks: */
	int64_t speaks;
	int lock;			/* of seen_path, held by so many */
	unsigned locks;
	guint timer, quiet_timer;
	int exit_code;
};

/* Listens to the daemon, and asks for what came while nobody listened. */
int hearing_start(struct notifier *notifier);
/* Reads what other sessions were told. */
void telling_reload(struct notifier *notifier);
/* Shows all that was not told yet, without waiting. */
void telling_tell(void *notifier);
/* It was said; see voice.c. */
void telling_said(enum shown shown, const int64_t *ids, size_t count, void *notifier);
/* There is another notification server: what the one before had and may not have shown is told again. */
void telling_server_gone(struct notifier *notifier);
/* If there is anything: now or a bit later. */
void telling_wake(struct notifier *notifier);
/* Another session wrote down what was looked at. */
void telling_look_again(struct notifier *notifier);
/* These were looked at. */
void telling_read(struct notifier *notifier, const int64_t *ids, size_t count);
void telling_read_all(struct notifier *notifier);

#endif
