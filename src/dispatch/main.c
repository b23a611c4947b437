/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * avocet-dispatch: a plugin of auditd that carries the events that matter to avocetd. Its first
 * duty is to auditd: whatever the daemon does, stdin is read at once.
 */
#include "config.h"
#include "dispatch.h"

#include <argp.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

#define DEFAULT_SOCKET "/run/avocet/audit.sock"
#define AUDITD_SETTINGS "/etc/audit/auditd.conf"
#define NO_LOG "none"
#define FLUSH_MS 1000

struct dispatch {
	struct link link;
	struct carrier *carrier;
	struct lines *lines;
	const char *log;
	bool ended; /* stdin has nothing more */
};

static volatile sig_atomic_t asked_to_stop;

static void on_stop(int number)
{
	asked_to_stop = 1;
}

static void take_line(const char *line, size_t length, bool cut, void *userdata)
{
	struct dispatch *dispatch = userdata;

	carrier_take(dispatch->carrier, line, length, cut);
}

static void read_input(struct dispatch *dispatch)
{
	static char bytes[64 * 1024];
	ssize_t length = read(STDIN_FILENO, bytes, sizeof bytes);

	if (length > 0) {
		lines_feed(dispatch->lines, bytes, (size_t)length);
	} else if (length == 0 || (errno != EINTR && errno != EAGAIN)) {
		lines_end(dispatch->lines);
		dispatch->ended = true;
	}
}

static short wanted_of_link(const struct dispatch *dispatch)
{
	if (carrier_state(dispatch->carrier) == CARRIER_HELLO)
		return POLLIN;
	return carrier_sending(dispatch->carrier) ? POLLOUT : 0;
}

/* Waits for input, for the daemon, or for a signal; does what there is to do. Returns what
 * ppoll() did. */
static int turn(struct dispatch *dispatch, int timeout, const sigset_t *signals)
{
	struct pollfd fds[] = {
		{ .fd = dispatch->ended ? -1 : STDIN_FILENO, .events = POLLIN },
		{ .fd = dispatch->link.fd, .events = wanted_of_link(dispatch) },
	};
	struct timespec wait = { timeout / 1000, timeout % 1000 * 1000000L };
	int n = ppoll(fds, ARRAY_SIZE(fds), timeout < 0 ? NULL : &wait, signals);

	if (n < 0)
		return errno == EINTR ? 0 : -errno;
	if (fds[0].revents)
		read_input(dispatch);
	if (fds[1].revents & (POLLHUP | POLLERR | POLLNVAL))
		carrier_lost(dispatch->carrier);
	carrier_work(dispatch->carrier);
	return n;
}

/* The end: what auditd has still written is read, and what the daemon takes soon is sent. */
static void flush(struct dispatch *dispatch)
{
	int64_t deadline = clock_ms() + FLUSH_MS;

	while (!dispatch->ended && clock_ms() < deadline && turn(dispatch, 0, NULL) > 0)
		;
	lines_end(dispatch->lines);
	dispatch->ended = true;
	while (!carrier_done(dispatch->carrier)) {
		int64_t left = deadline - clock_ms();
		int due = carrier_timeout(dispatch->carrier);

		if (left <= 0 || turn(dispatch, due >= 0 && due < left ? due : (int)left, NULL) < 0)
			break;
	}
}

static int run(struct dispatch *dispatch, const sigset_t *signals)
{
	int r = 0;

	/* Wakes the daemon, where systemd starts it for its first caller. */
	carrier_work(dispatch->carrier);
	while (!asked_to_stop && !dispatch->ended && r >= 0)
		r = turn(dispatch, carrier_timeout(dispatch->carrier), signals);
	flush(dispatch);
	return r < 0 ? r : 0;
}

/* SIGTERM arrives only while ppoll() sleeps; ret_signals is the mask for that. */
static void arrange_signals(sigset_t *ret_signals)
{
	struct sigaction stop = { .sa_handler = on_stop }, ignore = { .sa_handler = SIG_IGN };
	sigset_t blocked;

	sigemptyset(ret_signals);
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGTERM);
	sigprocmask(SIG_BLOCK, &blocked, NULL);
	sigaction(SIGTERM, &stop, NULL);
	sigaction(SIGPIPE, &ignore, NULL);
	/* auditd sends SIGHUP when its own settings change; there is nothing here to read again. */
	sigaction(SIGHUP, &ignore, NULL);
}

static void confine(void)
{
	int r = drop_privileges();

	if (r < 0) {
		log_error("cannot give up capabilities: %s. avocet-dispatch does not run with them",
			strerror(-r));
		exit(EXIT_FAILURE);
	}
	r = confine_syscalls();
	if (r < 0)
		log_warning("cannot limit system calls: %s. avocet-dispatch goes on without",
			strerror(-r));
}

static const struct argp_option options[] = {
	{ "socket", 's', "PATH", 0, "where avocetd listens (" DEFAULT_SOCKET ")", 0 },
	{ "log", 'l', "FILE", 0,
		"auditd's log, from which it tells again what avocetd missed (as auditd's settings "
		"say); \"" NO_LOG "\": there is none", 0 },
	{ 0 },
};

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
	struct dispatch *dispatch = state->input;

	switch (key) {
	case 's':
		if (strlen(argument) >= sizeof((struct sockaddr_un *)0)->sun_path)
			argp_error(state, "%s: no socket can have a name that long", argument);
		dispatch->link.path = argument;
		return 0;
	case 'l':
		dispatch->log = argument;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "%s: there is nothing to name here; records come on stdin",
			argument);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp parser = {
	.options = options,
	.parser = parse_option,
	.doc = "Carries SELinux denials from auditd to avocetd.\v"
	       "auditd starts it; see avocet.conf in auditd's folder of plugins.",
};

/* NULL: there is none. */
static const char *where_log_is(const struct dispatch *dispatch, struct arena *arena)
{
	if (!dispatch->log)
		return log_usual(AUDITD_SETTINGS, arena);
	return strcmp(dispatch->log, NO_LOG) == 0 ? NULL : dispatch->log;
}

int main(int argc, char **argv)
{
	struct dispatch dispatch = { .link = LINK_INIT(DEFAULT_SOCKET) };
	_cleanup_arena_ struct arena *arena = arena_new();
	sigset_t signals;
	const char *log;
	int r;

	start_clean();
	argp_err_exit_status = EXIT_USAGE;
	/* Not defined but set: a definition of ours would be hidden from libc. */
	argp_program_version = "avocet-dispatch " AVOCET_VERSION;
	argp_parse(&parser, argc, argv, 0, NULL, &dispatch);
	arrange_signals(&signals);
	log = where_log_is(&dispatch, arena);
	confine();
	dispatch.carrier = carrier_new(log, &dispatch.link);
	dispatch.lines = lines_new(take_line, &dispatch);
	r = run(&dispatch, &signals);
	lines_free(dispatch.lines);
	carrier_free(dispatch.carrier);
	return r < 0 ? EXIT_FAILURE : EXIT_DONE;
}
