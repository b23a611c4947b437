/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * avocetd: hears denials, keeps them, has them analysed, tells of them. One thread, one loop, and
 * asleep when nothing happens.
 *
 *	ears → writer → store → analyses → worker … → announcer → link → bus
 */
#ifndef AVOCET_DAEMON_H
#define AVOCET_DAEMON_H

#include <jansson.h>
#include <systemd/sd-bus.h>
#include <systemd/sd-event.h>

#include "store.h"

/* ---- settings.c ---- */

/* File names; the command line wins over the configuration. */
struct settings {
	const char *config;
	const char *database;
	const char *socket;		/* NULL: what systemd passed on, else usual_socket */
	const char *usual_socket;
	const char *analyse, *plugins, *policy, *file_contexts;
	bool check_config;
	const char *backup;		/* only copy the database there */
	const char *metrics;		/* the file for Prometheus; NULL: none */
	struct store_keep keep;
	unsigned patience;		/* seconds that the analysis of one alert may take */
};
/* Returns 0, or the code to exit with after telling why on stderr. */
int settings_read(int argc, char **argv, struct arena *arena, struct settings *ret);

/* ---- daemon.c: how the parts are joined ---- */

struct daemon {
	const struct settings *settings;
	sd_event *event;
	struct store *store;
	struct ears *ears;
	struct writer *writer;
	struct analyses *analyses;
	struct announcer *announcer;
	struct journal *journal;
	struct metrics *metrics;	/* NULL: nobody wants them */
	struct link *link;
	int64_t started;		/* ms since 1970 */
	bool policy_changed;		/* heard, and not acted on yet */
	sd_event_source *rest;		/* rings after work, to give memory back */
	int64_t tidied;			/* when old alerts were forgotten last, ms since 1970 */
	uint64_t worked;		/* when work was done last, µs by the monotonic clock */
	int64_t count;			/* of alerts, for the bus; -1: to be counted again */
};
/* Copies the database; returns the exit code. */
int daemon_backup(const struct settings *settings);
/* Runs until SIGTERM; returns the exit code. */
int daemon_run(const struct settings *settings);

/* The input pauses: what was heard is written and acted on. */
void daemon_heard(struct daemon *daemon);
/* An alert was written. */
void daemon_stored(struct daemon *daemon, const struct store_change *change);
/* An alert has its verdicts, or was given up; before it was of this level. */
void daemon_explained(struct daemon *daemon, int64_t id, enum level before);
/* Something was done after which memory can be given back, once nothing else happens. */
void daemon_worked(struct daemon *daemon);
/* The same for what is no news. */
void daemon_rest_soon(struct daemon *daemon);
/* Writing fails (true), or works again. */
void daemon_stuck(struct daemon *daemon, bool stuck);
/* One alert, without its records mattering; -ENOENT. */
int daemon_alert(struct daemon *daemon, int64_t id, struct arena *arena, struct alert *ret);

/* ---- timer.c ---- */

/* Calls once after that many milliseconds; *timer is made when it is NULL, else set anew. */
void timer_arm(sd_event *event, sd_event_source **timer, uint64_t ms, sd_event_time_handler_t call,
	void *userdata);
void timer_stop(sd_event_source *timer);
bool timer_armed(sd_event_source *timer);
/* Seconds to wait after so many failures in a row: 1, 2, 4 … 60. */
unsigned back_off(unsigned failures);

/* ---- tidy.c ---- */

/* Forgets some of what is too old, at most once an hour; returns whether there is more of it. */
bool tidy(struct daemon *daemon);

/* ---- rest.c ---- */

/* Nothing happens for a while: gives memory back. */
void rest(struct daemon *daemon);

/* ---- ears.c, sources.c and listen.c: the audit stream ---- */

int ears_open(struct daemon *daemon, struct ears **ret);
void ears_close(struct ears *ears);
/* While paused nothing is read: the senders' queues fill. */
void ears_pause(struct ears *ears, bool pause);
/* Gives the store where each source stops just now: to be called before each commit, so that what is
 * counted and what will be told again fit together. NULL is fine: ears_close() did it last. */
