/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The socket that avocet-dispatch connects to: passed on by systemd, or our own. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "daemon.h"

#define BACKLOG 8

/* Returns the descriptor, 0 when none was passed on, or a negative errno. */
static int inherited(void)
{
	int count = sd_listen_fds(1);

	if (count <= 0)
		return count;
	for (int fd = SD_LISTEN_FDS_START; fd < SD_LISTEN_FDS_START + count; fd++)
		if (sd_is_socket_unix(fd, SOCK_STREAM, 1, NULL, 0) > 0)
			return fcntl(fd, F_SETFL, O_NONBLOCK) < 0 ? -errno : fd;
	return -EBADF;
}

/* True when somebody listens at the address. */
static bool answered(int fd, const struct sockaddr_un *address)
{
	return connect(fd, (const struct sockaddr *)address, sizeof *address) == 0;
}

/* A socket that nobody listens at is what an earlier daemon left behind. */
static int clear_away(const struct sockaddr_un *address)
{
	_cleanup_fd_ int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct stat status;

	if (probe < 0)
		return -errno;
	if (lstat(address->sun_path, &status) < 0)
		return errno == ENOENT ? 0 : -errno;
	if (!S_ISSOCK(status.st_mode))
		return -EEXIST;
	if (answered(probe, address))
		return -EADDRINUSE;
	return unlink(address->sun_path) < 0 ? -errno : 0;
}

static int open_own(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	_cleanup_fd_ int fd = -1;
	int listening, r;

	if (strlen(path) >= sizeof address.sun_path)
		return -ENAMETOOLONG;
	memcpy(address.sun_path, path, strlen(path));
	r = clear_away(&address);
	if (r < 0)
		return r;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	/* The umask makes it 0600. */
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0 ||
		listen(fd, BACKLOG) < 0)
		return -errno;
	listening = fd;
	fd = -1;
	return listening;
}

static const char *explain_error(int error)
{
	switch (error) {
	case -EADDRINUSE:
		return "another avocetd listens there already";
	case -EEXIST:
		return "something that is no socket is in the way; move it";
	case -ENOENT:
		return "its folder does not exist; create it";
	case -ENAMETOOLONG:
		return "the path is too long for a socket; choose a shorter one";
	default:
		return strerror(-error);
	}
}

int listen_open(const struct settings *settings)
{
	const char *path = settings->socket ? settings->socket : settings->usual_socket;
	int fd = settings->socket ? 0 : inherited();

	if (fd < 0)
		log_error("the socket that systemd passed on: %s", strerror(-fd));
	if (fd)
		return fd;
	fd = open_own(path);
	if (fd < 0)
		log_error("%s: %s", path, explain_error(fd));
	return fd;
}
