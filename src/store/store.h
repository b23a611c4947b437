/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory: alerts, their verdicts and newest occurrences in SQLite. Every call that changes
 * something is one transaction, on disk when it returns. Several processes may have it open.
 *
 * Errors: negative errno; store_error() then is a sentence for the log.
 */
#ifndef AVOCET_STORE_H
#define AVOCET_STORE_H

#include "alert.h"

struct store;

enum store_mode {
	STORE_WRITE,		/* create, migrate, set aside what is damaged */
	STORE_MAKE,		/* create, migrate; what is damaged, or no database, is left as it is */
	STORE_JOIN,		/* must be there and of this version: the worker */
	STORE_READ,		/* never changes anything */
};

/* Opens, or makes, the database. When the file is damaged (and mode is STORE_WRITE) it is set
 * aside as PATH.damaged-DATE, a new one is begun and *ret_set_aside (in arena) names the old.
 * Otherwise -EBADMSG: damaged; -EPROTO: of a newer version of Avocet or another program's, and
 * left as it is; -ENOENT. *ret_why (in arena) is a sentence on any error. */
int store_open(const char *path, enum store_mode mode, struct arena *arena, struct store **ret,
	const char **ret_set_aside, const char **ret_why);
void store_close(struct store *store); /* NULL is fine; the open batch is dropped */
const char *store_error(const struct store *store);

/*
 * Of all the denials of an alert one speaks: its facts, path, login and records are the alert's, and
 * the verdicts are of it alone. That is the newest of those that came first, together; it is kept
 * as long as the alert. Later ones only count (signatures leave file names out, so that they may
 * be of another file) unless their outcome is another, as when something let through so far is
 * stopped now: then the newest speaks, the verdicts on the other go, and the alert is pending
 * again. That happens 16 times, then at most once an hour.
 */

/* ---- store.c: hearing ---- */

/* Takes a denial into the open batch: memory only, equal signatures together. Of its records at most
 * STORE_RECORDS_MAX bytes are kept: the refusal first, then what analyses need. One that is among the
 * alert's newest occurrences already (same event, same place in it) is not counted again.
 * -ENOBUFS: commits have failed for so long that no more is taken; read no more events until one
 * succeeds. */
int store_add(struct store *store, const struct denial *denial, const char *signature);
/* Events in the open batch, changes of the policy included; commit when it is full, after
 * STORE_BATCH_MAX or when its memory is used up, or when the input pauses. */
size_t store_batched(const struct store *store);
bool store_full(const struct store *store);
#define STORE_BATCH_MAX 8192
/* Occurrences that are kept of each alert. Their records are too, but in a storm, when a batch fills
 * its memory, only those of the newest few of it, and in a database of over 1 GiB only those of the
 * denial that speaks. */
#define STORE_OCCURRENCES_MAX 100
#define STORE_RECORDS_MAX (64 * 1024)

struct store_change {
	int64_t id, count;
	bool added;		/* a new alert, pending */
	bool pending;		/* new, or to be explained anew: the level is that of before */
	bool muted;		/* nobody is to be told */
	bool stale;		/* to be explained anew, when there is time */
	enum level level;
};
typedef void (*store_change_fn)(const struct store_change *change, void *userdata);
/* Writes the batch and the checkpoint (the last event stored) in one transaction, then tells of
 * each alert touched. On error nothing was written, the batch is kept and may be tried again.
 * What is too big for SQLite is left out. */
int store_commit(struct store *store, store_change_fn changed, void *userdata);
/* The last event stored; -ENOENT when none was. */
int store_checkpoint(struct store *store, struct arena *arena, struct event_id *ret);
/* What store_commit() writes, with the batch, as the source's bookmark (bookmark_text()): so what is
 * counted and where its source goes on are one. */
void store_bookmark(struct store *store, const char *source, const char *text);
/* The bookmark that was committed last; -ENOENT when there is none. */
int store_bookmarked(struct store *store, const char *source, struct arena *arena,
	const char **ret_text);
/* A source had nothing more to tell up to that time (ms): written at once, and only where it has a
 * bookmark. store_seen_until() gives 0 when that was never said. */
int store_seen(struct store *store, const char *source, int64_t ms);
int store_seen_until(struct store *store, const char *source, int64_t *ret_ms);
/* Takes a change of the policy into the open batch; one that is there already is not kept twice. */
int store_policy_change(struct store *store, const struct policy_change *change);
/* The newest changes up to that time (0: up to now), newest first. */
int store_policy_changes(struct store *store, int64_t until, size_t limit, struct arena *arena,
	struct policy_change **ret, size_t *ret_count);
