/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is told to the system's log. A plugin of auditd has no stderr to speak of, and syslog(3)
 * waits for a logger that may itself be waiting for auditd: one datagram, sent or not.
 */
#include "dispatch.h"

#include <stdarg.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

void notice(int priority, const char *format, ...)
{
	static const struct sockaddr_un logger = { AF_UNIX, "/dev/log" };
	char line[512];
	va_list arguments;
	int start, rest, fd;

	start = snprintf(
		line, sizeof line, "<%d>avocet-dispatch[%d]: ", LOG_DAEMON | priority, getpid());
	va_start(arguments, format);
	rest = vsnprintf(line + start, sizeof line - (size_t)start, format, arguments);
	va_end(arguments);
	if (rest < 0 || (size_t)(start + rest) >= sizeof line)
		return;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return;
	(void)!sendto(fd, line, (size_t)(start + rest), MSG_NOSIGNAL | MSG_DONTWAIT,
		(const struct sockaddr *)&logger, sizeof logger);
	close(fd);
}
