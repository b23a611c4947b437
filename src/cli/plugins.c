/* SPDX-License-Identifier: GPL-2.0-or-later */
/* avocet plugins: which analysers there are, which denials each of them takes, and why some of
 * them are not in use. */
#include "cli.h"
#include "client.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "explain.h"
#include "status.h"

struct listing {
	struct common common;
	const char *folder;		/* NULL: that of the programs */
	char **names;			/* NULL: all */
	struct arena *arena;
	struct strings quarantined, refused;
	size_t shown;
	bool is_found[256];		/* each of the names, as far as there is room */
};

enum key { KEY_PLUGIN = 0x200 };

static const struct argp_option options[] = {
	{ "plugin", KEY_PLUGIN, "DIR", 0, N_("Look into DIR, or at the one plugin in a file, instead of "
		"the installed ones"), 0 },
	{ 0 },
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct listing *listing = state->input;

	switch (key) {
	case ARGP_KEY_INIT: state->child_inputs[0] = &listing->common; return 0;
	case KEY_PLUGIN: listing->folder = argument; return 0;
	case ARGP_KEY_ARGS: listing->names = state->argv + state->next; return 0;
	default: return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "[NAME...]",
	.doc = N_("Lists the plugins that explain denials: name, which denials each of them takes, and from "
	       "which file it is; then those that are not in use, and why. Needs no daemon."),
	.children = (const struct argp_child[]){ { &common_argp, 0, NULL, 0 }, { 0 } },
};

/* ---- which denials ---- */

static const struct match_field {
	const char *name, *words;
	size_t offset;
} fields[] = {
#define FIELD(name, words) { #name, words, offsetof(struct avocet_match, name) }
	FIELD(manager, N_("denied by")),
	FIELD(outcome, N_("outcome")),
	FIELD(reason, N_("reason")),
	FIELD(constraint, N_("compared by the constraint")),
	FIELD(tclass, N_("class")),
	FIELD(any_permission, N_("one of the permissions")),
	FIELD(only_permissions, N_("only the permissions")),
	FIELD(source_type, N_("type of the program")),
	FIELD(target_type, N_("type of the target")),
	FIELD(exe, N_("program")),
	FIELD(comm, N_("program called")),
	FIELD(path, N_("path")),
	FIELD(name, N_("name")),
	FIELD(syscall, N_("system call")),
	FIELD(operation, N_("operation")),
	FIELD(container, N_("container")),
	FIELD(kmod, N_("kernel module")),
	FIELD(anonclass, N_("kind of anonymous file")),
#undef FIELD
};

static const char *value_of(const struct avocet_match *match, const struct match_field *field)
{
	return *(const char *const *)((const char *)match + field->offset);
}

/* "class process; one of the permissions execheap" */
static const char *match_text(const struct listing *listing, const struct avocet_plugin *plugin)
{
	const char *text = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		const char *value = value_of(&plugin->match, &fields[i]);

		if (value)
			text = arena_printf(listing->arena, "%s%s%s %s", text ? text : "",
				text ? "; " : "", _(fields[i].words), value);
	}
	if (!text)
		text = _("every denial");
	if (plugin->analyse)
		text = arena_printf(listing->arena, _("%s; then it looks closer"), text);
	return text;
}

/* ---- showing one ---- */

static json_t *json_text(const struct listing *listing, const char *text)
{
	return json_string(text_to_utf8(listing->arena, text, NULL));
}

static json_t *match_json(const struct listing *listing, const struct avocet_match *match)
{
	json_t *json = json_object();

	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		const char *value = value_of(match, &fields[i]);

		if (value)
			json_object_set_new(json, fields[i].name, json_text(listing, value));
	}
	return json;
}

static void print_json(const struct listing *listing, const struct avocet_plugin *plugin,
	const char *file)
{
	output_json(json_pack("{s:o, s:s, s:o, s:o, s:b, s:o?, s:s, s:o}", "name",
		json_text(listing, plugin->name), "state", "in use", "file",
		json_text(listing, file), "match", match_json(listing, &plugin->match), "asks",
		plugin->analyse != NULL, "confidence",
		plugin->confidence ? json_integer(plugin->confidence) : NULL, "risk",
		risk_name(plugin->risk), "summary", json_text(listing, plugin->summary)));
}

static void print_name(const struct status_page *page, const char *name)
{
	name = escape_terminal(page->arena, name);
	printf(page->style.colour ? "\033[1m%s\033[0m\n" : "%s\n", name);
}

static void print_plugin(const struct listing *listing, const struct avocet_plugin *plugin,
	const char *file)
{
	const struct status_page page = { listing->arena, output_style(&listing->common) };

	print_name(&page, plugin->name);
	status_row(&page, _("  Takes"), match_text(listing, plugin));
	if (listing->names)
		status_row(&page, _("  Says"), _(plugin->summary));
	status_row(&page, _("  File"), file);
}

