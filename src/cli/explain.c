/* SPDX-License-Identifier: GPL-2.0-or-later */
/* avocet explain: the whole line at once, from a log file to the screen, without the daemon. */
#include "cli.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "explain.h"
#include "hear.h"

struct explaining {
	struct common common;
	struct explainer_options explainer;
	int64_t since, until;
	bool count, summary, records;
	uint64_t denials;	/* in that time */
	char **files;
	struct hear *hear;
	struct fold *fold;
	struct progress progress;
	struct changes changes;
};

enum key {
	KEY_SUMMARY = 's',
	KEY_COUNT = 'c',
	KEY_RECORDS = 'r',
	KEY_POLICY = 0x200,
	KEY_FILE_CONTEXTS,
	KEY_BOOLEANS,
	KEY_ROOT,
	KEY_PLUGIN,
	KEY_SINCE,
	KEY_UNTIL,
};

static const struct argp_option options[] = {
	{ "summary", KEY_SUMMARY, NULL, 0, N_("One line for each kind of denial"), 0 },
	{ "count", KEY_COUNT, NULL, 0, N_("Only numbers: records, events, denials, …"), 0 },
	{ "records", KEY_RECORDS, NULL, 0, N_("Also print the raw records"), 0 },
	{ "since", KEY_SINCE, "TIME", 0, N_("Only denials since then: today, 2h, 2026-11-22 09:00, …"), 0 },
	{ "until", KEY_UNTIL, "TIME", 0, N_("Only denials until then"), 0 },
	{ "policy", KEY_POLICY, "FILE", 0, N_("Ask this policy instead of the one of this host"), 0 },
	{ "file-contexts", KEY_FILE_CONTEXTS, "FILE", 0, N_("Take default labels from this file"), 0 },
	{ "booleans", KEY_BOOLEANS, "FILE", 0, N_("Take the states of booleans from this file, as getsebool "
		"-a prints them"), 0 },
	{ "root", KEY_ROOT, "DIR", 0, N_("Ask the policy, labels and mounts of another host, whose files "
		"are in DIR"), 0 },
	{ "plugin", KEY_PLUGIN, "DIR", 0, N_("Ask only the plugins in DIR, or the one in a file; tell "
		"only of what they explain"), 0 },
	{ 0 },
};

