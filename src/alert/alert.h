/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An alert: all equal denials together, their verdicts, and the ways to show them to people and
 * to programs. Verdicts are kept as words; sentences are made here, in the reader's language.
 */
#ifndef AVOCET_ALERT_H
#define AVOCET_ALERT_H

#include <jansson.h>

#include "analysis.h"

enum level {
	LEVEL_GREEN,	/* a setting or a label is off */
	LEVEL_YELLOW,	/* needs a look */
	LEVEL_RED,	/* possibly an attack */
};
const char *level_name(enum level level); /* for programs: "green" */
const char *level_word(enum level level); /* for people */
int level_from_name(const char *name, enum level *ret);

/* What was changed so shortly before the first denial (ms) may be the reason. */
#define ALERT_LATELY (INT64_C(24) * 60 * 60 * 1000)

struct alert {
	int64_t id;			/* 0: not from a store */
	const char *uuid;		/* NULL: not from a store */
	const char *signature;
	bool pending;			/* the verdicts are not there yet */
	enum level level;
	struct denial denial;		/* the one explained, records included; others count only */
	bool auid_mixed;		/* others of them are of another login */
	enum fold_level fold;		/* it stands for many places, programs, … */
	const char *host;		/* the node, else NULL */
	int64_t count, first_seen, last_seen; /* times in ms */
	const char *reason;		/* policy_reason_name(); NULL while pending */
	const char *reason_detail;
	struct verdicts verdicts;
	const char *package;		/* that the program is from, and when it was installed, or updated */
	int64_t package_installed;	/* last (ms); NULL and 0: not known */
	/* The rest is told of a single alert from a store. Of the policy, shortly before the first denial,
	 * newest first. */
	const struct policy_change *changes;
	size_t n_changes;
	/* How many denials in which hours, oldest first; hours without are left out. */
	const struct alert_hour *hours;
	size_t n_hours;
	const struct alert_mute *mute;	/* NULL: it is not muted */
	/* What was said first before the policy changed, newest first. */
	const struct alert_earlier *earlier;
	size_t n_earlier;
	int64_t fixed_since;		/* the policy allows it since then; 0: it does not */
	const char *fixed_because;	/* a sentence's part, or NULL */
};
struct alert_hour {
	int64_t ms;			/* when it begins */
	int64_t count;
};
struct alert_mute {
	int64_t id, until, created;	/* until 0: for ever */
	int64_t hidden;			/* denials that were counted while it held */
	const char *reason, *by;	/* NULL: nobody said */
};
struct alert_earlier {
	int64_t until;
	const char *reason, *plugin;	/* of the first verdict; NULL: there was none */
	const char *because;		/* what changed then, a sentence's part, or NULL */
};
/* red when a verdict speaks of an attack; green when the best one is a mere setting; else yellow. */
enum level alert_level(const struct verdicts *verdicts);

/* ---- words.c: templates are filled in ---- */

/* Fills {words} of a template from the verdict (may be NULL) and the denial. Unknown words and
 * those without a value become the class's own noun, "it" or "unknown", never a brace. The result
 * is raw: escape it for where it goes. */
const char *words_fill(struct arena *arena, const char *text, const struct alert *alert,
	const struct verdict *verdict);
/* The same for a text that is a sentence of its own. */
const char *words_sentence(struct arena *arena, const char *text, const struct alert *alert,
	const struct verdict *verdict);
/* The value of one word, or NULL. */
const char *words_value(struct arena *arena, const char *name, const struct alert *alert,
	const struct verdict *verdict);

/* ---- sentence.c and phrases.c: what happened, in one plain sentence ---- */

const char *alert_summary(struct arena *arena, const struct alert *alert);
/* Why it was stopped. */
const char *alert_reason_text(struct arena *arena, const struct alert *alert);

/* ---- action.c: typed actions become commands ---- */

/* The commands of a fix and of its undo, each an argv that ends with NULL, the list too; empty
 * lists for manual fixes and where a word is missing. Values never pass through a shell. */
const char *const *const *fix_commands(struct arena *arena, const struct fix *fix,
	const struct alert *alert, const struct verdict *verdict);
const char *const *const *fix_undo(struct arena *arena, const struct fix *fix,
	const struct alert *alert, const struct verdict *verdict);

/* ---- preview.c ---- */

/* What the fix would change, a sentence; NULL for words only. */
const char *fix_preview(struct arena *arena, const struct fix *fix, const struct alert *alert,
	const struct verdict *verdict);

