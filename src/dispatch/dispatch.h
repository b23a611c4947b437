/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From auditd to the daemon: which lines matter, where they wait, how they travel, how they are
 * told again from the audit log, and what the process that carries them may still do.
 *
 *	stdin ─► ring ─► filter ─► queue ─► link          live
 *	audit.log, then the ring ─► filter ─► …           behind
 */
#ifndef AVOCET_DISPATCH_H
#define AVOCET_DISPATCH_H

#include "audit.h"

#include <sys/types.h>

/* ---- identity.c: the same line in the log and on stdin ---- */

/* auditd writes a line twice, with different tails: what is before them is compared. */
struct line_id {
	int64_t ms;
	uint64_t serial, hash;		/* of the type and the body */
};
struct line_id line_identify(const struct record *record);
bool line_same(const struct line_id *a, const struct line_id *b);
/* By time, then serial: the order in which events begin. */
bool line_later(const struct line_id *a, const struct line_id *b);
/* A host's name is only compared; none at all is 0. */
uint64_t record_node_hash(const struct record *record);

/* ---- filter.c: which lines the daemon needs ---- */

/* Gets a line that matters, without its end. begins: it is the first that is sent of its event.
 * Returns false when the line has no room: the rest of its event then stays behind as well. */
typedef bool (*forward_fn)(const char *line, size_t length, bool cut, bool begins, void *userdata);

struct filter;
struct filter *filter_new(forward_fn forward, void *userdata);
void filter_free(struct filter *filter);
/* Forwards refusals, policy changes and whatever shares an event with one of these, be it before
 * or after it. Remembers a bounded number of both. */
void filter_take(struct filter *filter, const char *line, size_t length, bool cut);
/* The same for a line that was parsed already. */
void filter_record(struct filter *filter, const struct record *record, bool cut);
/* As new: what follows has nothing to do with what was before. */
void filter_reset(struct filter *filter);
/* Lines that may yet turn out to matter hold no more bytes than this. */
#define FILTER_HELD_MAX (64 * 1024)
#define FILTER_HELD_LINES 48

/* ---- queue.c: where lines wait for the daemon ---- */

#define QUEUE_BYTES (1024 * 1024)
/* Kept free for the later lines of events that have begun, so that events are dropped whole. */
#define QUEUE_RESERVE (64 * 1024)

struct queue;
struct queue *queue_new(void);
void queue_free(struct queue *queue);
/* Adds the line and its end, all or nothing; returns whether there was room. A line that was cut
 * becomes one byte longer than lines may be, so that the daemon sees the cut too. */
bool queue_push(struct queue *queue, const char *line, size_t length, bool cut, bool begins);
/* The next bytes to send, as many as lie together; 0 when it is empty. */
size_t queue_peek(const struct queue *queue, const char **ret_bytes);
/* That many of the bytes that queue_peek() showed have gone. */
void queue_sent(struct queue *queue, size_t length);
/* The reader has gone: a line that was half sent begins anew for the next one. */
void queue_rewind(struct queue *queue);
void queue_clear(struct queue *queue);
bool queue_is_empty(const struct queue *queue);
/* Bytes that may still be pushed. */
size_t queue_room(const struct queue *queue);

/* ---- ring.c: the newest lines of stdin ---- */

#define RING_BYTES (512 * 1024)
#define RING_LINES 4096

/* Lines are counted from 0 on; those that are still there are numbered first to end - 1. */
struct ring;
struct ring_line {
	struct line_id id;
	const char *bytes;
	size_t length;
	bool cut;
	bool matters;			/* a refusal or a change of the policy */
	bool ends;			/* EOE, which the log does not have */
	bool told;			/* from the log, before it came */
};
struct ring *ring_new(void);
void ring_free(struct ring *ring);
/* Adds a line, over the oldest ones; line->bytes is copied. */
void ring_push(struct ring *ring, const struct ring_line *line);
uint64_t ring_first(const struct ring *ring);
uint64_t ring_end(const struct ring *ring);
/* That one; its bytes are valid until the next ring_push(). */
struct ring_line ring_get(const struct ring *ring, uint64_t number);
/* The first such line from there on; returns its number, or ring_end(). */
uint64_t ring_find(const struct ring *ring, uint64_t from, const struct line_id *id);
/* How many such lines there are before that one. */
unsigned ring_alike(const struct ring *ring, uint64_t number, const struct line_id *id);
/* The first line of that event. */
uint64_t ring_find_event(const struct ring *ring, int64_t ms, uint64_t serial);

