/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's own copy of the audit stream, for hosts with neither auditd nor a journal. The
 * kernel keeps nothing for those who are late, so all that can be done about a gap is to tell it.
 */
#include "relay.h"

#include <errno.h>
#include <fcntl.h>
#include <libaudit.h>
#include <linux/netlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* As much as an ordinary process may ask for; the kernel takes what is allowed. */
#define BUFFER_BYTES (4 * 1024 * 1024)

struct netlink {
	int fd;
	int64_t opened; /* ms since 1970 */
	int64_t heard; /* stamp of the last record, or when we began to listen */
	bool begun; /* a daemon was told before */
	bool overrun; /* the kernel's buffer was full */
	struct arena *arena;
	char bytes[NLMSG_HDRLEN + MAX_AUDIT_MESSAGE_LENGTH + 1];
};

static void pass(struct netlink *netlink, struct relay *relay, size_t length)
{
	const struct nlmsghdr *head = (const void *)netlink->bytes;
	struct line line = { .way = WAY_AUDIT };
	struct span message = { netlink->bytes + NLMSG_HDRLEN, length - NLMSG_HDRLEN };

	arena_reset(netlink->arena);
	if (length < NLMSG_HDRLEN
		|| !line_from_kernel(&line, netlink->arena, NULL, head->nlmsg_type, &message))
		return;
	netlink->heard = line.id.ms;
	relay_pass(relay, &line);
}

/* What the full buffer held was read: from there until now records are missing. */
static void tell_overrun(struct netlink *netlink, struct relay *relay)
{
	struct note note = { .kind = NOTE_GAP, .ms = netlink->heard, .until = time_now() };

	relay_note(relay, &note);
	netlink->heard = note.until;
	netlink->overrun = false;
}

static int next(void *self, struct relay *relay)
{
	struct netlink *netlink = self;
	ssize_t length = read(netlink->fd, netlink->bytes, sizeof netlink->bytes - 1);

	if (length >= 0) {
		pass(netlink, relay, (size_t)length);
		return 1;
	}
	if (errno == ENOBUFS) {
		netlink->overrun = true;
		return 1;
	}
	if (errno != EAGAIN && errno != EINTR)
		return -errno;
	if (netlink->overrun)
		tell_overrun(netlink, relay);
	return 0;
}

/* Since the daemon's last event, nobody listened until we did; and what we handed over since then
 * may have got lost with the daemon. */
static int begin(void *self, struct relay *relay, const struct event_id *from)
{
	struct netlink *netlink = self;
	struct event_id last = relay_last(relay);
	int64_t until = netlink->begun ? last.ms : netlink->opened;

	if (from && until && from->ms < until)
		relay_note(relay,
			&(struct note){ .kind = NOTE_GAP, .ms = from->ms, .until = until });
	relay_note(relay, &(struct note){ .kind = NOTE_LIVE });
	netlink->begun = true;
	return 0;
}

static int fd(void *self)
{
	struct netlink *netlink = self;

	return netlink->fd;
}

static void wake(void *self)
{
}

static void close_netlink(void *self)
{
	struct netlink *netlink = self;

	close(netlink->fd);
	arena_free(netlink->arena);
	free(netlink);
}

/* Returns the socket, or a negative errno. */
static int join(void)
{
	struct sockaddr_nl address = { .nl_family = AF_NETLINK };
	int group = AUDIT_NLGRP_READLOG, size = BUFFER_BYTES;
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_AUDIT);

	if (fd < 0)
		return -errno;
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
	if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0
		|| setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof group) < 0) {
		int error = errno;

		close(fd);
		return -error;
	}
	return fd;
}

int netlink_open(struct source *ret)
{
	struct netlink *netlink = calloc(1, sizeof *netlink);

	if (!netlink)
		abort();
	netlink->fd = join();
	if (netlink->fd < 0) {
		int error = netlink->fd;

		free(netlink);
		return error;
	}
	netlink->arena = arena_new();
	netlink->opened = netlink->heard = time_now();
	*ret = (struct source){ .name = "netlink",
		.fd = fd,
		.wake = wake,
		.begin = begin,
		.next = next,
		.close = close_netlink,
		.self = netlink };
	return 0;
}
