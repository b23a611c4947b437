/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Alerts by mail. What is new to a recipient (news.c) becomes a message (compose.c), which is a row of
 * the outbox before anybody tries to send it, in the transaction that notes what it tells (outbox.c).
 * Rows are sent, again and again where need be (send.c), and are done with when the server has them.
 * So whatever is killed when: each alert comes once.
 */
#ifndef AVOCET_MAIL_H
#define AVOCET_MAIL_H

#include "alert.h"
#include "report.h"

#define SECOND_MS INT64_C(1000)
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)

/* ---- settings.c, settings-recipient.c: mail.conf ---- */

enum security {
	SECURITY_STARTTLS,	/* begins in clear, refuses to go on without TLS */
	SECURITY_TLS,		/* TLS from the first byte */
	SECURITY_NONE,
};

enum schedule {
	SCHEDULE_IMMEDIATE,
	SCHEDULE_HOURLY,
	SCHEDULE_DAILY,
	SCHEDULE_WEEKLY,
};
const char *schedule_name(enum schedule schedule);

enum format {
	FORMAT_BOTH,		/* text, and HTML for those who can show it */
	FORMAT_TEXT,
	FORMAT_HTML,
};

struct recipient {
	const char *name;	/* of its section: letters, digits and . _ - */
	const char *address;
	enum level level;	/* the lowest that is mailed */
	enum schedule schedule;
	enum format format;
	const char *language;	/* as in LANGUAGE: de, pt_BR; NULL: that of the system */
	const char *filter;	/* as filter_read() understands it; NULL: everything */
	int quiet_from, quiet_until; /* minutes of the local day; equal: never quiet */
};

struct mail_settings {
	struct arena *arena;	/* what the settings live in; set it before reading */
	const char *server;	/* smtp://host[:port] */
	enum security security;
	const char *user, *password, *password_file, *ca_file;
	const char *sendmail;	/* a program, when there is no server */
	long timeout;		/* seconds that the server may take for an answer; 0: the usual */
	const char *from;
	struct recipient *recipients;
	size_t count;
};
/* Reads the file; the password too. Mistakes are logged. Returns 0 or a negative errno. A file
 * that is missing leaves no recipients, which is no mistake. */
int mail_settings_read(const char *path, struct mail_settings *settings);
/* local@domain with nothing in it that means something in a mail's header or in SMTP. */
bool mail_address_valid(const char *address);
/* All of text is letters, digits or one of others; and there is something. */
bool consists_of(const char *text, size_t length, const char *others);
/* The settings of [recipient *], for config_read(). */
#define RECIPIENT_KEYS 7
extern const struct config_key recipient_keys[RECIPIENT_KEYS];

/* ---- filter.c: the filter of a recipient ---- */

/* "unit=httpd.service path="/srv/my files/x" word": names as the options of `avocet list`. Returns 0 and
 * an object for client_list(), which the caller owns (empty for NULL), or -EINVAL. */
int filter_read(const char *text, json_t **ret);

/* ---- schedule.c: when ---- */

/* The last moment up to now at which a digest of that schedule was due. */
int64_t schedule_last(enum schedule schedule, int64_t now);
/* Where the digest that is due then looks back to when the recipient never had one. */
int64_t schedule_span(enum schedule schedule);
/* When the quiet hours that now lies in end; now, when it lies in none. */
int64_t schedule_loud(const struct recipient *recipient, int64_t now);
/* How long to wait after so many attempts (1 and more): minutes first, then hours. */
int64_t schedule_wait(int64_t attempts);
/* For so long a mail is tried. */
#define SCHEDULE_GIVE_UP (5 * DAY_MS)

/* ---- language.c: whose sentences are told ---- */

/* UTF-8 whatever the environment says; to be called first. */
void language_start(void);
/* From here on sentences are in that language (NULL: the environment's). Process-wide: mails are made one
 * after the other, by one thread, and before libcurl begins any of its own. */
void language_set(const char *language);

/* ---- header.c: text in a header ---- */

/* Valid UTF-8 without control characters, cut where it is too long. */
const char *header_tame(struct arena *arena, const char *text);
/* Text as the body of a header: plain when it is short ASCII, else encoded words of RFC 2047,
 * folded. Whatever the text holds, the result is printable ASCII, and CR LF are always followed
 * by a blank. */