/* ---- log.c: the audit log and its rotations, as one file that grows ---- */

struct log {
	const char *path;		/* NULL: there is none */
	int fd;				/* -1: closed */
	off_t offset;			/* that was read of it */
	bool jumped;			/* something is gone; the reader takes note and resets it */
};
#define LOG_INIT(log_path) { .path = (log_path), .fd = -1 }
enum log_read {
	LOG_MORE,	/* bytes were read */
	LOG_NEXT,	/* this file is done, the next one begins: a line that was torn ends here */
	LOG_END,	/* there is nothing more now */
	LOG_BUSY,	/* it is being rotated: look again soon */
};
/* Opens the newest file that was begun a while before that time, else the oldest; 0 is the oldest.
 * *ret_oldest tells whether it is. Returns 0, or a negative errno when no file can be read. */
int log_open(struct log *log, int64_t ms, bool *ret_oldest);
void log_close(struct log *log);
/* Reads some. LOG_MORE sets *ret_length; errors are negative. */
int log_read(struct log *log, char *bytes, size_t size, size_t *ret_length);
/* Where auditd writes its log, by its settings; NULL when it writes none. */
const char *log_usual(const char *settings, struct arena *arena);

/* ---- history.c: what is told again, from the log and then from the ring ---- */

/* Where to begin. */
struct mark {
	bool everything;		/* with the oldest that there is */
	struct line_id id;		/* with this event's first record, or, */
	bool exact;			/* with just this line */
	unsigned skip;			/* but not the first so many that look the same */
	bool only_missing;		/* and behind it, only what stdin has not brought so far */
	char node[NOTE_NODE_MAX + 1];	/* "": any */
};
struct history;
struct history_to {
	void (*line)(const struct ring_line *line, const struct record *record, void *userdata);
	/* Events of that time may be missing; since 0: unknown. */
	void (*gap)(int64_t since, int64_t until, void *userdata);
	void *userdata;
};
enum history_state {
	HISTORY_MORE,	/* there is more at once */
	HISTORY_SOON,	/* look again soon, or when stdin brings something */
	HISTORY_DONE,	/* all is told: go on with what stdin brings */
};
/* One call of history_step() tells no more than this many bytes, ends of lines included. */
#define HISTORY_STEP_MAX (LINE_MAX_BYTES + 64 * 1024 + RING_BYTES + RING_LINES + 8)
struct history *history_new(const char *log_path, struct ring *ring, const struct history_to *to);
void history_free(struct history *history);
/* Whether there is a log that can be read. */
bool history_logged(const struct history *history);
void history_begin(struct history *history, const struct mark *mark);
enum history_state history_step(struct history *history);
/* To be asked of each line of stdin, from history_begin() on and after it is done: whether it was
 * told already, from the log. */
bool history_told(struct history *history, const struct line_id *id);
void history_stop(struct history *history);
/* Where to look for what stdin left out after that line of the ring, once all was told from the log.
 * False: the ring does not go back so far. */
bool history_mark_missing(const struct history *history, uint64_t before, struct mark *ret);

/* ---- holes.c: whether stdin leaves something out ---- */

