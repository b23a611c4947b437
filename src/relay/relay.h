/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For hosts without auditd: audit records from the journal or straight from the kernel, handed to
 * avocetd the way avocet-dispatch does it.
 */
#ifndef AVOCET_RELAY_H
#define AVOCET_RELAY_H

#include "dispatch.h"

#include <signal.h>

struct relay;
struct line;

/* ---- where records come from: journal.c, netlink.c ---- */

struct source {
	const char *name;	/* in "#avocet source NAME" */
	bool keeps;		/* it can tell everything again */
	/* What poll() is to watch; wake() is called when it has something. */
	int (*fd)(void *self);
	void (*wake)(void *self);
	/* The daemon has all that came before this event; NULL: it has nothing yet. Returns 0 or a
	 * negative errno. */
	int (*begin)(void *self, struct relay *relay, const struct event_id *from);
	/* Passes on what is next. Returns 1, 0 when there is nothing now, or a negative errno. */
	int (*next)(void *self, struct relay *relay);
	void (*close)(void *self);
	void *self;
};

struct journal_options {
	const char *directory;	/* NULL: this host's journal */
	bool session_bus;	/* only what programs without the right to audit said themselves */
};
int journal_open(const struct journal_options *options, struct source *ret);
/* Opens the kernel's multicast group of audit records; needs CAP_AUDIT_READ, later calls do not. */
int netlink_open(struct source *ret);

/* ---- relay.c: from the source to the daemon ---- */

/* A record on its way. It is filtered; what does not matter goes no further. */
void relay_pass(struct relay *relay, const struct line *line);
/* A note in its place between the records. */
void relay_note(struct relay *relay, const struct note *note);
/* The last event of which something was passed on; ms and serial 0: none yet. */
struct event_id relay_last(const struct relay *relay);
/* How many records were passed on since the daemon's answer. */
uint64_t relay_told(const struct relay *relay);
/* Runs until *stop, set by a signal that only ppoll() with that mask lets in. Returns 0 or a
 * negative errno. */
int relay_run(const char *socket_path, const struct source *source, const sigset_t *signals,
	const volatile sig_atomic_t *stop);

/* ---- talk.c: the connection to the daemon ---- */

struct talk {
	const char *path;
	int fd;			/* -1: none */
	bool answered;		/* the daemon has said where to go on */
	int64_t due;		/* when to connect (again), by clock_ms() */
	unsigned failures;	/* since it last worked */
	size_t length;		/* of the answer so far */
	char answer[NOTE_SIZE];
};
/* Connects and says hello when that is due. */
void talk_connect(struct talk *talk, const char *name);
/* How long poll() may sleep because of it: -1 is for ever. */
int talk_timeout(const struct talk *talk);
/* Reads what the daemon says. Returns 1 when that was the answer, in *ret; else 0. */
int talk_listen(struct talk *talk, struct note *ret);
/* Sends what the socket takes now. */
void talk_send(struct talk *talk, struct queue *queue);
void talk_close(struct talk *talk);

/* ---- line.c: what was said → a plain record ---- */

struct span {
	const char *bytes;	/* NULL: there is none */
	size_t length;
};
bool span_is(const struct span *span, const char *word);
bool span_begins(const struct span *span, const char *word);
bool span_ends(const struct span *span, const char *word);
bool span_equal(const struct span *a, const struct span *b);
/* Without so many bytes at its beginning. */
struct span span_skip(const struct span *span, size_t length);
/* False when it is no number of ten digits, or too large a one. */
bool span_number(const struct span *span, uint64_t *ret);

enum record_way {
	WAY_NOWHERE,		/* no record */
	WAY_AUDIT,		/* from the audit system */
	WAY_KERNEL,		/* from the kernel's log */
	WAY_PROGRAM,		/* a refusal that a program could only write to its own log */
	WAY_LOST,		/* the kernel's count of records that it had to drop */
};
struct line {
	enum record_way way;
	struct event_id id;
	const char *text;	/* in the arena it was made in */
	size_t length, head;	/* head: bytes before the body */
	bool cut;
	uint64_t lost;		/* WAY_LOST: since the kernel started */
};
/* Whatever the body holds, the result is one line: control characters become blanks. node: a
 * host's name, or NULL for this one. line->id is set before, the rest is set here. */
void line_make(struct line *line, struct arena *arena, const char *node, const char *type,
	const struct span *body);
/* The same from "audit(SECONDS.MS:SERIAL): BODY" and the number of a type. False when it is
 * something else. */
bool line_from_kernel(struct line *line, struct arena *arena, const char *node, uint64_t type,
	const struct span *message);
/* The name of a type of records. */
const char *line_type_name(struct arena *arena, uint64_t type);

/* ---- entry.c: an entry of the journal → a plain record ---- */

/* The message, and fields that only journald itself can have set. */
struct entry {
	int64_t realtime;	/* µs: when journald got it */
	bool foreign;		/* another host's */
	struct span message, transport, boot, machine, host, exe, context, pid, uid, login, session,
		audit_type, audit_name, audit_id, audit_time;
};
/* What the entry says, as a line in arena. */
void entry_read(const struct entry *entry, struct arena *arena, struct line *ret);

/* ---- twice.c: records that the journal has twice ---- */

/* Without auditd the kernel also writes records to its log, so the journal may have them from
 * both ways, in any order, and there cut short. */
#define TWICE_KEPT 4096
struct twice {
	uint64_t hashes[TWICE_KEPT];	/* the last bit tells the way */
	size_t next;
};
/* True when the record came before, the other way. */
bool twice_told(struct twice *twice, const struct line *line);

#endif