static void parse_time(const char *text, int64_t *ret, const struct argp_state *state)
{
	if (time_parse(text, time_now(), ret) < 0)
		argp_error(state, _("\"%s\" is no time; write today, yesterday, 2h, 3d or "
			"2026-11-22 09:00"), text);
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct explaining *e = state->input;

	switch (key) {
	case ARGP_KEY_INIT: state->child_inputs[0] = &e->common; return 0;
	case KEY_SUMMARY: e->summary = true; return 0;
	case KEY_COUNT: e->count = true; return 0;
	case KEY_RECORDS: e->records = true; return 0;
	case KEY_SINCE: parse_time(argument, &e->since, state); return 0;
	case KEY_UNTIL: parse_time(argument, &e->until, state); return 0;
	case KEY_POLICY: e->explainer.files.policy = argument; return 0;
	case KEY_FILE_CONTEXTS: e->explainer.files.file_contexts = argument; return 0;
	case KEY_BOOLEANS: e->explainer.files.booleans = argument; return 0;
	case KEY_ROOT: e->explainer.files.root = argument; return 0;
	case KEY_PLUGIN: e->explainer.plugins = argument; return 0;
	case ARGP_KEY_ARGS: e->files = state->argv + state->next; return 0;
	default: return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "[FILE...|-]",
	.doc = N_("Explains the denials in audit logs, plain or packed by gzip or xz, or on standard input. "
	       "Equal ones are told once. Needs no daemon."),
	.children = (const struct argp_child[]){ { &common_argp, 0, NULL, 0 }, { 0 } },
};

static bool is_asked_for(const struct explaining *e, int64_t ms)
{
	return (!e->since || ms >= e->since) && (!e->until || ms <= e->until);
}

static void take_denial(const struct denial *denial, const char *signature, void *userdata)
{
	struct explaining *e = userdata;

	if (!is_asked_for(e, denial->id.ms))
		return;
	e->denials++;
	fold_add(e->fold, denial, signature);
}

static void take_change(const struct policy_change *change, void *userdata)
{
	struct explaining *e = userdata;

	if (is_asked_for(e, change->id.ms))
		changes_add(&e->changes, change);
}

static int feed(const char *bytes, size_t length, void *userdata)
{
	struct explaining *e = userdata;

	hear_feed(e->hear, bytes, length);
	return 0;
}

static void show_progress(uint64_t read, uint64_t size, void *userdata)
{
	struct explaining *e = userdata;

	progress_show(&e->progress, read, size, e->denials);
}

/* Returns whether the file was a log. */
static bool read_file(struct explaining *e, const char *path)
{
	const char *name = strcmp(path, "-") == 0 ? "standard input" : path;
	const struct source_to to = { .feed = feed, .progress = show_progress, .userdata = e };
	const struct hear_counts before = *hear_counts(e->hear), *counts;
	int error;

	progress_begin(&e->progress);
	error = source_read_file(path, &to);
	hear_end(e->hear);
	progress_end(&e->progress);
	counts = hear_counts(e->hear);
	if (error < 0)
		log_error(_("%s: %s"), name, read_problem(error));
	else if (counts->records == before.records && counts->not_selinux == before.not_selinux)
		log_error(counts->damaged > before.damaged
			? _("%s: nothing but damaged audit records in it") : _("%s: no audit records in it"), name);
	else
		return true;
	return false;
}

static bool read_files(struct explaining *e)
{
	bool good = true;

	if (!e->files && isatty(STDIN_FILENO))
		log_info(_("reading audit records from the terminal; paste them and press Ctrl-D"));
	if (!e->files)
		return read_file(e, "-");
	for (char **file = e->files; *file; file++)
		good &= read_file(e, *file);
	return good;
}

static void print_counts(struct explaining *e)
{
	const struct hear_counts *counts = hear_counts(e->hear);
	const struct {
		const char *name;
		uint64_t number;
	} rows[] = {
		{ "records", counts->records }, { "events", counts->events }, { "denials", e->denials },
		{ "alerts", fold_count(e->fold) }, { "not_selinux", counts->not_selinux },
		{ "damaged", counts->damaged },
	};
	json_t *json = json_object();

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		json_object_set_new(json, rows[i].name, json_integer((json_int_t)rows[i].number));
		if (!e->common.json)
			printf("%-12s %" PRIu64 "\n", rows[i].name, rows[i].number);
	}
	if (e->common.json)
		output_json(json);
	else
		json_decref(json);
}

static void complain(const char *sentence, void *userdata)
{
	log_warning("%s", sentence);
}

static void print_alert(const struct explaining *e, const struct alert *alert, bool first)
{
	struct text_style style = output_style(&e->common);

	style.records = e->records;
	if (e->common.json) {
		output_json(alert_to_json(alert));
	} else if (e->summary) {
		alert_print_line(stdout, alert, &style);
	} else {
		if (!first)
			putchar('\n');
		alert_print(stdout, alert, &style);
	}
}

static void print_totals(const struct hear_counts *counts, uint64_t denials, size_t kinds)
{
	printf("\n");
	printf(ngettext("%" PRIu64 " denial", "%" PRIu64 " denials", denials), denials);
	printf(ngettext(" of %zu kind", " of %zu kinds", kinds), kinds);
	printf(ngettext(" in %" PRIu64 " audit record.\n", " in %" PRIu64 " audit records.\n",
		counts->records), counts->records);
}