const char *header_encode(struct arena *arena, const char *text);
/* As RFC 5322 has it: "Wed, 15 Nov 2023 03:43:20 +0530". */
const char *header_date(struct arena *arena, int64_t now);

/* ---- message.c: a mail, whole ---- */

struct message {
	const char *from, *to;	/* addresses */
	const char *subject;	/* raw */
	const char *id;		/* Message-ID with its brackets */
	const char *reply_to;	/* Message-ID of the first mail about the same alert; NULL */
	const char *host;	/* that it is about; raw */
	const char *language;	/* as headers name it */
	enum level level;
	int64_t date;
	const char *text, *html; /* lines end with LF; one of them may be NULL */
};
/* The name of the host that we run on. */
const char *message_host(struct arena *arena);
/* "<local.NAME@domain>", of safe characters only. */
const char *message_id(struct arena *arena, const char *local, const struct recipient *recipient,
	const char *from);
/* The whole mail, printable ASCII in lines of at most 76 characters (but for addresses) that end with
 * CR LF. */
const char *message_write(struct arena *arena, const struct message *message);
/* For people: the headers and the text as they are meant. */
void message_print(FILE *out, const struct message *message);

/* ---- mime.c ---- */

/* Quoted-printable: lines of at most 76 characters that end with CR LF. */
const char *mime_quote(struct arena *arena, const char *text);

/* ---- outbox.c and its rows ---- */

struct outbox;

struct standing {		/* of a recipient */
	int64_t id;		/* all alerts up to this one are dealt with; 0: none yet */
	const char *uuid;	/* its UUID, to see that the store is still the same; "-": none */
	int64_t since;		/* ms: what was last seen before the first run's day, or first seen
				   before the last alert, is old */
	int64_t checked;	/* ms: what changed before was looked at */
	int64_t digest;		/* ms: up to where the last digest told */
};
/* Opens, or makes, the outbox in that folder, and takes over what the state file of older versions knows.
 * Only one run at a time: -EBUSY when another one holds it. Mistakes are logged. play: nothing is
 * noted, nor is a folder needed. */
int outbox_open(const char *folder, bool play, struct outbox **ret);
void outbox_close(struct outbox *outbox); /* NULL is fine */
/* The rest logs what goes wrong, too: negative errno. */
int outbox_begin(struct outbox *outbox);
int outbox_commit(struct outbox *outbox);
void outbox_rollback(struct outbox *outbox);

/* -ENOENT: new here. */
int outbox_standing(struct outbox *outbox, const char *recipient, struct arena *arena,
	struct standing *ret);
int outbox_stand(struct outbox *outbox, const char *recipient, const struct standing *standing);
/* A server says that there is no such address, or (NULL) took a mail for it. */
int outbox_refused(struct outbox *outbox, const char *recipient, const char *why, int64_t now);

struct told {			/* what a recipient knows of an alert */
	const char *uuid;
	int64_t id;
	enum level level;
	int64_t fixed;		/* since then, he was told; 0: not fixed */
	const char *mail;	/* Message-ID of the first mail about it */
};
/* -ENOENT: nothing. */
int outbox_told(struct outbox *outbox, const char *recipient, const char *uuid, struct arena *arena,
	struct told *ret);
int outbox_tell(struct outbox *outbox, const char *recipient, const struct told *told, int64_t message);

struct row {			/* a mail that waits */
	int64_t id;
	const char *recipient, *address, *from, *what, *message_id, *content;
	int64_t created, due, attempts;
};
/* -EEXIST: one with that key (for that recipient) was there before. */
int outbox_add(struct outbox *outbox, const struct row *row, const char *key, int64_t *ret_id);
/* The next that is due, after the row of that number; -ENOENT: none. */
int outbox_next(struct outbox *outbox, int64_t now, int64_t after, struct arena *arena,
	struct row *ret);
/* When the first of those that wait is due; 0: none waits. */
int outbox_due(struct outbox *outbox, const char *recipient, int64_t *ret);
/* How many were made for the recipient between both times, and when the first of them. */
int outbox_count(struct outbox *outbox, const char *recipient, int64_t since, int64_t until,
	int64_t *ret_count, int64_t *ret_first);