/* Is asked to add what only the living process tells (unit, container) to a denial that begins an
 * alert, or speaks for it anew, before its facts are kept. Strings go to arena. */
typedef void (*store_look_fn)(struct denial *denial, struct arena *arena, void *userdata);
void store_set_look(struct store *store, store_look_fn look, void *userdata);
/* Whether new kinds are folded together (see folding.c), and how many alerts stand for many. */
bool store_folding(struct store *store, int64_t *ret_folded);

/* The source says that something is missing before what it tells next: what is imported of that time
 * is not known. Written at once. */
int store_gap(struct store *store, const char *source);

/* ---- importing old logs ---- */

/* From now on what is added comes from logs that may overlap each other and what was heard live: each event is
 * counted once however often it comes. Of an alert only the denial that speaks keeps its records, nobody
 * is told of new alerts, and where sources go on is left as it is. */
void store_import(struct store *store);
/* How many were new. */
uint64_t store_imported(const struct store *store);
/* Whether another process has written since this was last asked. */
bool store_touched(struct store *store);

/* Nothing will come for a while: what is only for speed is given back. */
void store_rest(struct store *store);

/* ---- pending.c: analysing ---- */

/* The ids of alerts that wait for analysis, oldest first. */
int store_pending(struct store *store, struct arena *arena, int64_t **ret_ids, size_t *ret_count);
/* The raw records of the denial that speaks, one a line, and the signature: what the analysis
 * starts from. */
int store_raw(struct store *store, int64_t id, struct arena *arena, const char **ret_records,
	const char **ret_signature);
/* Takes the explanation of alert->id: reason, level, verdicts. No longer pending; but when another
 * denial speaks since this store's store_raw(), nothing is taken and it stays pending. */
int store_explained(struct store *store, const struct alert *alert);
/* The texts of the plugins that verdicts refer to; writes only what differs. */
int store_plugin_texts(struct store *store, const char *plugin, json_t *texts);
/* The same for a plugin whose texts are there already: a mended one mends old alerts. */
int store_plugin_texts_again(struct store *store, const char *plugin, json_t *texts);
/* The analysis of the alert crashed (in this plugin, when one was running). A plugin that crashed
 * twice is quarantined, and the alert waits to be tried without it. When no plugin is to blame twice,
 * or plugins crash on and on, the alert counts as explained without verdicts, with reason_detail
 * saying so, and *ret_given_up is set. */
int store_crashed(struct store *store, int64_t id, const char *plugin, bool *ret_given_up);
/* Names of quarantined plugins, ends with NULL. */
int store_quarantined(struct store *store, struct arena *arena, const char *const **ret);
/* The policy, labels or plugins changed: the newest alerts (2000) are to be explained anew, and keep what was
 * said of them until then. */
int store_reanalyse(struct store *store);
/* One of those; 0 when there is none. */
int store_stale(struct store *store, int64_t *ret_id);
/* What alerts are explained with, as a text that is another when it changed; NULL: never noted. Names are
 * "policy", "labels" and "plugins". */
int store_stamp(struct store *store, const char *name, struct arena *arena, const char **ret);
int store_set_stamp(struct store *store, const char *name, const char *value, bool *ret_differs);
/* Signals: which explained alerts were never announced, and that one now is. */
int store_unannounced(struct store *store, struct arena *arena, int64_t **ret_ids,
	size_t *ret_count);
int store_announced(struct store *store, int64_t id);

/* ---- query.c: looking up ---- */

/* Every member that is set must hold. Texts match exactly, or with * and ? as in a shell. */
struct store_filter {
	int64_t since, until;		/* last seen, ms; 0: not set */
	int64_t began;			/* first seen at or before this, ms; 0: not set */
	int64_t after;			/* id greater than this; 0: not set */
	int64_t id;			/* only this one; 0: not set */
	struct store_page {
		int64_t last_seen, id;
	} before;			/* only what comes after that one in the list; id 0: not set */
	const char *level, *source_type, *target_type, *tclass, *permission, *path, *exe, *unit,
		*container, *plugin;
	const char *words;		/* all these occur in the sentence or in the facts */
	int permissive;			/* 1 only, -1 without, 0 both */
	int muted;			/* 1: muted ones too; else without */
	int fixed;			/* 1 only what the policy allows by now, -1 without, 0 both */
	int64_t auid;			/* only this login's and no other's; -1: everybody's */
	size_t limit;			/* 0: all */
	bool no_verdicts;		/* they are not read, which is half the work */
};
/* Reads a filter from JSON (keys of INTERFACES.md's options, "words", "all", "fixed", "id", "before",
 * "after", "limit"; NULL: none). The texts stay in json. On -EINVAL *ret_why is a sentence in arena. */