/* ---- opens.c ---- */

/* What the fix opens besides what was stopped, and what it costs, a sentence each; ends with NULL. */
const char *const *fix_opens(struct arena *arena, const struct fix *fix, const struct alert *alert,
	const struct verdict *verdict);

/* ---- width.c ---- */

/* The columns that so many bytes of UTF-8 take on a terminal. */
size_t text_columns(const char *text, size_t length);
/* The bytes up to where a line may be broken: at a blank, or behind a character of a script without
 * blanks. */
size_t text_piece(const char *text);
/* The text, cut at its end with an ellipsis (three dots with ascii) where it is wider. */
const char *text_shorten(struct arena *arena, const char *text, size_t columns, bool ascii);
/* The same for a sentence: its longest path loses its beginning first, for the name at its end says more. */
const char *text_shorten_path(struct arena *arena, const char *text, size_t columns, bool ascii);

/* ---- when.c ---- */

/* "2 hours ago", "yesterday 14:03": a time in ms as seen from now, in the reader's zone. */
const char *when_relative(struct arena *arena, int64_t ms, int64_t now);
/* "2026-11-22" in the reader's zone. */
const char *when_day(struct arena *arena, int64_t ms);

/* ---- incident.c and remedy.c: alerts of one cause ---- */

/* What helps against one alert, or against several: commands; or rules, which go into the file
 * NAME.cil that the commands load. */
struct remedy {
	enum avocet_action action;	/* AVOCET_MANUAL: none */
	bool tried;			/* against the policy, and it helps */
	const char *const *const *commands;
	const char *source_type, *path;	/* of the alert; NULL: unknown */
	const char *name, *rules;	/* of a module: its name and lines of CIL */
};
/* The first of the best verdict's fixes that has commands. Lives in arena. */
void remedy_of(struct arena *arena, const struct alert *alert, struct remedy *ret);
/* One remedy that does what all these do: the same commands, labels in one folder, or the rules of
 * one program. false: there is none. */
bool remedy_for_all(struct arena *arena, const struct remedy *const *remedies, size_t count,
	struct remedy *ret);

/* As much of an alert as incidents need; it lives on when the alert is gone. */
struct incident_part {
	int64_t id, count, first_seen, last_seen, pid;
	enum level level;
	bool pending, attack, folded, muted, fixed; /* fixed: the policy allows it by now */
	const char *host, *unit, *exe, *comm;
	const char *summary;		/* raw */
	struct remedy remedy;
};
void incident_part_of(struct arena *arena, const struct alert *alert, struct incident_part *ret);

/* Alerts that began within a minute of each other, of one unit, process or program of one host. */
struct incident {
	const struct incident_part **parts; /* in the order that was given */
	size_t n_parts;
	int64_t count, first_seen, last_seen; /* of all together */
	int64_t span;			/* ms between the first denials of each */
	enum level level;		/* the worst of those that are not fixed */
	bool fixed;			/* all of them are */
	const char *who;		/* what they have in common: unit, exe or comm; NULL: unknown */
};
/* Each part in one incident, most of them alone; in the order of their first parts. */
struct incident *incidents_group(struct arena *arena, const struct incident_part *parts, size_t count,
	size_t *ret_count);
/* One remedy for the whole; never where a part may be an attack. */
bool incident_remedy(struct arena *arena, const struct incident *incident, struct remedy *ret);

/* ---- because.c: what changed the answer to a denial ---- */

/* As the store keeps it; NULL when that changes no answers. */
char *alert_because_code(struct arena *arena, const struct policy_change *change);
/* Codes, one a line, as a part of a sentence; raw. NULL when there is none, or none is known. */
char *alert_because_text(struct arena *arena, const char *codes);
/* What a daemon said so in English, in the language of the reader; else as it is. */
char *alert_because_retell(struct arena *arena, const char *english);

/* ---- retell.c ---- */

/* A sentence that another process made in English, in the reader's language. forms: such sentences
 * with "%s" where they name something (three at most), NULL at the end, each marked by N_(). A sentence
 * of no form, and one for which there is no translation, comes back as it is. */
const char *alert_retell(struct arena *arena, const char *const *forms, const char *english);

/* ---- render-text.c ---- */

