/* SPDX-License-Identifier: GPL-2.0-or-later */
/* avocet-mail: mails what is new, and exits. A timer, or the daemon, starts it again. */
#include "client.h"
#include "mail.h"

#include <argp.h>
#include <curl/curl.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "config.h"

struct arguments {
	const char *config, *state;
	bool named;	/* the settings were named, so they must be there */
	bool print;
};

static const struct argp_option options[] = {
	{ "config", 'c', "FILE", 0, "Settings (" AVOCET_CONFIG_DIR "/mail.conf)", 0 },
	{ "state", 's', "FILE", 0, "What was sent so far (" AVOCET_STATE_DIR "-mail/state)", 0 },
	{ "print", 'p', NULL, 0, "Show the mails instead of sending them; they stay unsent", 0 },
	{ 0 },
};

static error_t take_option(int key, char *value, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case 'c': arguments->config = value; arguments->named = true; break;
	case 's': arguments->state = value; break;
	case 'p': arguments->print = true; break;
	case ARGP_KEY_ARG: argp_usage(state); break;
	default: return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static int check_settings(const struct arguments *arguments, struct mail_settings *settings)
{
	int error = 0;

	if (arguments->named && access(arguments->config, R_OK) < 0) {
		error = -errno;
		log_error("%s: %s", arguments->config, strerror(-error));
		return error;
	}
	error = mail_settings_read(arguments->config, settings);
	if (error < 0)
		return error;
	if (!settings->count)
		log_info("%s: it names no recipient: there is nothing to do", arguments->config);
	else if (!settings->server && !arguments->print) {
		log_error("%s: [mail] has no \"server\": say which server takes the mails",
			arguments->config);
		return -EINVAL;
	}
	return 0;
}

static int read_state(const char *path, struct arena *arena, struct state *state)
{
	int error = state_read(path, arena, state);

	if (error == -EINVAL)
		log_error("%s: this is not a state file of avocet-mail: mend or remove it (then the last "
			  "24 hours are mailed again)",
			path);
	else if (error < 0)
		log_error("%s: cannot be read: %s", path, strerror(-error));
	return error;
}

static int with_daemon(const struct arguments *arguments, const struct mail_settings *settings,
	struct state *state)
{
	struct client *client;
	int result = client_open(&client);

	if (result < 0) {
		log_error("%s", client_error(client));
		result = EXIT_NO_DAEMON;
	} else {
		result = mail_run(settings, state, client, arguments->print);
	}
	client_close(client);
	return result;
}

static int run(const struct arguments *arguments)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct mail_settings settings = { .arena = arena };
	struct state state;

	if (check_settings(arguments, &settings) < 0)
		return EXIT_NOTHING;
	if (!settings.count)
		return EXIT_DONE;
	if (read_state(arguments->state, arena, &state) < 0)
		return EXIT_NOTHING;
	return with_daemon(arguments, &settings, &state);
}

int main(int argc, char **argv)
{
	static const struct argp argp = {
		.options = options,
		.parser = take_option,
		.doc = "Mails each new alert to the recipients of mail.conf, once, and exits.\v"
		       "Exits with 1 when a mail could not be sent (the next run tries again), with 3 "
		       "when avocetd does not answer.",
	};
	struct arguments arguments = {
		.config = AVOCET_CONFIG_DIR "/mail.conf",
		.state = AVOCET_STATE_DIR "-mail/state",
	};
	int result;

	argp_program_version = "avocet-mail " AVOCET_VERSION;
	argp_err_exit_status = EXIT_USAGE;
	if (argp_parse(&argp, argc, argv, 0, NULL, &arguments))
		return EXIT_USAGE;
	curl_global_init(CURL_GLOBAL_DEFAULT);
	result = run(&arguments);
	curl_global_cleanup();
	return result;
}
