/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The history as the commands ask it: of the daemon, or of a database of its own (--db FILE), which
 * needs none.
 *
 * Errors: negative errno; history_error() then is a sentence for the user. -EHOSTUNREACH: no
 * daemon answers; -EACCES: not authorised; -ENOENT: no such alert, or no such file; -ENOTUNIQ:
 * ambiguous id; -EINVAL: a filter or mute that makes no sense.
 */
#ifndef AVOCET_HISTORY_H
#define AVOCET_HISTORY_H

#include <argp.h>

#include "alert.h"

/* The option --db FILE, for argp's children; its input is a const char *, NULL while not given. */
extern const struct argp history_argp;

struct history;
/* db NULL: the daemon. *ret is set even on error, so that history_error() can be asked; free it with
 * history_close(). */
int history_open(const char *db, struct history **ret);
void history_close(struct history *history); /* NULL is fine */
const char *history_error(const struct history *history);
/* Logs the error's sentence; returns the exit code (enum exit_code) for it. */
int history_report(const struct history *history, int error);
/* The daemon's client, for its signals; NULL for a file. */
struct client *history_client(struct history *history);

/* Keys of a filter: since until level source-type target-type class permission path exe unit container
 * permissive plugin words all (boolean: muted ones too) fixed (boolean: only those that the policy allows
 * by now) id after before ("LAST_SEEN_MS:ID": only what comes after that one in the list) limit; NULL:
 * all. Newest first; each alert is valid until take() returns, a negative value from it ends the listing
 * and is returned. Records, hours and what was said earlier are left out. */
typedef int (*history_alert_fn)(const struct alert *alert, void *userdata);
/* How much of each is wanted; there may be more. */
enum history_depth {
	HISTORY_SENTENCES,
	HISTORY_VERDICTS,
};
int history_list(struct history *history, const json_t *filter, enum history_depth depth,
	history_alert_fn take, void *userdata);
/* One in full, with all that struct alert has room for. */
int history_get(struct history *history, const char *id, struct arena *arena, struct alert *ret);
/* An object: since, until (RFC 3339, of what was found; missing when nothing was), alerts, denials, muted,
 * levels: { red, yellow, green } (denials), days: [ { day: "2026-11-22", red, yellow, green } ] (local,
 * without gaps, newest last, at most 366), hours: 24 numbers (denials by hour of the local day), sources:
 * [ { source, exe, alerts, denials } ], plugins: [ { plugin, alerts, denials } ] (first verdicts),
 * targets: [ { target, class, alerts, denials } ]: most first, at most 20. Caller owns it. */
int history_stats(struct history *history, const json_t *filter, json_t **ret);
/* An array of { id, alert (a number) or filter (an object), until, reason, created, by, hidden }. */
int history_mutes(struct history *history, json_t **ret);
/* mute: { id: a text, or any keys of a filter but since, all, fixed, after, before and limit; until: RFC 3339
 * (missing: for ever), reason }. */
int history_mute(struct history *history, const json_t *mute);
int history_unmute(struct history *history, int64_t id);
/* An array of texts. All of them, or on error none. */
int history_delete(struct history *history, const json_t *ids);
/* As client_status(); of a file only what concerns the database. */
int history_status(struct history *history, json_t **ret);

#endif