/* An attempt begins: unless it succeeds the next one is due then. */
int outbox_attempt(struct outbox *outbox, const struct row *row, int64_t due);
int outbox_postpone(struct outbox *outbox, const struct row *row, int64_t due);
int outbox_answer(struct outbox *outbox, const struct row *row, const char *answer);
enum row_end { ROW_SENT, ROW_REFUSED, ROW_GIVEN_UP };
/* A mail that is given up lets go of its alerts: they are new again, and the next mail tells of them. */
int outbox_end(struct outbox *outbox, const struct row *row, enum row_end how, const char *answer,
	int64_t now);
/* One line a recipient: what waits, what was refused. */
int outbox_print(struct outbox *outbox, FILE *out, const struct mail_settings *settings);

/* ---- import.c: what version 1 and 2 of the state file knew ---- */

/* Returns 0 or a negative errno; -EINVAL (logged) when it is no state file. */
int import_state(struct outbox *outbox, const char *path, bool play);

/* ---- caps.c: how much mail there may be ---- */

/* Mails to one recipient: within a minute, and within an hour of the clock. */
#define CAPS_MINUTE 2
#define CAPS_HOUR 10
/* When the recipient may have another mail: now, or later. Negative errno on error. */
int64_t caps_open(struct outbox *outbox, const char *recipient, int64_t now);

/* ---- news.c: what is new to a recipient ---- */

struct client;

enum kind {
	KIND_NEW,
	KIND_WORSE,	/* known, but now possibly an attack */
	KIND_BACK,	/* it was fixed, and happened again */
	KIND_FIXED,
	KIND_STILL,	/* known, and happened again; for digests */
	KINDS,
};

struct item {
	enum kind kind;
	int64_t id, first_seen, last_seen, count, fixed_since;
	enum level level;
	bool pending;
	bool silent;		/* below the level of mails, or not in the filter: noted only */
	const char *uuid, *summary, *host;
	const char *mail;	/* of struct told; NULL: none */
};
struct news {
	struct arena *arena;	/* this, recipient and period are to be set before */
	const struct recipient *recipient;
	int64_t from, until;	/* the period, ms */
	struct item *items;	/* by kind, worst first; silent ones are the last */
	size_t count, room;
	size_t by_kind[KINDS], told; /* without silent ones */
	enum level level;	/* the worst */
	struct standing standing; /* where the recipient stands once it is told */
};
/* What came since that standing. still: and what only goes on. Sentences are in the language that is
 * set. Returns 0 or a negative errno, of which client_error() knows. */
int news_find(struct client *client, struct outbox *outbox, const struct standing *standing,
	bool still, struct news *news);
/* Whether there is anything to tell: what only goes on is no news. */
bool news_any(const struct news *news);

/* ---- chart.c: a period in columns ---- */

struct column {
	const char *label;
	bool marked;		/* with its label, where there is no room for all */
	int64_t by_level[3];
};
struct chart {
	const char *title;
	struct column *columns;
	size_t count;		/* 0: there is nothing to show */
	bool plain;		/* nobody knows of which level they are */
};
/* The last 24 hours, or the last 7 days, of all that fits the recipient's filter. */
int chart_of_period(struct client *client, struct arena *arena, const struct recipient *recipient,
	int64_t now, struct chart *ret);
/* One alert's days, or its hours. */
void chart_of_alert(struct arena *arena, const struct alert *alert, int64_t now, struct chart *ret);
void chart_text(FILE *out, struct arena *arena, const struct chart *chart);
void chart_html(FILE *out, struct arena *arena, const struct chart *chart);

/* ---- text.c, html.c, html-alert.c: bodies ---- */

/* Items of a kind of which a list has the sentence. */
#define LIST_LINES 20
#define MAIL_WIDTH 72

/* An alert; kind says why now. */
const char *text_alert(struct arena *arena, const struct alert *alert, enum kind kind);
const char *html_alert_mail(struct arena *arena, const struct alert *alert, enum kind kind,
	const struct chart *chart);
/* Many alerts. */
const char *text_list(struct arena *arena, const struct news *news, const struct chart *chart);
const char *html_list(struct arena *arena, const struct news *news, const struct chart *chart);
/* A few paragraphs, raw; ends with NULL. */
const char *html_paragraphs(struct arena *arena, const char *title, const char *const *paragraphs);