int filter_read(const json_t *json, struct arena *arena, struct store_filter *ret,
	const char **ret_why);
typedef int (*store_alert_fn)(const struct alert *alert, void *userdata);
/* Newest first; each alert is valid until take() returns; a negative value from it ends the
 * listing and is returned. Records are left out. */
int store_list(struct store *store, const struct store_filter *filter, store_alert_fn take,
	void *userdata);

/* ---- get.c: one alert ---- */

/* In full, by number, UUID or unambiguous beginning of one. -ENOENT; -ENOTUNIQ. */
int store_get(struct store *store, const char *id, struct arena *arena, struct alert *ret);
/* The same by its number, as in a list: without records, hours and what was said earlier. */
int store_peek(struct store *store, int64_t id, struct arena *arena, struct alert *ret);

/* ---- stats.c ---- */

/* Totals of what fits, as history.h of the command line lists them; since and until bound the denials
 * that are counted, by the hour. Caller owns *ret. */
int store_stats(struct store *store, const struct store_filter *filter, json_t **ret);

/* ---- delete.c ---- */

/* Forgets the alerts that are named as for store_get(): all, or on error none. *ret_ids (in arena) are
 * their numbers. */
int store_delete(struct store *store, const char *const *ids, struct arena *arena,
	int64_t **ret_ids, size_t *ret_count);

/* ---- keep.c: what is too old, or too much ---- */

/* 0: no bound. */
struct store_keep {
	int64_t days;			/* since an alert was last seen */
	int64_t alerts, bytes;
};
/* Forgets some of the alerts that are beyond, those first that were not seen for longest; to be called again
 * until *ret_count is 0. *ret_ids (in arena) are their numbers. */
int store_forget(struct store *store, const struct store_keep *keep, struct arena *arena,
	int64_t **ret_ids, size_t *ret_count);

/* ---- backup.c ---- */

/* Copies the database to a new file (-EEXIST), as it is now; others may write meanwhile. */
int store_backup(struct store *store, const char *path);

/* ---- mutes.c: what is counted and not shown ---- */

/* mute: { id: a text } or any keys of a filter that make a lasting condition; until: RFC 3339; reason. by: who
 * wants it. -EINVAL with *ret_why (in arena); -ENOENT, -ENOTUNIQ: its id is none. */
int store_mute(struct store *store, const json_t *mute, const char *by, struct arena *arena,
	const char **ret_why);
int store_unmute(struct store *store, int64_t id); /* -ENOENT */
/* An array of those that hold now, newest first. Caller owns it. */
int store_mutes(struct store *store, json_t **ret);

/* ---- ledger.c: what was carried out on this machine ---- */

struct ledger_deed {
	const char *alert;			/* its uuid */
	const char *plugin, *action, *by;
	const json_t *commands, *undo;		/* arrays of arrays of arguments; undo may be empty */
};
/* To be called before anything is done. -EINVAL: its commands are none. */
int store_ledger_begin(struct store *store, const struct ledger_deed *deed, int64_t *ret_id);
/* It is over; error NULL: it was done. -ENOENT: that entry is not under way. */
int store_ledger_end(struct store *store, int64_t id, const char *error);
/* -ENOENT: there is no such entry, it came to nothing, or was taken back already. */
int store_ledger_undone(struct store *store, int64_t id, const char *by);
/* An array of { id, alert, plugin, action, commands, undo, by, begun, ended, error, undone, undone_by }, newest
 * first, times in RFC 3339; ended is null while it is under way, undone while it holds. Caller owns it. */
int store_ledger(struct store *store, json_t **ret);

/* ---- status.c ---- */

/* For status: number of alerts, of pending ones, of denials in all, and the file's bytes. */
struct store_totals {
	int64_t alerts, pending, denials, bytes;
	int64_t oldest;			/* when the first of them was seen, ms; 0: there are none */
};
int store_totals(struct store *store, struct store_totals *ret);
/* What alerts count, and how many there are; muted ones too. */
#define STORE_LEVELS (LEVEL_RED + 1)
#define STORE_OUTCOMES (OUTCOME_GRANTED + 1)
struct store_sums {
	int64_t denials[STORE_LEVELS][STORE_OUTCOMES];
	int64_t alerts[STORE_LEVELS];
};
int store_sums(struct store *store, struct store_sums *ret);
/* The same and more into an object, with the keys that client.h lists. */
int store_status(struct store *store, json_t *status);

#endif
