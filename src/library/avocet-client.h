/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libavocet-client: SELinux denials as avocetd explains and remembers them, for other programs.
 * avocet-client(3) has an example. Compile with: cc … $(pkg-config --cflags --libs avocet-client)
 *
 * Functions that return int give 0, or a negative errno; avocet_client_error() is a sentence about it then:
 *
 *	-EHOSTUNREACH	the bus cannot be reached, or no avocetd answers
 *	-EACCES		not authorised
 *	-ENOENT		there is no such alert or mute, or it is somebody else's
 *	-ENOTUNIQ	the beginning of an id fits more than one alert
 *	-EINVAL		a filter or mute that makes no sense
 *	-EBUSY		asked too much; wait for a moment
 *	-EIO, -EBADMSG	avocetd cannot read or write, or its answer makes no sense
 *
 * Texts are UTF-8, but come from whoever caused a denial: escape them for where they go, control characters
 * too. Times are milliseconds since 1970. A client belongs to one thread at a time, and not to a child of fork().
 * When a few kilobytes of memory cannot be had, the process is aborted.
 */
#ifndef AVOCET_CLIENT_PUBLIC_H
#define AVOCET_CLIENT_PUBLIC_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define AVOCET_PUBLIC __attribute__((visibility("default")))
#else
#define AVOCET_PUBLIC
#endif

struct avocet_client;
struct avocet_alert;

/* Connects to the system bus. *ret is set even on error, so that avocet_client_error() can be asked; free it with
 * avocet_client_close(). */
AVOCET_PUBLIC int avocet_client_open(struct avocet_client **ret);
AVOCET_PUBLIC void avocet_client_close(struct avocet_client *client); /* NULL is fine */
/* Why the last call failed. Good until the next one. */
AVOCET_PUBLIC const char *avocet_client_error(const struct avocet_client *client);

/* ---- reading ---- */

/* The alert is good until the function returns; a negative value ends the listing and is returned. */
typedef int (*avocet_alert_fn)(const struct avocet_alert *alert, void *userdata);
/* Newest first. filter: a JSON object with keys of List(), such as {"level": "red", "since": "yesterday"}; NULL:
 * all that the caller may read. See /usr/share/dbus-1/interfaces/org.avocet.Avocet1.xml. */
AVOCET_PUBLIC int avocet_client_list(struct avocet_client *client, const char *filter,
	avocet_alert_fn take, void *userdata);
/* One in full, by its number, its UUID or an unambiguous beginning of that. Free it with
 * avocet_alert_free(); it outlives the client. */
AVOCET_PUBLIC int avocet_client_get(struct avocet_client *client, const char *id,
	struct avocet_alert **ret);
AVOCET_PUBLIC void avocet_alert_free(struct avocet_alert *alert); /* NULL is fine */
/* Totals, the daemon's health and the mutes as JSON, which the caller frees with free(). */
AVOCET_PUBLIC int avocet_client_stats(struct avocet_client *client, const char *filter, char **ret_json);
AVOCET_PUBLIC int avocet_client_status(struct avocet_client *client, char **ret_json);
AVOCET_PUBLIC int avocet_client_mutes(struct avocet_client *client, char **ret_json);

/* Of an alert. Texts are good as long as it is, and NULL where nobody knows. */
AVOCET_PUBLIC int64_t avocet_alert_id(const struct avocet_alert *alert);
AVOCET_PUBLIC const char *avocet_alert_uuid(const struct avocet_alert *alert);
/* "red" (it may be an attack), "yellow" (needs a look) or "green" (a label or a setting is off). */
AVOCET_PUBLIC const char *avocet_alert_level(const struct avocet_alert *alert);
/* What happened, one sentence; of this text alone control characters are escaped already. */
AVOCET_PUBLIC const char *avocet_alert_summary(const struct avocet_alert *alert);
AVOCET_PUBLIC int64_t avocet_alert_count(const struct avocet_alert *alert);
AVOCET_PUBLIC int64_t avocet_alert_first_seen(const struct avocet_alert *alert);
AVOCET_PUBLIC int64_t avocet_alert_last_seen(const struct avocet_alert *alert);
AVOCET_PUBLIC const char *avocet_alert_exe(const struct avocet_alert *alert);
AVOCET_PUBLIC const char *avocet_alert_path(const struct avocet_alert *alert);
AVOCET_PUBLIC const char *avocet_alert_source_type(const struct avocet_alert *alert);
AVOCET_PUBLIC const char *avocet_alert_target_type(const struct avocet_alert *alert);
AVOCET_PUBLIC const char *avocet_alert_class(const struct avocet_alert *alert);
/* All of it: JSON as avocet-alert.schema.json describes it. */
AVOCET_PUBLIC const char *avocet_alert_json(const struct avocet_alert *alert);

/* ---- changing ---- */

/* Forgets alerts: all that are named (the list ends with NULL), or on error none. */
AVOCET_PUBLIC int avocet_client_delete(struct avocet_client *client, const char *const *ids);
/* mute: a JSON object, as Mute() takes it: {"id": "17", "until": "2026-12-24T00:00:00Z", "reason": "known"}. */
AVOCET_PUBLIC int avocet_client_mute(struct avocet_client *client, const char *mute);
AVOCET_PUBLIC int avocet_client_unmute(struct avocet_client *client, int64_t id);

/* ---- following ---- */

/* What is to be called; any may be NULL. They are called from avocet_client_process() alone. */
struct avocet_follow {
	void (*added)(int64_t id, const char *level, void *userdata);
	/* At most once a second for each alert. */
	void (*changed)(int64_t id, int64_t count, const char *level, void *userdata);
	void (*removed)(int64_t id, void *userdata);
	void *userdata;
};
/* Once for a client. The struct is copied. */
AVOCET_PUBLIC int avocet_client_follow(struct avocet_client *client, const struct avocet_follow *follow);
/* For poll(): the descriptor, the events to wait for, and for how many milliseconds at most (-1: for ever). Ask
 * anew before each poll(); what comes during other calls is kept, and then there is nothing to wait for. */
AVOCET_PUBLIC int avocet_client_fd(struct avocet_client *client);
AVOCET_PUBLIC int avocet_client_events(struct avocet_client *client);
AVOCET_PUBLIC int avocet_client_timeout(struct avocet_client *client);
/* Calls the functions for all that has come; never waits. -EHOSTUNREACH: the connection is lost; open another. */
AVOCET_PUBLIC int avocet_client_process(struct avocet_client *client);

#ifdef __cplusplus
}
#endif

#endif