/* sayings.c: what both say; raw */
const char *say_kind(enum kind kind);	/* a heading */
/* Why a mail comes about an alert that is known already; NULL: it is new. */
const char *say_again(struct arena *arena, enum kind kind, const struct alert *alert);
const char *say_level(enum level level);
/* "3 new alerts, 1 fixed" */
const char *say_counts(struct arena *arena, const struct news *news);
/* "From 2026-11-26 07:00 to 2026-11-27 07:00." */
const char *say_period(struct arena *arena, const struct news *news);
/* "3 times, last 2026-11-27 06:51" */
const char *say_item(struct arena *arena, const struct item *item);
/* How to see it, or all of them, on the host. */
const char *say_how(struct arena *arena, const char *host);
const char *say_more(struct arena *arena, size_t more);

/* noted.c: what the outbox says of a mail or an attempt, in the language we speak now; NULL stays NULL */
const char *noted_text(struct arena *arena, const char *english);

/* html-page.c: the frame */
void html_begin(FILE *out, struct arena *arena, const char *title);
void html_end(FILE *out, struct arena *arena);
void html_say(FILE *out, struct arena *arena, const char *text);
/* An element with a class of html-page.c's, whose style is also written into it. */
void html_element(FILE *out, struct arena *arena, const char *name, const char *style_class,
	const char *text);
/* What begins an element of that class: ' class="…" style="…"'. */
const char *html_class(const char *style_class);

/* ---- compose.c: news become a mail ---- */

/* One alert (with why: kind) as a mail. first: Message-ID of the first mail about it, or NULL. */
void compose_alert(struct arena *arena, const struct alert *alert, enum kind kind, const char *first,
	const struct recipient *recipient, const char *from, int64_t now, struct message *ret);
void compose_list(struct arena *arena, const struct news *news, const struct chart *chart,
	const char *from, int64_t now, struct message *ret);
/* Says that mail works. */
void compose_test(struct arena *arena, const struct recipient *recipient, const char *from, int64_t now,
	struct message *ret);

/* ---- transport.c, smtp.c, sendmail.c ---- */

enum delivery {
	DELIVERY_TAKEN,
	DELIVERY_LATER,		/* this one not now (4xx) */
	DELIVERY_REFUSED,	/* this one never (5xx) */
	DELIVERY_UNREACHED,	/* no mail at all now: no connection, no login, no sender */
};
struct smtp;

int smtp_open(const struct mail_settings *settings, struct smtp **ret);
void smtp_close(struct smtp *smtp); /* NULL is fine */
/* Hands a message to the server. The connection is kept for the next. Unless it was taken, *ret_why (in
 * arena) says what went wrong, in words; raw. ret_address: what was refused is the address. */
enum delivery smtp_send(struct smtp *smtp, struct arena *arena, const struct row *row,
	bool *ret_address, const char **ret_why);
enum delivery sendmail_send(const char *program, struct arena *arena, const struct row *row,
	bool *ret_address, const char **ret_why);
struct transport {
	const struct mail_settings *settings;
	struct smtp *smtp;	/* NULL until it is needed */
};
enum delivery transport_send(struct transport *transport, struct arena *arena, const struct row *row,
	bool *ret_address, const char **ret_why);
void transport_end(struct transport *transport);

/* ---- collect.c: from the daemon to the outbox ---- */

struct collecting {
	const struct mail_settings *settings;
	struct outbox *outbox;
	struct client *client;
	int64_t now;
	bool digests_now;	/* digests, and without waiting for their time */
	bool print;		/* what is made is shown */
	size_t made;
	int64_t held;		/* when one who may not have mail now may; 0: nobody waits */
	bool listening;		/* somebody may have mail at once */
};
/* Makes the mails that are due. Returns 0 or a negative errno (logged). */
int collect(struct collecting *collecting);

/* ---- send.c: the outbox goes out ---- */

/* Sends what is due. Returns 0, -ECOMM when something could not be sent, or another negative errno. */
int send_due(struct outbox *outbox, const struct mail_settings *settings);
/* A test mail, past the outbox. */
int send_test(const struct mail_settings *settings, const char *address);

/* ---- wait.c ---- */

/* Sleeps until then, or (with listening) until the daemon tells of a new alert. */
int wait_until(struct client *client, int64_t until, bool listening);
int wait_begin(struct client *client);
/* Whether an alert was told since it was asked last. */
bool wait_heard(void);

/* ---- run.c ---- */

struct mail_options {
	bool print, wait, digest, now;
};
/* One run, or (with wait) as many as are due within the hour. Returns an exit code. */
int mail_run(const struct mail_settings *settings, const struct mail_options *options,
	struct outbox *outbox);

#endif
