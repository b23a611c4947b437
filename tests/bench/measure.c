/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * usage: measure [keep|terminal] COMMAND [ARGUMENT...]
 *
 * Runs the command and prints the CPU seconds and the peak memory in MB that it took. What it says
 * goes to /dev/null; to memory (keep) when it is one that is lazy as soon as it sees /dev/null; or to a
 * terminal without a pager, where somebody reads along.
 * A small program of its own, since the kernel counts the memory of the parent, until the child
 * becomes another program, as the child's.
 */
#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static double seconds(struct timeval time)
{
	return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

enum where { NOWHERE, KEPT, TERMINAL };

static enum where where_to(const char *word)
{
	return !word ? NOWHERE : strcmp(word, "keep") == 0 ? KEPT : strcmp(word, "terminal") == 0 ? TERMINAL
		: NOWHERE;
}

/* Returns the end to write to; another process reads it, whose time is not counted. */
static int terminal(pid_t *ret_reader)
{
	struct winsize size = { .ws_row = 50, .ws_col = 120 };
	char bytes[4096];
	int master, slave;

	if (openpty(&master, &slave, NULL, NULL, &size) < 0)
		return -1;
	*ret_reader = fork();
	if (*ret_reader == 0) {
		close(slave);
		while (read(master, bytes, sizeof bytes) > 0)
			;
		_exit(0);
	}
	close(master);
	setenv("AVOCET_PAGER", "", 1);
	return slave;
}

static void become(char **command, int out)
{
	dup2(open("/dev/null", O_RDWR), STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(STDOUT_FILENO, STDERR_FILENO);
	execvp(command[0], command);
	_exit(127);
}

int main(int argc, char **argv)
{
	enum where where = where_to(argv[1]);
	int out = where == KEPT ? memfd_create("output", MFD_CLOEXEC) : open("/dev/null", O_RDWR), status;
	struct rusage usage;
	pid_t child, reader = 0;

	if (argc < 2 + (where != NOWHERE)) {
		fputs("usage: measure [keep|terminal] COMMAND [ARGUMENT...]\n", stderr);
		return 2;
	}
	if (where == TERMINAL)
		out = terminal(&reader);
	child = fork();
	if (child == 0)
		become(argv + 1 + (where != NOWHERE), out);
	if (child < 0 || wait4(child, &status, 0, &usage) < 0) {
		perror("measure");
		return 1;
	}
	if (reader)
		kill(reader, SIGKILL);
	printf("%f %f\n", seconds(usage.ru_utime) + seconds(usage.ru_stime),
		(double)usage.ru_maxrss / 1024);
	/* Nothing found is a result too. */
	return WIFEXITED(status) && WEXITSTATUS(status) <= 1 ? 0 : 1;
}