void ears_bookmark(struct ears *ears);
/* Whether all that is not read now will be told again. NULL is fine. */
bool ears_are_told_again(const struct ears *ears);
/* For Status: an array with one object a source. */
json_t *ears_status(const struct ears *ears);
/* Opens the socket that senders connect to; says on stderr why it cannot. */
int listen_open(const struct settings *settings);

/* ---- writer.c: batches become transactions ---- */

struct writer *writer_new(struct daemon *daemon);
void writer_free(struct writer *writer);
void writer_take(struct writer *writer, const struct denial *denial, const char *signature);
/* The input pauses: writes the batch now or, in a storm, soon. */
void writer_pause(struct writer *writer);
/* Writes the batch. When that fails it is told once, and tried again until it works. */
void writer_flush(struct writer *writer);
/* The last try. */
void writer_finish(struct writer *writer);
bool writer_stuck(const struct writer *writer);
/* Why writing fails; NULL when it does not. */
const char *writer_error(const struct writer *writer);

/* ---- analyses.c: which alert is analysed next, and what becomes of those that crash ---- */

struct analyses *analyses_new(struct daemon *daemon);
void analyses_free(struct analyses *analyses);
/* There may be pending alerts. */
void analyses_wake(struct analyses *analyses);
/* The policy changed: explained alerts wait again, for a worker that loads the new one. */
int analyses_again(struct analyses *analyses);
/* The worker has this alert. It may be explained in the store already, and nobody told us yet. */
bool analyses_has(const struct analyses *analyses, int64_t id);
json_t *analyses_status(const struct analyses *analyses);

/* ---- stamps.c: what alerts are explained with ---- */

/* Notes what there is now. policy: its file; NULL: that which was noted last. Returns whether anything is
 * another than what was noted. */
bool stamps_differ(struct daemon *daemon, const char *policy);

/* ---- worker.c: avocet-analyse as a process ---- */

struct worker;
struct worker_end {
	int64_t alert;		/* the one it was asked for and did not answer; 0: none */
	const char *plugin;	/* that was running or being loaded then; NULL: none */
	bool ready;		/* it had begun to work */
	bool clean;		/* it left by itself */
	bool outside;		/* killed, and not by us: no plugin is to blame */
	const char *how;	/* "was killed by signal 11" */
};
struct worker_to {
	void (*ready)(const char *policy, void *userdata);
	/* why: NULL when it is explained; later: the alert is not to blame. */
	void (*answered)(int64_t alert, const char *why, bool later, void *userdata);
	/* It is gone: the last call, free it. */
	void (*ended)(const struct worker_end *end, void *userdata);
	void *userdata;
};
int worker_start(sd_event *event, const struct settings *settings, const struct worker_to *to,
	struct worker **ret);
void worker_free(struct worker *worker); /* kills it when it still runs */
/* Ready, and without work. */
bool worker_idle(const struct worker *worker);
int worker_ask(struct worker *worker, int64_t alert);
/* It ends by itself once it has nothing more to do. */
void worker_retire(struct worker *worker);
const char *worker_state(const struct worker *worker); /* NULL is "absent" */
int worker_pid(const struct worker *worker);
/* The arguments it is started with, ends with NULL. */
char **worker_arguments(const struct settings *settings, struct arena *arena);

/* ---- announcer.c: AlertAdded once, AlertChanged at most once a second ---- */

struct announcer *announcer_new(struct daemon *daemon);
void announcer_free(struct announcer *announcer);
void announcer_changed(struct announcer *announcer, const struct store_change *change);
void announcer_explained(struct announcer *announcer, int64_t id, enum level before);
/* It was deleted: nothing is told of it any more. */
void announcer_removed(struct announcer *announcer, int64_t id);
/* The bus is there: what was not told yet is told now. */
void announcer_catch_up(struct announcer *announcer);

/* ---- mark.c: a file for systemd to watch ---- */

void mark_announced(const struct settings *settings, int64_t id);

/* ---- journal.c: an entry for each new alert ---- */

struct journal *journal_new(struct daemon *daemon);
void journal_free(struct journal *journal);
void journal_added(struct journal *journal, const struct alert *alert);
/* Entries that journald did not take, since the start. */
int64_t journal_dropped(const struct journal *journal);

