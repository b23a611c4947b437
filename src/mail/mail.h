/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Alerts by mail: each new one once to each recipient. What was sent is noted after every mail,
 * so that a run which fails half-way is taken up by the next at the same place.
 */
#ifndef AVOCET_MAIL_H
#define AVOCET_MAIL_H

#include "alert.h"

/* ---- settings.c: mail.conf ---- */

enum security {
	SECURITY_STARTTLS,	/* begins in clear, refuses to go on without TLS */
	SECURITY_TLS,		/* TLS from the first byte */
	SECURITY_NONE,
};

struct recipient {
	const char *name;	/* of its section: letters, digits and . _ - */
	const char *address;
	enum level level;	/* the lowest that is mailed */
};

struct mail_settings {
	struct arena *arena;	/* what the settings live in; set it before reading */
	const char *server;	/* smtp://host[:port] */
	enum security security;
	const char *user, *password, *password_file, *ca_file;
	const char *from;
	struct recipient *recipients;
	size_t count;
};
/* Reads the file; the password too. Mistakes are logged. Returns 0 or a negative errno. A file
 * that is missing leaves no recipients, which is no mistake. */
int mail_settings_read(const char *path, struct mail_settings *settings);
/* local@domain with nothing in it that means something in a mail's header or in SMTP. */
bool mail_address_valid(const char *address);

/* ---- message.c: an alert as a mail ---- */

struct message {
	const char *from, *to;		/* addresses */
	const char *const *headers;	/* whole lines without CR LF at their end; ends with NULL */
	const char *text;		/* lines end with LF */
};
/* Valid UTF-8 without control characters, cut where it is too long. */
const char *message_tame(struct arena *arena, const char *text);
/* The headers of any mail of ours; id is the part of its Message-ID before the recipient's name. */
void message_begin(struct arena *arena, const struct recipient *recipient, const char *from,
	const char *subject, const char *id, int64_t now, struct message *ret);
/* The name of the host that we run on. */
const char *message_host(struct arena *arena);
void message_make(struct arena *arena, const struct alert *alert, const struct recipient *recipient,
	const char *from, int64_t now, struct message *ret);
/* Text as the body of a header: plain when it is short ASCII, else encoded words of RFC 2047,
 * folded. Whatever the text holds, the result is printable ASCII, and CR LF are always followed
 * by a blank. */
const char *message_encode_header(struct arena *arena, const char *text);
/* The whole text with CR LF at the end of each line. */
const char *message_crlf(struct arena *arena, const char *text);

/* ---- smtp.c ---- */

struct smtp;

int smtp_open(const struct mail_settings *settings, struct smtp **ret);
void smtp_close(struct smtp *smtp); /* NULL is fine */
/* Hands a message to the server; 0 when the server took it. The connection is kept for the next.
 * On error *ret_why (in arena) says what went wrong, in words. */
int smtp_send(struct smtp *smtp, struct arena *arena, const struct message *message,
	const char **ret_why);

/* ---- state.c: how far each recipient got ---- */

struct progress {
	const char *recipient;
	int64_t id;		/* the last alert dealt with; 0: none yet */
	const char *uuid;	/* its UUID, to see that the store is still the same; "-": none */
	int64_t since;		/* ms: what was last seen before the first run's day, or first seen
				   before the last alert, is old */
	int64_t hour;		/* of the clock, since 1970 */
	unsigned sent;		/* single mails in it */
	bool waiting;		/* alerts wait for the summary */
};
struct state {
	const char *path;
	struct arena *arena;
	int lock;
	struct progress *items;
	size_t count;
};
/* Reads the file; a missing one is empty. -EINVAL when it is no state file. */
int state_read(const char *path, struct arena *arena, struct state *ret);
/* Only one run at a time: -EBUSY when another one holds it. Held until the process ends. */
int state_lock(struct state *state);
/* The progress of a recipient, made when there is none: it begins at since. */
struct progress *state_progress(struct state *state, const char *recipient, int64_t since);
/* Notes that the alert is dealt with, in memory. */
void state_advance(struct state *state, struct progress *progress, const struct alert *alert);
/* On disk, whole or not at all, when it returns 0. */
int state_write(const struct state *state);

/* ---- caps.c: how much mail there may be ---- */

/* Mails of one alert each, for one recipient in an hour of the clock. */
#define CAPS_SINGLES 10

/* To be asked first: false when alerts wait and the hour is not over. */
bool caps_begin(struct progress *progress, int64_t now);
/* True when a summary is due. */
bool caps_waiting(const struct progress *progress);
/* Whether one more single mail may be sent; else alerts wait from now on. */
bool caps_single(struct progress *progress);
/* A single mail, or the summary, was sent. */
void caps_sent(struct progress *progress);
void caps_summary(struct progress *progress);

/* ---- summary.c: many alerts as one mail ---- */

/* Alerts of which the summary has the sentence. */
#define SUMMARY_LINES 20
struct summary {
	size_t count;		/* of alerts */
	enum level level;	/* the highest */
	int64_t since;		/* ms: when the first was seen first */
	int64_t last;		/* the newest one's number */
	struct strings lines;
};
const char *summary_line(struct arena *arena, const struct alert *alert);
void summary_make(struct arena *arena, const struct summary *summary,
	const struct recipient *recipient, const char *from, int64_t now, struct message *ret);

/* ---- news.c: what is new to a recipient ---- */

struct client;

struct news_item {
	int64_t id, first_seen;
	enum level level;
	bool pending;
	const char *uuid;
};
struct news {
	struct arena *arena;	/* set it, and start, before */
	struct progress start;
	struct news_item *items; /* oldest first */
	size_t count, room, sorted;
	bool same_store;	/* the numbers go on from where they were */
};
int news_find(struct client *client, struct news *news);

/* ---- send.c: one run ---- */

/* Sends what is new; with print, shows it on stdout and notes nothing. Returns an exit code. */
int mail_run(const struct mail_settings *settings, struct state *state, struct client *client,
	bool print);

#endif
