/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * avocet import: old audit logs into the history. Into the daemon's it writes beside the daemon, whose worker
 * then explains; a database of its own (--db FILE) is explained here, as avocet explain does.
 */
#include "cli.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "again.h"
#include "client.h"
#include "hear.h"

struct importing {
	struct common common;
	const char *db;
	struct explainer_options explainer;
	char **files;
	struct store *store;
	struct hear *hear;
	struct progress progress;
	uint64_t denials;
	bool failed;		/* writing did, which was told */
};

enum key { KEY_POLICY = 0x200, KEY_FILE_CONTEXTS, KEY_BOOLEANS, KEY_ROOT, KEY_PLUGIN };

static const struct argp_option options[] = {
	{ "policy", KEY_POLICY, "FILE", 0, N_("With --db: ask this policy instead of the one of this host"), 0 },
	{ "file-contexts", KEY_FILE_CONTEXTS, "FILE", 0, N_("With --db: take default labels from this file"), 0 },
	{ "booleans", KEY_BOOLEANS, "FILE", 0, N_("With --db: take the states of booleans from this file, as "
		"getsebool -a prints them"), 0 },
	{ "root", KEY_ROOT, "DIR", 0, N_("With --db: ask the policy, labels and mounts of another host, whose "
		"files are in DIR"), 0 },
	{ "plugin", KEY_PLUGIN, "DIR", 0, N_("With --db: ask only the plugins in DIR"), 0 },
	{ 0 },
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct importing *i = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &i->common;
		state->child_inputs[1] = &i->db;
		return 0;
	case KEY_POLICY: i->explainer.files.policy = argument; return 0;
	case KEY_FILE_CONTEXTS: i->explainer.files.file_contexts = argument; return 0;
	case KEY_BOOLEANS: i->explainer.files.booleans = argument; return 0;
	case KEY_ROOT: i->explainer.files.root = argument; return 0;
	case KEY_PLUGIN: i->explainer.plugins = argument; return 0;
	case ARGP_KEY_ARGS: i->files = state->argv + state->next; return 0;
	case ARGP_KEY_NO_ARGS: argp_error(state, _("which logs? such as /var/log/audit/audit.log.1")); return 0;
	default: return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "FILE...",
	.doc = N_("Takes old audit logs, plain or packed by gzip or xz, into the history of the avocetd service, or "
	       "with --db into a database of their own, which list, show and stats take too. Each denial is "
	       "counted once, however often it is imported."),
	.children = (const struct argp_child[]){
		{ &common_argp, 0, NULL, 0 }, { &history_argp, 0, NULL, 0 }, { 0 },
	},
};

/* ---- reading ---- */

static int write_batch(struct importing *i)
{
	int r = i->failed ? -EIO : store_commit(i->store, NULL, NULL);

	if (r < 0 && !i->failed)
		log_error("%s", store_error(i->store));
	i->failed |= r < 0;
	return r;
}

static void take_denial(const struct denial *denial, const char *signature, void *userdata)
{
	struct importing *i = userdata;

	i->denials++;
	if (!i->failed && store_add(i->store, denial, signature) < 0) {
		log_error("%s", store_error(i->store));
		i->failed = true;
	}
}

static void take_change(const struct policy_change *change, void *userdata)
{
	struct importing *i = userdata;

	if (!i->failed && store_policy_change(i->store, change) < 0) {
		log_error("%s", store_error(i->store));
		i->failed = true;
	}
}

static int feed(const char *bytes, size_t length, void *userdata)
{
	struct importing *i = userdata;

	hear_feed(i->hear, bytes, length);
	return store_full(i->store) || i->failed ? write_batch(i) : 0;
}

static void show_progress(uint64_t read, uint64_t size, void *userdata)
{
	struct importing *i = userdata;

	progress_show(&i->progress, read, size, i->denials);
}

/* Returns whether the file was a log, and all of it is written. */
static bool read_file(struct importing *i, const char *path)
{
	const struct source_to to = { .feed = feed, .progress = show_progress, .userdata = i };
	const uint64_t before = hear_counts(i->hear)->records;
	int error;

	progress_begin(&i->progress);
	error = source_read_file(path, &to);
	hear_end(i->hear);
	progress_end(&i->progress);
	if (write_batch(i) < 0)
		return false;
	if (error < 0)
		log_error(_("%s: %s"), path, read_problem(error));
	else if (hear_counts(i->hear)->records == before)
		log_error(_("%s: no audit records in it"), path);
	else
		return true;
	return false;
}

static bool read_files(struct importing *i)
{
	const struct hear_to to = {
		.denial = take_denial,
		.policy_changed = take_change,
		.wishes = { .brief = true },
		.userdata = i,
	};
	bool good = true;

	store_import(i->store);
	i->hear = hear_new(&to);
	for (char **file = i->files; *file && !i->failed; file++)
		good &= read_file(i, *file);
	hear_free(i->hear);
	return good && !i->failed;
}