static void print_end(struct explaining *e)
{
	const struct hear_counts *counts = hear_counts(e->hear);

	if (e->common.json || e->explainer.plugins)
		return;
	if (!e->summary)
		changes_print(&e->changes);
	if (!e->denials && counts->denials)
		printf(ngettext("No SELinux denials in that time; %" PRIu64 " outside of it.\n",
			"No SELinux denials in that time; %" PRIu64 " outside of it.\n", counts->denials),
			counts->denials);
	else if (!fold_count(e->fold))
		printf(_("No SELinux denials in %" PRIu64 " audit records.\n"), counts->records);
	else if (!e->summary)
		print_totals(counts, e->denials, fold_count(e->fold));
	if (!e->denials && counts->not_selinux)
		printf(ngettext("%" PRIu64 " message is of other security modules (AppArmor, seccomp, …).\n",
			"%" PRIu64 " messages are of other security modules (AppArmor, seccomp, …).\n",
			counts->not_selinux), counts->not_selinux);
	fflush(stdout); /* for those who see both together */
	if (counts->lost)
		log_warning(ngettext("the kernel says that it lost %" PRIu64 " record; there may be more denials",
			"the kernel says that it lost %" PRIu64 " records; there may be more denials",
			counts->lost), counts->lost);
	if (counts->damaged)
		log_warning(ngettext("%" PRIu64 " damaged record; what it still tells is above",
			"%" PRIu64 " damaged records; what they still tell is above", counts->damaged),
			counts->damaged);
}

/* Else advice would be given that is not what was asked for; why not was told already. */
static bool has_what_was_named(const struct policy_files *files, struct policy *policy)
{
	if (!policy)
		return !files->policy && !files->file_contexts && !files->booleans && !files->root;
	return !files->file_contexts || policy_has_labels(policy);
}

/* Plugins and a policy of a hundred thousand pieces: as the process ends with them, the kernel takes
 * them back at once, which is much faster than giving back each. */
static struct explainer *explainer;

static int explain_all(struct explaining *e)
{
	bool first = true;
	int error;

	e->explainer.complain = complain;
	error = explainer_new(&e->explainer, &explainer);
	if (error < 0) {
		log_error(_("%s: %s"), e->explainer.plugins ? e->explainer.plugins : "plugins", error == -ENOTDIR
			? _("this is no plugin; it takes a folder, or a file that ends in .so") : strerror(-error));
		return error;
	}
	if (!has_what_was_named(&e->explainer.files, explainer_policy(explainer)))
		return -EINVAL;
	for (struct alert *alert = NULL; (alert = fold_next(e->fold, alert));) {
		struct arena *arena = arena_new();

		explain(explainer, arena, alert);
		if (alert->verdicts.count || !e->explainer.plugins) {
			print_alert(e, alert, first);
			first = false;
		}
		alert->verdicts = (struct verdicts){ 0 };
		arena_free(arena);
	}
	return 0;
}

/* Who counts asks for no more than what tells denials apart. */
static struct hear *hear_as_asked(struct explaining *e)
{
	const struct hear_to to = {
		.denial = take_denial,
		.policy_changed = e->count ? NULL : take_change,
		.wishes = {
			.brief = true,
			.no_records = e->count || !(e->records || e->common.json),
			.no_more = e->count,
		},
		.userdata = e,
	};

	return hear_new(&to);
}

int command_explain(int argc, char **argv)
{
	struct explaining e = { 0 };
	int code;

	check_options(&argp, argv);
	argp_parse(&argp, argc, argv, 0, NULL, &e);
	e.hear = hear_as_asked(&e);
	e.fold = fold_new();
	code = read_files(&e) ? EXIT_DONE : EXIT_NOTHING;
	if (e.count) {
		print_counts(&e);
	} else if (fold_count(e.fold) && explain_all(&e) < 0) {
		code = EXIT_NOTHING;
	} else if (hear_counts(e.hear)->records || hear_counts(e.hear)->not_selinux) {
		print_end(&e);
	}
	changes_free(&e.changes);
	fold_free(e.fold);
	hear_free(e.hear);
	return code;
}
