/* SPDX-License-Identifier: GPL-2.0-or-later */
/* avocet-analyse: options and limits. Started by avocetd, seldom by people. */
#include <argp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "config.h"
#include "worker.h"

#define IDLE_SECONDS 30

/* A policy with its labels takes a tenth of this. The address sanitizer alone takes terabytes. */
#ifdef __SANITIZE_ADDRESS__
#define MEMORY_MAX RLIM_INFINITY
#else
#define MEMORY_MAX (512UL * 1024 * 1024)
#endif

enum option_key {
	OPTION_DATABASE = 256,
	OPTION_PLUGINS,
	OPTION_POLICY,
	OPTION_FILE_CONTEXTS,
	OPTION_IDLE,
};

static const struct argp_option argp_options[] = {
	{ "database", OPTION_DATABASE, "FILE", 0, "the history with the alerts" },
	{ "plugins", OPTION_PLUGINS, "DIR", 0, "the folder of the plugins" },
	{ "policy", OPTION_POLICY, "FILE", 0, "ask this policy, not the one in use" },
	{ "file-contexts", OPTION_FILE_CONTEXTS, "FILE", 0, "ask these file contexts" },
	{ "idle", OPTION_IDLE, "SECONDS", 0, "end after so long without work (30)" },
	{ 0 },
};

static void take_idle(const char *text, struct argp_state *state, struct options *options)
{
	char *end;
	long seconds = strtol(text, &end, 10);

	if (*end || seconds < 1 || seconds > 3600)
		argp_error(state, "--idle takes seconds from 1 to 3600");
	options->idle = (unsigned)seconds;
}

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
	struct options *options = state->input;

	switch (key) {
	case OPTION_DATABASE:
		options->database = argument;
		return 0;
	case OPTION_PLUGINS:
		options->explainer.plugins = argument;
		return 0;
	case OPTION_POLICY:
		options->explainer.files.policy = argument;
		return 0;
	case OPTION_FILE_CONTEXTS:
		options->explainer.files.file_contexts = argument;
		return 0;
	case OPTION_IDLE:
		take_idle(argument, state, options);
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "%s: there is nothing but options to give", argument);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* Plugins may be anybody's: what they can use up is bounded, and they do not outlive avocetd. */
static void set_limits(void)
{
	const struct rlimit memory = { MEMORY_MAX, MEMORY_MAX }, core = { 0, 0 };

	setrlimit(RLIMIT_AS, &memory);
	setrlimit(RLIMIT_CORE, &core);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
}

int main(int argc, char **argv)
{
	static const struct argp argp = { argp_options, parse_option, NULL,
		"Explains stored alerts; avocetd starts it." };
	struct options options = {
		.database = AVOCET_STATE_DIR "/avocet.db",
		.idle = IDLE_SECONDS,
	};

	argp_err_exit_status = EXIT_USAGE;
	argp_program_version = "avocet-analyse " AVOCET_VERSION;
	if (argp_parse(&argp, argc, argv, 0, NULL, &options))
		return EXIT_USAGE;
	set_limits();
	return worker_run(&options);
}
