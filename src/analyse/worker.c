/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The talk with avocetd, in lines. We begin with "policy PATH" (when there is one) and "ready".
 * "alert 17" is answered by "alert 17 done", "alert 17 failed WHY" or, when the store is to blame,
 * "alert 17 later WHY"; before a plugin is loaded or runs we say "plugin NAME", so that a crash
 * can be laid at its door, and "plugin -" when none is any more.
 */
#include "worker.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct worker {
	struct explainer *explainer;
	struct store *store;
	bool deaf;	/* somebody said what we do not understand, and was told */
	bool dumb;	/* nobody hears us any more */
};

/* One line at once: the next thing that happens may be a crash. */
__attribute__((format(printf, 2, 3))) static void say(
	struct worker *worker, const char *format, ...)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	va_list arguments;
	ssize_t written;
	char *line;

	va_start(arguments, format);
	line = arena_vprintf(arena, format, arguments);
	va_end(arguments);
	/* A reason may have line ends of its own. */
	for (char *end = line; (end = strchr(end, '\n'));)
		*end = ' ';
	line = arena_printf(arena, "%s\n", line);
	for (; *line; line += written) {
		written = write(STDOUT_FILENO, line, strlen(line));
		if (written < 0 && errno != EINTR) {
			worker->dumb = true;
			return;
		}
		written = written < 0 ? 0 : written;
	}
}

static void say_running(const char *plugin, void *userdata)
{
	say(userdata, "plugin %s", plugin ? plugin : "-");
}

static void complain(const char *sentence, void *userdata)
{
	log_warning("%s", sentence);
}

/* ---- what is asked ---- */

static void explain_alert(struct worker *worker, int64_t id)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *why;

	int r = explain_again(worker->explainer, worker->store, id, arena, &why);

	if (r >= 0)
		say(worker, "alert %" PRId64 " done", id);
	else
		say(worker, "alert %" PRId64 " %s %s", id,
			r == -ENOENT || r == -ENODATA ? "failed" : "later", why);
}

/* Returns the number of "alert 17", or 0. */
static int64_t asked_alert(const char *line)
{
	const char *digits = line + strlen("alert ");
	char *end;
	int64_t id;

	if (strncmp(line, "alert ", strlen("alert ")) != 0 || *digits < '0' || *digits > '9')
		return 0;
	errno = 0;
	id = strtoll(digits, &end, 10);
	return *end || errno ? 0 : id;
}

static void take_line(const char *bytes, size_t length, bool cut, void *userdata)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct worker *worker = userdata;
	int64_t id = asked_alert(arena_strndup(arena, bytes, length));

	if (id > 0 && !cut) {
		explain_alert(worker, id);
		return;
	}
	if (!worker->deaf)
		log_warning("what was said on standard input is not understood;"
			    " \"alert\" and a number would be");
	worker->deaf = true;
}

/* ---- the loop ---- */

/* Returns the number of bytes, 0 at the end or when nothing came for so long. */
static size_t wait_for_bytes(unsigned idle, char *bytes, size_t size)
{
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
	ssize_t length;
	int r;

	do {
		r = poll(&input, 1, (int)idle * 1000);
		length = r > 0 ? read(STDIN_FILENO, bytes, size) : 0;
	} while ((r < 0 || length < 0) && (errno == EINTR || errno == EAGAIN));
	return length > 0 ? (size_t)length : 0;
}

static void serve(struct worker *worker, unsigned idle)
{
	struct lines *lines = lines_new(take_line, worker);
	char bytes[4096];
	size_t length;

	while (!worker->dumb && (length = wait_for_bytes(idle, bytes, sizeof bytes)) > 0)
		lines_feed(lines, bytes, length);
	lines_free(lines);
}

/* The names of the quarantined plugins; NULL when they cannot be known. */
static const char *const *find_quarantined(struct worker *worker, struct arena *arena)
{
	const char *const *names;

	if (store_quarantined(worker->store, arena, &names) < 0) {
		log_warning("quarantined plugins: %s", store_error(worker->store));
		return NULL;
	}
	for (size_t i = 0; names[i]; i++)
		log_warning("the plugin %s crashed twice and is left out", names[i]);
	return names;
}

/* Those of plugins that spoke before: new ones are stored with what they say. */
static void store_texts(struct worker *worker)
{
	const struct plugins *plugins = explainer_plugins(worker->explainer);
	const struct avocet_plugin *plugin;
	json_t *texts;

	for (size_t i = 0; i < plugins_count(plugins); i++) {
		plugin = plugins_get(plugins, i);
		say_running(plugin->name, worker);
		texts = plugin_texts_to_json(plugin);
		say_running(NULL, worker);
		if (store_plugin_texts_again(worker->store, plugin->name, texts) < 0)
			log_warning("the texts of the plugin %s: %s", plugin->name,
				store_error(worker->store));
		json_decref(texts);
	}
}

static int open_store(struct worker *worker, const char *path)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *set_aside, *why = NULL;
	int r = store_open(path, STORE_JOIN, arena, &worker->store, &set_aside, &why);

	if (r < 0)
		log_error("%s", why ? why : strerror(-r));
	return r;
}

static int open_explainer(struct worker *worker, struct explainer_options *options)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	const char *const *names = find_quarantined(worker, arena);
	struct policy *policy;
	int r;

	options->without = names;
	options->complain = complain;
	options->running = say_running;
	options->userdata = worker;
	r = explainer_new(options, &worker->explainer);
	if (r < 0) {
		log_error("the plugins in %s cannot be read: %s",
			options->plugins ? options->plugins : "their folder", strerror(-r));
		return r;
	}
	/* A plugin's name need not be that of its file. */
	for (; names && *names; names++)
		plugins_disable(explainer_plugins(worker->explainer), *names);
	policy = explainer_policy(worker->explainer);
	if (policy)
		say(worker, "policy %s", policy_path(policy));
	return 0;
}

int worker_run(struct options *options)
{
	/* What its explainer holds goes with the process: that is much faster than giving back each piece. */
	static struct worker worker;
	int code = EXIT_NOTHING;

	if (open_store(&worker, options->database) >= 0 &&
		open_explainer(&worker, &options->explainer) >= 0) {
		store_texts(&worker);
		say(&worker, "ready");
		serve(&worker, options->idle);
		code = EXIT_DONE;
	}
	store_close(worker.store);
	return code;
}