/* ---- metrics.c: numbers for Prometheus; NULL is fine ---- */

/* NULL where the settings want none. */
struct metrics *metrics_new(struct daemon *daemon);
void metrics_free(struct metrics *metrics);
/* Counters begin. */
void metrics_begin(struct metrics *metrics);
/* Something happened: the file is written, not at once. */
void metrics_changed(struct metrics *metrics);

/* ---- link.c: the connection to the bus, made again when it breaks ---- */

struct link *link_new(struct daemon *daemon);
void link_free(struct link *link);
/* NULL while there is none, while we do not own our name, and while it does not take what we say: somebody
 * lets answers lie unread. What was not told then is told later. */
sd_bus *link_bus(struct link *link);
/* What we said waits to be taken: no time for long answers to those who may be the reason. */
bool link_is_slow(const struct link *link);
/* Whether what we say arrives is to be seen; there is a connection. */
bool link_is_doubtful(const struct link *link);

/* ---- service.c and service-change.c: what is answered on the bus ---- */

int service_attach(struct daemon *daemon, sd_bus *bus);
/* Tells that these are gone. */
void service_removed(struct daemon *daemon, const int64_t *ids, size_t count);
int service_delete(sd_bus_message *call, void *userdata, sd_bus_error *error);
int service_mute(sd_bus_message *call, void *userdata, sd_bus_error *error);
int service_unmute(sd_bus_message *call, void *userdata, sd_bus_error *error);
/* The answer to Status(). */
json_t *status_json(struct daemon *daemon);

/* ---- callers.c: who asks, and how much ---- */

struct caller {
	char name[48];			/* their unique name on the bus */
	uid_t uid;
	bool reads_all;
	int64_t asked;			/* when it was found out whether they do; 0: never */
	uint64_t used;
};
struct user {
	uid_t uid;
	int64_t left;			/* µs of our processor time that may be spent on them */
	int64_t seen;			/* by the monotonic clock; 0: nobody */
	unsigned questions;		/* calls that wait for polkit */
};
/* NULL: not known yet. Pointers are good until the next caller_add(). */
struct caller *caller_find(const char *name);
/* NULL: it is no name that a bus gives. */
struct caller *caller_add(const char *name, uid_t uid);
/* Another bus may give the same names to others. */
void callers_forget(void);
/* ask() is not called each time. */
bool caller_reads_all(struct caller *caller, bool (*ask)(uid_t uid));
/* Never NULL; good until the next user_get(). */
struct user *user_get(uid_t uid);
/* Whether they have time left; a little of it is taken. */
bool user_may_ask(uid_t uid);
/* One of them makes trouble, and nobody knows who: all get no answer for 5 seconds, and are refused for 5 more. */
void users_wait(void);
bool user_is_ignored(uid_t uid);
/* What was done for them since work_begins() is theirs to pay. */
int64_t work_begins(void);
void user_worked(uid_t uid, int64_t begin);

/* ---- refusals.c: who asks too much ---- */

/* Refuses the call in a moment, or never. Returns 1, as a handler that has answered. */
int refuse_later(struct daemon *daemon, sd_bus_message *call);
/* The connection ends: those who wait get no answer. */
void refusals_forget(void);

/* ---- access.c: who may read what, and who may change it ---- */

enum access {
	ACCESS_READ,
	ACCESS_MANAGE,
};
struct reader {
	uid_t uid;
	/* Reading: everything; else only alerts of their own login. Changing: they may. */
	bool all;
};
/* Answers a call now that it is known who asks; a negative errno or *error is sent to them. */
typedef int (*answer_fn)(struct daemon *daemon, sd_bus_message *call, const struct reader *reader,
	sd_bus_error *error);
/* Finds out who asks, maybe later, then answers. To be returned by a method's handler. */
int access_check(struct daemon *daemon, sd_bus_message *call, enum access access, answer_fn answer,
	sd_bus_error *error);
/* Refuses those who ask too much, whatever it is, before anybody looks at it. */
int access_attach(struct daemon *daemon, sd_bus *bus);
/* The connection ends: nobody waits for an answer any more. */
void access_forget(void);

#endif
