/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the command line and /etc/avocet/avocet.conf say. */
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "config.h"
#include "daemon.h"

#define PATIENCE_SECONDS 60
#define USUAL_SOCKET "/run/avocet/audit.sock"
#define PATH_ALLOWED "a path that begins with /"

/* What the files say, with the arena that holds it. */
struct configured {
	struct arena *arena;
	struct settings settings;
};

static int set_path(struct configured *configured, const char **path, const char *value)
{
	if (value[0] != '/')
		return -EINVAL;
	*path = arena_strdup(configured->arena, value);
	return 0;
}

#define PATH_SETTER(member)                                                                \
	static int set_##member(void *data, const char *section, const char *value)        \
	{                                                                                  \
		struct configured *configured = data;                                      \
		return set_path(configured, &configured->settings.member, value);          \
	}
PATH_SETTER(database)
PATH_SETTER(usual_socket)
PATH_SETTER(plugins)
PATH_SETTER(policy)
PATH_SETTER(file_contexts)
PATH_SETTER(metrics)

/* ---- how much is kept ---- */

#define DAYS_USUAL 365
#define ALERTS_USUAL 20000
#define BYTES_USUAL (INT64_C(2) << 30)
#define DAYS_ALLOWED "a number of days; 0 keeps them for ever"
#define ALERTS_ALLOWED "a number of alerts, 100 or more; 0 sets no bound"
#define BYTES_ALLOWED "a size such as 500M or 2G, 10M or more; 0 sets no bound"

/* Digits, then one of the units or nothing. */
static int read_number(const char *value, const char *units, int64_t max, int64_t *ret)
{
	char *end;
	long long number;
	const char *unit;

	errno = 0;
	number = strtoll(value, &end, 10);
	if (errno || end == value || *value < '0' || *value > '9')
		return -EINVAL;
	for (unit = units; *end && *unit && *unit != *end; unit++)
		;
	if (*end && (!*unit || end[1]))
		return -EINVAL;
	for (int shift = *end ? (int)(unit - units) + 1 : 0; shift > 0; shift--) {
		if (number > max / 1024)
			return -EINVAL;
		number *= 1024;
	}
	*ret = number;
	return number <= max ? 0 : -EINVAL;
}

static int set_keep(int64_t *bound, const char *value, const char *units, int64_t min, int64_t max)
{
	int64_t number;

	if (read_number(value, units, max, &number) < 0 || (number && number < min))
		return -EINVAL;
	*bound = number;
	return 0;
}

static int set_keep_days(void *data, const char *section, const char *value)
{
	struct configured *configured = data;

	return set_keep(&configured->settings.keep.days, value, "", 1, 36500);
}

static int set_keep_alerts(void *data, const char *section, const char *value)
{
	struct configured *configured = data;

	return set_keep(&configured->settings.keep.alerts, value, "", 100, INT32_MAX);
}

static int set_keep_bytes(void *data, const char *section, const char *value)
{
	struct configured *configured = data;

	return set_keep(&configured->settings.keep.bytes, value, "KMGT", 10 << 20, INT64_C(1) << 50);
}

static const struct config_key keys[] = {
	{ "daemon", "database", PATH_ALLOWED, set_database },
	{ "daemon", "socket", PATH_ALLOWED, set_usual_socket },
	{ "analysis", "plugins", PATH_ALLOWED, set_plugins },
	{ "analysis", "policy", PATH_ALLOWED, set_policy },
	{ "analysis", "file-contexts", PATH_ALLOWED, set_file_contexts },
	{ "history", "keep-days", DAYS_ALLOWED, set_keep_days },
	{ "history", "keep-alerts", ALERTS_ALLOWED, set_keep_alerts },
	{ "history", "keep-bytes", BYTES_ALLOWED, set_keep_bytes },
	{ "metrics", "file", PATH_ALLOWED, set_metrics },
	{ NULL },
};

enum option_key {
	OPTION_CONFIG = 256,
	OPTION_CHECK,
	OPTION_BACKUP,
	OPTION_DATABASE,
	OPTION_SOCKET,
	OPTION_ANALYSE,
	OPTION_PLUGINS,
	OPTION_POLICY,
	OPTION_FILE_CONTEXTS,
	OPTION_PATIENCE,
};