/* What could not be written is not counted, and said already. */
static void print_counts(const struct importing *i)
{
	const uint64_t counted = store_imported(i->store);

	if (i->failed)
		return;
	if (i->common.json) {
		output_json(json_pack("{sI sI sI}", "denials", (json_int_t)i->denials, "counted",
			(json_int_t)counted, "known", (json_int_t)(i->denials - counted)));
		return;
	}
	printf(ngettext("%" PRIu64 " denial", "%" PRIu64 " denials", i->denials), i->denials);
	printf(_("; new: %" PRIu64 ", counted before: %" PRIu64 "\n"), counted,
		i->denials - counted);
}

/* ---- a database of its own is explained here ---- */

static void complain(const char *sentence, void *userdata)
{
	log_warning("%s", sentence);
}

static bool explain_each(struct importing *i, struct explainer *explainer, const int64_t *ids,
	size_t count)
{
	for (size_t n = 0; n < count; n++) {
		_cleanup_arena_ struct arena *arena = arena_new();
		const char *why = NULL;
		int r = explain_again(explainer, i->store, ids[n], arena, &why);

		progress_step(&i->progress, n + 1, count);
		if (r == -ENODATA || r == -ENOENT)
			r = store_crashed(i->store, ids[n], NULL, &(bool){ false });
		if (r < 0) {
			progress_end(&i->progress);
			log_error("alert %" PRId64 ": %s", ids[n], why ? why : store_error(i->store));
			return false;
		}
	}
	progress_end(&i->progress);
	return true;
}

static bool explain_new(struct importing *i)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct explainer *explainer;
	int64_t *ids;
	size_t count;
	bool good;
	int r = store_pending(i->store, arena, &ids, &count);

	if (r < 0 || !count) {
		if (r < 0)
			log_error("%s", store_error(i->store));
		return r == 0;
	}
	i->explainer.complain = complain;
	r = explainer_new(&i->explainer, &explainer);
	if (r < 0) {
		log_error(_("%s: %s"), i->explainer.plugins ? i->explainer.plugins : "plugins", strerror(-r));
		return false;
	}
	progress_begin(&i->progress);
	good = explain_each(i, explainer, ids, count);
	explainer_free(explainer);
	return good;
}

static int import_apart(struct importing *i)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *why = NULL;
	int r = store_open(i->db, STORE_MAKE, arena, &i->store, NULL, &why), code;

	if (r < 0) {
		log_error("%s", why ? why : strerror(-r));
		return r == -EACCES || r == -EPERM ? EXIT_NOT_AUTHORISED : EXIT_NOTHING;
	}
	code = read_files(i) ? EXIT_DONE : EXIT_NOTHING;
	if (!explain_new(i))
		code = EXIT_NOTHING;
	print_counts(i);
	store_close(i->store);
	return code;
}

/* ---- the daemon's history ---- */

/* Asking is also what makes the daemon look for alerts that wait to be explained. */
static int ask_database(struct arena *arena, const char **ret)
{
	struct history *history;
	json_t *status = NULL;
	const char *path = NULL;
	int r = history_open(NULL, &history), code = EXIT_DONE;

	if (r == 0)
		r = history_status(history, &status);
	if (r < 0)
		code = history_report(history, r);
	else
		path = json_string_value(json_object_get(status, "database"));
	*ret = arena_strdup(arena, path);
	json_decref(status);
	history_close(history);
	return code;
}

static int import_beside(struct importing *i)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *path, *why = NULL;
	int code = ask_database(arena, &path), r;

	if (code != EXIT_DONE)
		return code;
	r = path ? store_open(path, STORE_JOIN, arena, &i->store, NULL, &why) : -EACCES;
	if (r < 0) {
		log_error(_("%s; only root may import into the history of the avocetd service, with --db FILE "
			"everybody may into a file of their own"), why ? why : _("it cannot be opened"));
		return r == -EACCES || r == -EROFS ? EXIT_NOT_AUTHORISED : EXIT_NOTHING;
	}
	code = read_files(i) ? EXIT_DONE : EXIT_NOTHING;
	print_counts(i);
	store_close(i->store);
	r = ask_database(arena, &path);
	return code == EXIT_DONE ? r : code;
}

static bool asks_another_policy(const struct explainer_options *asked)
{
	return asked->files.policy || asked->files.file_contexts || asked->files.booleans ||
		asked->files.root || asked->plugins;
}

int command_import(int argc, char **argv)
{
	struct importing i = { 0 };

	check_options(&argp, argv);
	argp_parse(&argp, argc, argv, 0, NULL, &i);
	if (!i.db && asks_another_policy(&i.explainer)) {
		log_error(_("the avocetd service explains by the policy in use; another one is asked with --db"));
		return EXIT_USAGE;
	}
	return i.db ? import_apart(&i) : import_beside(&i);
}