/* Those that are not in use: name is NULL for a file of which none is known. */
static void print_unused(const struct listing *listing, const char *name, const char *state,
	const char *why)
{
	const struct status_page page = { listing->arena, output_style(&listing->common) };

	if (listing->common.json) {
		output_json(json_pack("{s:o?, s:s, s:o}", "name",
			name ? json_text(listing, name) : NULL, "state", state, "why",
			json_text(listing, why)));
		return;
	}
	print_name(&page, name ? name : _("not in use"));
	status_row(&page, _("  Why"), why);
}

/* ---- which ones ---- */

static bool is_wanted(struct listing *listing, const char *name)
{
	bool wanted = !listing->names;

	for (size_t i = 0; listing->names && listing->names[i]; i++)
		if (text_equal(listing->names[i], name)) {
			wanted = true;
			if (i < ARRAY_SIZE(listing->is_found))
				listing->is_found[i] = true;
		}
	return wanted;
}

static int by_name(const void *a, const void *b, void *plugins)
{
	return strcmp(plugins_get(plugins, *(const size_t *)a)->name,
		plugins_get(plugins, *(const size_t *)b)->name);
}

static void print_plugins(struct listing *listing, struct plugins *plugins)
{
	size_t count = plugins_count(plugins);
	size_t *order = arena_alloc(listing->arena, (count + 1) * sizeof(*order));

	for (size_t i = 0; i < count; i++)
		order[i] = i;
	qsort_r(order, count, sizeof(*order), by_name, plugins);
	for (size_t i = 0; i < count; i++) {
		const struct avocet_plugin *plugin = plugins_get(plugins, order[i]);

		if (!is_wanted(listing, plugin->name))
			continue;
		if (listing->common.json)
			print_json(listing, plugin, plugins_file(plugins, order[i]));
		else
			print_plugin(listing, plugin, plugins_file(plugins, order[i]));
		listing->shown++;
	}
}

static void print_rest(struct listing *listing)
{
	for (size_t i = 0; i < listing->quarantined.count; i++)
		if (is_wanted(listing, listing->quarantined.items[i]))
			print_unused(listing, listing->quarantined.items[i], "quarantined",
				_("it crashed twice and is not asked any more"));
	for (size_t i = 0; i < listing->refused.count; i++)
		print_unused(listing, NULL, "refused", listing->refused.items[i]);
}

/* What the daemon does not ask any more would crash here, too. It is no matter if it cannot say. */
static void find_quarantined(struct listing *listing)
{
	struct client *client;
	json_t *status = NULL, *name;
	size_t i;

	if (client_open(&client) >= 0 && client_status(client, &status) >= 0)
		json_array_foreach(json_object_get(status, "quarantined"), i, name)
			if (json_is_string(name))
				strings_add(&listing->quarantined, listing->arena,
					arena_strdup(listing->arena, json_string_value(name)));
	json_decref(status);
	client_close(client);
}

static void refuse(const char *sentence, void *userdata)
{
	struct listing *listing = userdata;

	strings_add(&listing->refused, listing->arena, arena_strdup(listing->arena, sentence));
}

/* What was asked for by name and is not there. */
static int complain_missing(const struct listing *listing)
{
	int code = EXIT_DONE;

	for (size_t i = 0; listing->names && listing->names[i]; i++) {
		if (i >= ARRAY_SIZE(listing->is_found) || listing->is_found[i])
			continue;
		log_error(_("%s: there is no plugin of that name"), listing->names[i]);
		code = EXIT_NOTHING;
	}
	return code;
}

static int list(struct listing *listing)
{
	const char *folder = listing->folder ? listing->folder
		: explainer_plugins_folder(listing->arena);
	const struct plugins_options loading = {
		.complain = refuse,
		.without = listing->quarantined.items,
		.userdata = listing,
	};
	struct plugins *plugins;
	int error = plugins_load(folder, &loading, &plugins);

	if (error < 0) {
		log_error(_("%s: %s"), folder, error == -ENOTDIR
			? _("this is no plugin; it takes a folder, or a file that ends in .so")
			: strerror(-error));
		return EXIT_NOTHING;
	}
	print_plugins(listing, plugins);
	print_rest(listing);
	plugins_free(plugins);
	if (!listing->names && !listing->shown) {
		log_error(_("%s: there are no plugins in it"), folder);
		return EXIT_NOTHING;
	}
	return complain_missing(listing);
}

int command_plugins(int argc, char **argv)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct listing listing = { .arena = arena };

	check_options(&argp, argv);
	argp_parse(&argp, argc, argv, 0, NULL, &listing);
	if (!listing.folder)
		find_quarantined(&listing);
	return list(&listing);
}
