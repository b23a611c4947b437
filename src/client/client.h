/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The daemon as its readers see it: cli, notify and mail.
 *
 * Errors: negative errno; client_error() then is a sentence for the user. -EHOSTUNREACH: no
 * daemon answers; -EACCES: not authorised; -ENOENT: no such alert; -ENOTUNIQ: ambiguous id;
 * -EBUSY: asked too much, for now.
 */
#ifndef AVOCET_CLIENT_H
#define AVOCET_CLIENT_H

#include <systemd/sd-bus.h>

#include "alert.h"

struct client;

/* Connects to the system bus (DBUS_SYSTEM_BUS_ADDRESS is honoured). *ret is set even on error,
 * so that client_error() can be asked; free it with client_close(). */
int client_open(struct client **ret);
void client_close(struct client *client); /* NULL is fine */
const char *client_error(const struct client *client);
/* What the daemon said (errors, and sentences in its status), in the reader's language. */
const char *client_sentence(struct arena *arena, const char *english);
/* For joining it to a main loop. */
sd_bus *client_bus(struct client *client);

/* Calls take() for each alert that fits the filter (keys of INTERFACES.md's options: "since",
 * "level", "source-type", …, also "after" and "limit"; NULL: all), newest first. */
typedef int (*client_alert_fn)(const struct alert *alert, void *userdata);
int client_list(struct client *client, const json_t *filter, client_alert_fn take, void *userdata);
int client_get(struct client *client, const char *id, struct arena *arena, struct alert *ret);
/* The same two, not waited for, for those with a main loop: from sd_bus_process(), got() is called once, with
 * the alert (valid until it returns) or a negative errno and NULL; take() for each alert and then done() once,
 * with 0 or a negative errno. There is no time-out. When the call itself fails, none of them is called. */
typedef void (*client_got_fn)(int error, const struct alert *alert, void *userdata);
int client_ask(struct client *client, const char *id, client_got_fn got, void *userdata);
typedef void (*client_done_fn)(int error, void *userdata);
int client_ask_list(struct client *client, const json_t *filter, client_alert_fn take,
	client_done_fn done, void *userdata);
/* The daemon's health as JSON, which the caller owns. A caller who may not read everything gets
 * "version" alone. Times are RFC 3339; what is not known is missing.
 *
 *	version, started, uptime (seconds)
 *	database (path), bytes, alerts, pending (alerts that wait to be explained),
 *	oldest (time: when the first of the alerts was first seen)
 *	keep: { days, alerts, bytes }: what is forgotten beyond (0: no bound)
 *	denials (all that alerts count), batched (events that wait to be written),
 *	database_error (a sentence: reading or writing fails now)
 *	sources: array of { name ("auditd", "journal", "netlink"), connected (boolean), state ("live",
 *		"replaying", "behind": nothing can be written, "gone"), last_record (time), records,
 *		events, denials, damaged, not_selinux, lost (records, on their way), replayed
 *		(records), skipped (events that came again), gaps (array of { from, until }, times;
 *		from is missing where nobody knows) }, counted since the start
 *	folding (boolean: new kinds of denials are counted together), folded (alerts that stand for
 *		many kinds)
 *	changes: array of changes of the policy, newest first, as change_to_json() makes them
 *	worker: { state ("absent", "starting", "idle", "busy", "ending"), pid (0: none),
 *		analyses (asked since the start), crashes, policy (path that it last loaded),
 *		last_error (a sentence) }
 *	quarantined: array of plugin names
 *	journal_dropped: new alerts of which journald did not take the entry, since the start
 */
int client_status(struct client *client, json_t **ret);
/* What history.h of the command line says of each. */
int client_stats(struct client *client, const json_t *filter, json_t **ret);
int client_mutes(struct client *client, json_t **ret);
int client_mute(struct client *client, const json_t *mute);
int client_unmute(struct client *client, int64_t id);
int client_delete(struct client *client, const json_t *ids);

/* Signals. Any function may be NULL. They run from sd_bus_process(). */
struct client_watch {
	void (*added)(int64_t id, const char *level, void *userdata);
	void (*changed)(int64_t id, int64_t count, const char *level, void *userdata);
	void (*removed)(int64_t id, void *userdata);
	void *userdata;
};
/* watch must stay valid as long as the client. */
int client_watch(struct client *client, const struct client_watch *watch);
/* Calls the functions for all that has come, without waiting; for those whose main loop is their own. */
int client_process(struct client *client);

#endif
