/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * usage: measure [keep] COMMAND [ARGUMENT...]
 *
 * Runs the command and prints the CPU seconds and the peak memory in MB that it took. What it says
 * goes to /dev/null, or to memory (keep) when it is one that is lazy as soon as it sees /dev/null.
 * A small program of its own, since the kernel counts the memory of the parent, until the child
 * becomes another program, as the child's.
 */
#include <fcntl.h>
#include <stdbool.h>
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

static void become(char **command, bool keep)
{
	int null = open("/dev/null", O_RDWR);

	dup2(null, STDIN_FILENO);
	dup2(keep ? memfd_create("output", MFD_CLOEXEC) : null, STDOUT_FILENO);
	dup2(STDOUT_FILENO, STDERR_FILENO);
	execvp(command[0], command);
	_exit(127);
}

int main(int argc, char **argv)
{
	bool keep = argc > 1 && strcmp(argv[1], "keep") == 0;
	struct rusage usage;
	int status;
	pid_t child;

	if (argc < 2 + keep) {
		fputs("usage: measure [keep] COMMAND [ARGUMENT...]\n", stderr);
		return 2;
	}
	child = fork();
	if (child == 0)
		become(argv + 1 + keep, keep);
	if (child < 0 || wait4(child, &status, 0, &usage) < 0) {
		perror("measure");
		return 1;
	}
	printf("%f %f\n", seconds(usage.ru_utime) + seconds(usage.ru_stime),
		(double)usage.ru_maxrss / 1024);
	/* Nothing found is a result too. */
	return WIFEXITED(status) && WEXITSTATUS(status) <= 1 ? 0 : 1;
}
