/* SPDX-License-Identifier: GPL-2.0-or-later */
/* avocet-mail: mails what is new, and exits. The daemon, or a timer, starts it again. */
#include "mail.h"

#include <argp.h>
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config.h"

enum key { KEY_DIGEST = 0x100, KEY_NOW, KEY_STATUS };

struct arguments {
	const char *config, *state;
	const char *test;	/* an address */
	bool named;		/* the settings were named, so they must be there */
	bool status;
	struct mail_options run;
};

static const struct argp_option options[] = {
	{ "config", 'c', "FILE", 0, N_("Settings"), 0 },
	{ "digest", KEY_DIGEST, NULL, 0, N_("Show the digests that would be sent now"), 0 },
	{ "now", KEY_NOW, NULL, 0, N_("With --digest: send them, before it is their time"), 0 },
	{ "print", 'p', NULL, 0, N_("Show the mails instead of sending them; they stay unsent"), 0 },
	{ "state", 's', "FOLDER", 0, N_("What was sent so far"), 0 },
	{ "status", KEY_STATUS, NULL, 0, N_("Tell what was sent, what waits and what was refused"), 0 },
	{ "test", 't', "ADDRESS", 0, N_("Send a test mail there"), 0 },
	{ "wait", 'w', NULL, 0, N_("Stay while a mail is due within the hour; for systemd"), 0 },
	{ 0 },
};

static error_t take_option(int key, char *value, struct argp_state *state)
{
	struct arguments *arguments = state->input;

	switch (key) {
	case 'c': arguments->config = value; arguments->named = true; break;
	case 's': arguments->state = value; break;
	case 'p': arguments->run.print = true; break;
	case 't': arguments->test = value; break;
	case 'w': arguments->run.wait = true; break;
	case KEY_DIGEST: arguments->run.digest = true; break;
	case KEY_NOW: arguments->run.now = true; break;
	case KEY_STATUS: arguments->status = true; break;
	case ARGP_KEY_ARG: argp_usage(state); break;
	case ARGP_KEY_END:
		if (arguments->run.now && !arguments->run.digest)
			argp_error(state, _("--now goes with --digest"));
		if (arguments->test && !mail_address_valid(arguments->test))
			argp_error(state, _("this is no address to mail to; write NAME@HOST"));
		break;
	default: return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

/* Texts are looked up before, since what is added varies with how Avocet was built. */
static char *filter_help(int key, const char *text, void *input)
{
	const char *path = key == 'c' ? AVOCET_CONFIG_DIR "/mail.conf" : key == 's' ? AVOCET_STATE_DIR "-mail" : NULL;
	char *with;

	return path && asprintf(&with, "%s (%s)", text, path) >= 0 ? with : (char *)text;
}

/* What must be there to send, or (with print) to show. */
static const char *missing(const struct arguments *arguments, const struct mail_settings *settings)
{
	if (arguments->run.print || arguments->status)
		return NULL;
	if (!settings->server && !settings->sendmail)
		return _("[mail] has no \"server\": say which server takes the mails");
	return settings->from ? NULL : _("[mail] has no \"from\": say which address the mails come from");
}

static int check_settings(const struct arguments *arguments, struct mail_settings *settings)
{
	const char *what;
	int error = 0;

	if (access(arguments->config, R_OK) < 0 && (arguments->named || errno != ENOENT)) {
		error = -errno;
		log_error(_("%s: %s"), arguments->config, strerror(-error));
		return error;
	}
	error = mail_settings_read(arguments->config, settings);
	if (error < 0)
		return error;
	what = settings->count || arguments->test ? missing(arguments, settings) : NULL;
	if (what) {
		log_error(_("%s: %s"), arguments->config, what);
		return -EINVAL;
	}
	return 0;
}

/* Typed by root: as the one whom the outbox belongs to, so that what is written there stays his. */
static int become_owner(const char *folder)
{
	struct stat status;
	struct passwd *owner;

	if (geteuid() != 0 || stat(folder, &status) < 0 || status.st_uid == 0)
		return 0;
	owner = getpwuid(status.st_uid);
	if (owner && initgroups(owner->pw_name, owner->pw_gid) == 0 && setgid(owner->pw_gid) == 0
		&& setuid(owner->pw_uid) == 0)
		return 0;
	log_error(_("%s: cannot become its owner: %s"), folder, strerror(errno));
	return -EPERM;
}

static int with_outbox(const struct arguments *arguments, const struct mail_settings *settings)
{
	struct outbox *outbox;
	int result;

	if (outbox_open(arguments->state, arguments->run.print || arguments->status, &outbox) < 0)
		return EXIT_NOTHING;
	if (arguments->status)
		result = outbox_print(outbox, stdout, settings) < 0 ? EXIT_NOTHING : EXIT_DONE;
	else
		result = mail_run(settings, &arguments->run, outbox);
	outbox_close(outbox);
	return result;
}

static bool has_digests(const struct mail_settings *settings)
{
	for (size_t i = 0; i < settings->count; i++)
		if (settings->recipients[i].schedule != SCHEDULE_IMMEDIATE)
			return true;
	return false;
}

static int run(const struct arguments *arguments)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct mail_settings settings = { .arena = arena };
	int error = become_owner(arguments->state);

	if (error >= 0)
		error = check_settings(arguments, &settings);
	if (error < 0)
		return error == -EACCES || error == -EPERM ? EXIT_NOT_AUTHORISED : EXIT_NOTHING;
	if (arguments->test)
		return send_test(&settings, arguments->test) < 0 ? EXIT_NOTHING : EXIT_DONE;
	if (!settings.count) {
		log_info(_("%s: it names no recipient: there is nothing to do"), arguments->config);
		return EXIT_DONE;
	}
	if (arguments->run.digest && !has_digests(&settings)) {
		log_error(_("%s: no recipient has a schedule with digests (hourly, daily, weekly)"),
			arguments->config);
		return EXIT_NOTHING;
	}
	return with_outbox(arguments, &settings);
}

int main(int argc, char **argv)
{
	static const struct argp argp = {
		.options = options,
		.parser = take_option,
		.help_filter = filter_help,
		.doc = N_("Mails each new alert to the recipients of mail.conf, once, and exits.\v"
		       "Exits with 1 when a mail could not be sent (a later run tries again), with 3 "
		       "when avocetd does not answer."),
	};
	struct arguments arguments = {
		.config = AVOCET_CONFIG_DIR "/mail.conf",
		.state = AVOCET_STATE_DIR "-mail",
	};

	language_start();
	argp_program_version = "avocet-mail " AVOCET_VERSION;
	argp_err_exit_status = EXIT_USAGE;
	if (argp_parse(&argp, argc, argv, 0, NULL, &arguments))
		return EXIT_USAGE;
	if (arguments.run.digest && !arguments.run.now)
		arguments.run.print = true;
	return run(&arguments);
}