#define HOLES_MAX 16
struct hole {
	uint64_t first, last;		/* serials; that many of these have not come */
	uint64_t missing, came;
	uint64_t before;		/* the line of the ring before it */
	int64_t seen;			/* when it was noticed, by clock_ms() */
};
struct holes {
	uint64_t newest, node;
	struct hole list[HOLES_MAX];	/* oldest first */
	size_t count;
};
/* A record of stdin, which is to be that line of the ring. */
void holes_take(struct holes *holes, const struct record *record, uint64_t number);
/* Whether something has not come for so long that it will not come any more. */
bool holes_ripe(const struct holes *holes);
void holes_forget(struct holes *holes);
/* How long until that may be so, in ms; -1: there are none. */
int holes_timeout(const struct holes *holes);

/* ---- link.c: the way to the daemon ---- */

struct link {
	const char *path;
	int fd;			/* -1: not connected */
	bool wanted;		/* it is to be tried, when it is due */
	bool missed;		/* something waits for the daemon: try until it is there */
	unsigned failures;	/* in a row */
	int64_t due;		/* when it may be tried next, by clock_ms() */
	int64_t answered;	/* when the daemon answered; 0: it did not yet */
	char answer[NOTE_SIZE];	/* as far as it has come */
	size_t answer_length;
};
#define LINK_INIT(socket_path) { .path = (socket_path), .fd = -1, .wanted = true, .missed = true }

/* Milliseconds of a clock that is never set back. */
int64_t clock_ms(void);
/* Returns the connected socket, or a negative errno. A full backlog is -EAGAIN, not a wait. */
int link_open(const char *path);
/* Connects and says who we are, if that is wanted and due. Never blocks. Returns whether a
 * connection was made. */
bool link_connect(struct link *link);
/* Reads the answer. Returns 1 with the note, 0 when it has not all come, or a negative errno. */
int link_answer(struct link *link, struct note *ret);
/* How long poll() may sleep: until an attempt is due or an answer is late, else for ever (-1). */
int link_timeout(const struct link *link);
/* True when the daemon should have answered long ago. */
bool link_late(const struct link *link);
/* Sends what the socket takes at once. Returns 0, or a negative errno: the daemon has gone. */
int link_send(struct link *link, struct queue *queue);
/* The daemon has gone: it is tried at once when it had been well, else later and later. */
void link_close(struct link *link);

/* ---- carrier.c: live, or behind ---- */

enum carrier_state {
	CARRIER_AWAY,	/* nobody listens */
	CARRIER_HELLO,	/* somebody does: where do we begin? */
	CARRIER_BEHIND,	/* history is told, or would be if there were room */
	CARRIER_LIVE,	/* what stdin brings is told */
};
struct carrier;
struct carrier *carrier_new(const char *log_path, struct link *link);
void carrier_free(struct carrier *carrier);
/* A line of stdin. */
void carrier_take(struct carrier *carrier, const char *line, size_t length, bool cut);
/* Does what can be done without waiting: connects, hears the answer, tells, sends. */
void carrier_work(struct carrier *carrier);
/* The daemon has gone. */
void carrier_lost(struct carrier *carrier);
enum carrier_state carrier_state(const struct carrier *carrier);
/* Whether something waits to be sent; for poll(). */
bool carrier_sending(const struct carrier *carrier);
/* Whether all that can be told was told and sent. */
bool carrier_done(const struct carrier *carrier);
/* How long poll() may sleep, in ms; -1: for ever. */
int carrier_timeout(const struct carrier *carrier);

/* ---- notice.c: what is told to the system's log ---- */

/* One line at that syslog priority. Gives up rather than wait for the logger: syslog(3) would
 * block, and with it auditd. */
void notice(int priority, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* ---- privileges.c ---- */

/* auditd hands on its signal mask, its umask and stray descriptors: begin clean. */
void start_clean(void);
/* Gives up all capabilities and the way back to them. Returns 0 or a negative errno; as an
 * ordinary user it drops what there is. */
int drop_privileges(void);

/* ---- seccomp.c, or seccomp-none.c in builds with sanitizers ---- */

/* From here on only what the loop needs may be asked of the kernel: files only to be read. Returns
 * 0 or a negative errno. */
int confine_syscalls(void);

#endif