struct text_style {
	bool colour;
	bool ascii;		/* what we draw ourselves: no lines, blocks or dots beyond ASCII */
	unsigned width;		/* 0: never wrap */
	bool records;		/* the raw records at the end */
};
#define COLOUR_BOLD "\033[1m"
#define COLOUR_FAINT "\033[2m"
#define COLOUR_END "\033[0m"
const char *level_colour(enum level level);
/* Words of escaped text from column at on, lines of at most width columns (0: one line), later ones
 * indented by margin; and a newline. No line begins with a #, lest a word of somebody else's look like
 * a command of ours. */
void text_wrap(FILE *out, const char *text, unsigned width, size_t at, size_t margin);
/* The alert in full. Everything from outside is escaped for a terminal. */
void alert_print(FILE *out, const struct alert *alert, const struct text_style *style);
/* One line: level, count and sentence (with id and last seen when it has an id). */
void alert_print_line(FILE *out, const struct alert *alert, const struct text_style *style);

/* "If it should be there, then give it back its label."; raw. */
const char *fix_sentence(struct arena *arena, const struct fix *fix, const struct alert *alert,
	const struct verdict *verdict);

/* ---- render-facts.c ---- */

/* Tells when, who, what and why, and what is remembered, a name and a raw text each; an empty name goes
 * on with the one before. */
typedef void (*fact_fn)(const char *name, const char *text, void *userdata);
void alert_facts(struct arena *arena, const struct alert *alert, fact_fn take, void *userdata);

/* ---- days.c ---- */

struct alert_day {
	const char *day;	/* "2026-11-22", in the reader's zone */
	int64_t count;
};
/* The newest days from the alert's hours: oldest first, without gaps, at most so many. */
size_t alert_days(struct arena *arena, const struct alert *alert, size_t most, struct alert_day **ret);

/* ---- render-change.c ---- */

/* "the boolean httpd_can_network_connect was switched on, by alice (setsebool)"; raw. */
const char *alert_change_text(struct arena *arena, const struct policy_change *change);
/* The same, a line each, indented by two and with the time before it. */
void alert_print_changes(FILE *out, const struct policy_change *changes, size_t count,
	const struct text_style *style);

/* ---- render-markup.c: a notification ---- */

/* Who was stopped; plain text without control characters, at most 80 bytes. */
const char *alert_markup_title(struct arena *arena, const struct alert *alert);
/* What happened, and what to do first; at most 600 bytes: Pango markup, or plain text for servers
 * that know no markup. */
const char *alert_markup_body(struct arena *arena, const struct alert *alert);
const char *alert_plain_body(struct arena *arena, const struct alert *alert);

/* ---- json.c: schema 1 of INTERFACES.md, and back ---- */

/* The alert as JSON. Besides the schema's fields it carries "words" and templates ("texts") in
 * each verdict, so that a reader elsewhere can fill in and translate. Caller owns the result. */
json_t *alert_to_json(const struct alert *alert);
/* The opposite; strings are copied to arena. Unknown members are ignored, missing ones stay
 * unset; -EINVAL when it is no alert at all. Every value is distrusted. */
int alert_from_json(const json_t *json, struct arena *arena, struct alert *ret);
/* A change of the policy: time, kind, name, old_value, new_value, auid, auid_name, uid, pid, session,
 * exe, comm, node, serial; and back (-EINVAL without time or kind). */
json_t *change_to_json(const struct policy_change *change);
int change_from_json(const json_t *json, struct arena *arena, struct policy_change *ret);
/* A mute: id, until, created, reason, by, hidden. */
json_t *mute_to_json(const struct alert_mute *mute);
/* Parts that the store keeps: the denial's facts without records, and back. */
json_t *denial_to_json(const struct denial *denial);
int denial_from_json(const json_t *json, struct arena *arena, struct denial *ret);
/* The package's part of an alert, in such an object; and back, NULL and 0 where it makes no sense. */
json_t *alert_package_to_json(const struct alert *alert);
void alert_package_from_json(const json_t *json, struct arena *arena, struct alert *alert);
/* A verdict's own part (no texts): plugin, confidence, risk, grounds, words, fixes by index into
 * the plugin's fixes; and a plugin's texts (summary, explanation, fixes), kept once a plugin. */
json_t *verdict_to_json(const struct verdict *verdict);
json_t *plugin_texts_to_json(const struct avocet_plugin *plugin);
/* Joins both again. */
int verdict_from_json(const json_t *verdict, const json_t *texts, struct arena *arena,
	struct verdict *ret);

#endif
