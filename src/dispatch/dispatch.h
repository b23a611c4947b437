/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From auditd to the daemon: which lines matter, where they wait, how they travel, and what the
 * process that carries them may still do.
 */
#ifndef AVOCET_DISPATCH_H
#define AVOCET_DISPATCH_H

#include "audit.h"

#include <sys/types.h>

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
bool queue_is_empty(const struct queue *queue);

/* ---- link.c: the way to the daemon ---- */

struct link {
	const char *path;
	int fd;			/* -1: not connected */
	bool wanted;		/* there is something to send and no connection for it */
	int64_t tried;		/* when a connection was last tried, by clock_ms() */
};
#define LINK_INIT(socket_path) { .path = (socket_path), .fd = -1, .tried = -1000 }

/* Milliseconds of a clock that is never set back. */
int64_t clock_ms(void);
/* Connects if that is wanted and was not tried within the last second. Never blocks. */
void link_connect(struct link *link);
/* How long poll() may sleep: until a wanted attempt is due, else for ever (-1). */
int link_timeout(const struct link *link);
/* Sends what the socket takes at once; closes it when the daemon has gone. */
void link_send(struct link *link, struct queue *queue);
void link_close(struct link *link, struct queue *queue);

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

/* From here on only what the loop needs may be asked of the kernel. Returns 0 or a negative
 * errno. */
int confine_syscalls(void);

#endif
