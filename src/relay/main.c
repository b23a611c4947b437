/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * avocet-relay: where no auditd runs, carries audit records from the journal, or from the kernel
 * itself, to avocetd. Beside auditd it carries what only the journal has.
 */
#include "config.h"
#include "relay.h"

#include <argp.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

#define DEFAULT_SOCKET "/run/avocet/audit.sock"

enum mode { MODE_NONE, MODE_JOURNAL, MODE_NETLINK };

struct arguments {
	const char *socket;
	enum mode mode;
	struct journal_options journal;
};

static volatile sig_atomic_t asked_to_stop;

static void on_stop(int number)
{
	asked_to_stop = 1;
}

/* SIGTERM arrives only while ppoll() sleeps; ret_signals is the mask for that. */
static void arrange_signals(sigset_t *ret_signals)
{
	struct sigaction stop = { .sa_handler = on_stop };
	sigset_t blocked;

	sigemptyset(ret_signals);
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGTERM);
	sigaddset(&blocked, SIGINT);
	sigprocmask(SIG_BLOCK, &blocked, NULL);
	sigaction(SIGTERM, &stop, NULL);
	sigaction(SIGINT, &stop, NULL);
}

/* ---- beside auditd ---- */

/* Its process runs: it may be another user's, of whom we only learn that. */
static bool runs(const char *pid_file)
{
	_cleanup_file_ FILE *file = fopen(pid_file, "re");
	int pid;

	return file && fscanf(file, "%d", &pid) == 1 && pid > 0
	       && (kill(pid, 0) == 0 || errno == EPERM);
}

static bool auditd_runs(void)
{
	static const char *const pid_files[] = { "/run/auditd.pid", "/run/audit/auditd.pid" };

	for (size_t i = 0; i < ARRAY_SIZE(pid_files); i++)
		if (runs(pid_files[i]))
			return true;
	return false;
}

static void choose_part(struct journal_options *options)
{
	if (options->directory)
		return;
	if (!options->session_bus && auditd_runs()) {
		options->session_bus = true;
		log_info("auditd runs here and brings the audit records itself: only what session "
			 "buses refuse is read from the journal");
	} else if (options->session_bus) {
		log_info("only what session buses refuse is read from the journal");
	} else {
		log_info("no auditd runs here: audit records are read from the journal");
	}
}

/* ---- the start ---- */

static const char *explain(enum mode mode, int error)
{
	if (mode == MODE_NETLINK && error == -EPERM)
		return "the capability CAP_AUDIT_READ is needed; start it by "
		       "avocet-netlink.service";
	if (mode == MODE_NETLINK && error == -EPROTONOSUPPORT)
		return "this kernel has no audit system";
	return strerror(-error);
}

static int open_source(struct arguments *arguments, struct source *ret)
{
	int r;

	if (arguments->mode == MODE_JOURNAL) {
		choose_part(&arguments->journal);
		r = journal_open(&arguments->journal, ret);
	} else {
		r = netlink_open(ret);
	}
	if (r < 0)
		log_error("%s: %s",
			arguments->mode == MODE_NETLINK ? "the kernel's audit records"
			: arguments->journal.directory  ? arguments->journal.directory
							: "the journal",
			explain(arguments->mode, r));
	return r;
}

/* libsystemd needs more system calls than the kernel's socket; there the unit limits them. */
static int confine(enum mode mode)
{
	int r = drop_privileges();

	if (r < 0) {
		log_error("cannot give up capabilities: %s. avocet-relay does not run with them",
			strerror(-r));
		return r;
	}
	r = mode == MODE_NETLINK ? confine_syscalls() : 0;
	if (r < 0)
		log_warning("cannot limit system calls: %s. avocet-relay goes on without",
			strerror(-r));
	return 0;
}

static int run(struct arguments *arguments)
{
	struct source source;
	sigset_t signals;
	int r = open_source(arguments, &source);

	if (r < 0)
		return EXIT_NOTHING;
	arrange_signals(&signals);
	r = confine(arguments->mode);
	if (r >= 0) {
		r = relay_run(arguments->socket, &source, &signals, &asked_to_stop);
		if (r < 0)
			log_error("the %s: %s", source.name, strerror(-r));
	}
	source.close(source.self);
	return r < 0 ? EXIT_NOTHING : EXIT_DONE;
}

/* ---- the command line ---- */

static const struct argp_option options[] = {
	{ "journal", 'j', NULL, 0, "read audit records from the journal", 0 },
	{ "netlink", 'n', NULL, 0, "read them from the kernel, and tell where some are missing",
		0 },
	{ "session-bus", 'b', NULL, 0,
		"of the journal, only what session buses refuse (so it is where auditd runs)", 0 },
	{ "directory", 'd', "DIR", 0, "read the journal files in DIR, not this host's", 0 },
	{ "socket", 's', "PATH", 0, "where avocetd listens (" DEFAULT_SOCKET ")", 0 },
	{ 0 },
};

static void check(const struct arguments *arguments, struct argp_state *state)
{
	const struct journal_options *journal = &arguments->journal;

	if (arguments->mode == MODE_NONE)
		argp_error(state, "say where to read: --journal or --netlink");
	if (arguments->mode == MODE_NETLINK && (journal->session_bus || journal->directory))
		argp_error(state, "--session-bus and --directory go with --journal");
	if (strlen(arguments->socket) >= sizeof((struct sockaddr_un *)0)->sun_path)
		argp_error(state, "%s: no socket can have a name that long", arguments->socket);
}

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case 'j':
	case 'n':
		if (arguments->mode)
			argp_error(state, "say --journal or --netlink, not both");
		arguments->mode = key == 'j' ? MODE_JOURNAL : MODE_NETLINK;
		return 0;
	case 'b':
		arguments->journal.session_bus = true;
		return 0;
	case 'd':
		arguments->journal.directory = argument;
		return 0;
	case 's':
		arguments->socket = argument;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "%s: there is nothing to name here", argument);
		return 0;
	case ARGP_KEY_END:
		check(arguments, state);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp parser = {
	.options = options,
	.parser = parse_option,
	.doc = "Carries SELinux denials to avocetd where no auditd does.\v"
	       "systemd starts it: avocet-journal.service or, where no journal is kept, "
	       "avocet-netlink.service.",
};

int main(int argc, char **argv)
{
	struct arguments arguments = { .socket = DEFAULT_SOCKET };

	argp_err_exit_status = EXIT_USAGE;
	argp_program_version = "avocet-relay " AVOCET_VERSION;
	start_clean();
	argp_parse(&parser, argc, argv, 0, NULL, &arguments);
	return run(&arguments);
}