static const struct argp_option options[] = {
	{ "config", OPTION_CONFIG, "FILE", 0, "read settings from FILE" },
	{ "check-config", OPTION_CHECK, NULL, 0, "check the settings and exit" },
	{ "backup", OPTION_BACKUP, "FILE", 0, "copy the history to a new FILE and exit" },
	{ "database", OPTION_DATABASE, "FILE", 0, "keep the history in FILE" },
	{ "socket", OPTION_SOCKET, "PATH", 0, "listen for audit records at PATH" },
	{ "analyse", OPTION_ANALYSE, "PROGRAM", 0, "the worker that explains alerts" },
	{ "plugins", OPTION_PLUGINS, "DIR", 0, "the folder of the plugins" },
	{ "policy", OPTION_POLICY, "FILE", 0, "ask this policy, not the one in use" },
	{ "file-contexts", OPTION_FILE_CONTEXTS, "FILE", 0, "ask these file contexts" },
	{ "patience", OPTION_PATIENCE, "SECONDS", OPTION_HIDDEN, NULL },
	{ 0 },
};

static void take_patience(const char *text, struct argp_state *state, struct settings *settings)
{
	char *end;
	long seconds = strtol(text, &end, 10);

	if (*end || seconds < 1 || seconds > 3600)
		argp_error(state, "--patience takes seconds from 1 to 3600");
	settings->patience = (unsigned)seconds;
}

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
	struct settings *settings = state->input;
	const struct {
		int key;
		const char **path;
	} paths[] = {
		{ OPTION_CONFIG, &settings->config },
		{ OPTION_BACKUP, &settings->backup },
		{ OPTION_DATABASE, &settings->database },
		{ OPTION_SOCKET, &settings->socket },
		{ OPTION_ANALYSE, &settings->analyse },
		{ OPTION_PLUGINS, &settings->plugins },
		{ OPTION_POLICY, &settings->policy },
		{ OPTION_FILE_CONTEXTS, &settings->file_contexts },
	};

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		if (paths[i].key == key) {
			*paths[i].path = argument;
			return 0;
		}
	switch (key) {
	case OPTION_CHECK:
		settings->check_config = true;
		return 0;
	case OPTION_PATIENCE:
		take_patience(argument, state, settings);
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "%s: there is nothing but options to give", argument);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static void prefer(const char **first, const char *second)
{
	if (!*first)
		*first = second;
}

static void fill_in(struct settings *settings, const struct settings *configured)
{
	prefer(&settings->database, configured->database);
	prefer(&settings->database, AVOCET_STATE_DIR "/avocet.db");
	prefer(&settings->usual_socket, configured->usual_socket);
	prefer(&settings->usual_socket, USUAL_SOCKET);
	prefer(&settings->analyse, AVOCET_LIBEXEC_DIR "/avocet-analyse");
	prefer(&settings->plugins, configured->plugins);
	prefer(&settings->policy, configured->policy);
	prefer(&settings->file_contexts, configured->file_contexts);
	settings->keep = configured->keep;
	settings->metrics = configured->metrics;
}

int settings_read(int argc, char **argv, struct arena *arena, struct settings *ret)
{
	static const struct argp argp = { options, parse_option, NULL,
		"Hears SELinux denials, keeps them, and has them explained." };
	struct configured configured = {
		.arena = arena,
		.settings.keep = { DAYS_USUAL, ALERTS_USUAL, BYTES_USUAL },
	};
	struct settings settings = { .patience = PATIENCE_SECONDS };

	argp_err_exit_status = EXIT_USAGE;
	argp_program_version = "avocetd " AVOCET_VERSION;
	if (argp_parse(&argp, argc, argv, 0, NULL, &settings))
		return EXIT_USAGE;
	/* A file that was asked for by name has to be there. */
	if (settings.config && access(settings.config, R_OK) < 0) {
		log_error("%s: %m", settings.config);
		return EXIT_USAGE;
	}
	prefer(&settings.config, AVOCET_CONFIG_DIR "/avocet.conf");
	if (config_read(settings.config, keys, &configured) < 0)
		return EXIT_USAGE;
	fill_in(&settings, &configured.settings);
	*ret = settings;
	return 0;
}
