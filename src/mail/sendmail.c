/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program that takes mails (sendmail and its like): an argument vector, the mail on its stdin, no shell. */
#include "mail.h"

#include <errno.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

/* Lines end with LF there. */
static int write_content(int fd, struct arena *arena, const char *content)
{
	size_t length = 0;
	char *copy = arena_alloc(arena, strlen(content) + 1);

	for (; *content; content++)
		if (*content != '\r')
			copy[length++] = *content;
	for (size_t done = 0; done < length;) {
		ssize_t written = write(fd, copy + done, length - done);

		if (written < 0)
			return -errno;
		done += (size_t)written;
	}
	return lseek(fd, 0, SEEK_SET) < 0 ? -errno : 0;
}

/* It reads from a file in memory, so that neither can wait for the other; what it says goes to our stderr. */
static int run(const char *const *argv, int in, int *ret_status)
{
	static const char *const environment[] = { "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", NULL };
	posix_spawn_file_actions_t actions;
	pid_t pid;
	int error;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
	error = posix_spawn(&pid, argv[0], &actions, NULL, (char *const *)argv, (char *const *)environment);
	posix_spawn_file_actions_destroy(&actions);
	if (error)
		return -error;
	while (waitpid(pid, ret_status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return 0;
}

/* What sendmail and all that take its place mean by their exit codes. */
static enum delivery delivery_of(int status, bool *ret_address)
{
	if (!WIFEXITED(status))
		return DELIVERY_UNREACHED;
	switch (WEXITSTATUS(status)) {
	case EX_OK: return DELIVERY_TAKEN;
	case EX_NOUSER:
	case EX_NOHOST: *ret_address = true; return DELIVERY_REFUSED;
	case EX_DATAERR: return DELIVERY_REFUSED;
	case EX_TEMPFAIL: return DELIVERY_LATER;
	default: return DELIVERY_UNREACHED;
	}
}

enum delivery sendmail_send(const char *program, struct arena *arena, const struct row *row, bool *ret_address,
	const char **ret_why)
{
	/* -i: a dot alone in its line is no end. */
	const char *const argv[] = { program, "-i", "-f", row->from, "--", row->address, NULL };
	_cleanup_fd_ int in = memfd_create("mail", MFD_CLOEXEC);
	int status = 0, error = in < 0 ? -errno : write_content(in, arena, row->content);
	enum delivery delivery;

	if (error >= 0)
		error = run(argv, in, &status);
	if (error < 0) {
		*ret_why = arena_printf(arena, "%s: %s", program, strerror(-error));
		return DELIVERY_UNREACHED;
	}
	delivery = delivery_of(status, ret_address);
	*ret_why = WIFEXITED(status)
		? arena_printf(arena, "%s: exit status %d", program, WEXITSTATUS(status))
		: arena_printf(arena, "%s: ended by signal %d", program, WTERMSIG(status));
	return delivery;
}
