/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers for Prometheus, as a file that node_exporter's textfile collector reads: written anew after
 * something happened, and seldom. Names of programs and paths are in none of them.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config.h"
#include "daemon.h"

#define SPACING_MS 15000
/* What happens just afterwards belongs to it. */
#define FIRST_MS 1000

struct metrics {
	struct daemon *daemon;
	sd_event_source *timer;
	bool failed;			/* and it was told */
	bool begun;
	/* Of all alerts there are: when the file was written last; and what became more since the start. Alerts
	 * are forgotten, and a counter must not fall. */
	struct store_sums last;
	int64_t more[STORE_LEVELS][STORE_OUTCOMES];
};

struct metrics *metrics_new(struct daemon *daemon)
{
	struct metrics *metrics;

	if (!daemon->settings->metrics)
		return NULL;
	metrics = calloc(1, sizeof *metrics);
	if (!metrics)
		abort();
	metrics->daemon = daemon;
	return metrics;
}

void metrics_free(struct metrics *metrics)
{
	if (!metrics)
		return;
	sd_event_source_disable_unref(metrics->timer);
	free(metrics);
}

/* ---- the text ---- */

static void add(struct builder *text, const char *name, const char *labels, int64_t value)
{
	builder_add(text,
		arena_printf(text->arena, "%s%s %" PRId64 "\n", name, labels ? labels : "", value));
}

static void head(struct builder *text, const char *name, const char *type, const char *help)
{
	builder_add(text,
		arena_printf(text->arena, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type));
}

/* What stands alone. */
static void add_one(
	struct builder *text, const char *name, const char *type, const char *help, int64_t value)
{
	head(text, name, type, help);
	add(text, name, NULL, value);
}

static void add_alerts(struct builder *text, const struct metrics *metrics)
{
	head(text, "avocet_denials_total", "counter", "Denials since avocetd started.");
	for (int level = 0; level < STORE_LEVELS; level++)
		for (int outcome = 0; outcome < STORE_OUTCOMES; outcome++)
			add(text, "avocet_denials_total",
				arena_printf(text->arena, "{level=\"%s\",outcome=\"%s\"}",
					level_name((enum level)level),
					outcome_name((enum outcome)outcome)),
				metrics->more[level][outcome]);
	head(text, "avocet_alerts", "gauge", "Alerts that are kept.");
	for (int level = 0; level < STORE_LEVELS; level++)
		add(text, "avocet_alerts",
			arena_printf(text->arena, "{level=\"%s\"}", level_name((enum level)level)),
			metrics->last.alerts[level]);
}

/* Numbers of each source, as they are called in Status(). */
static const struct {
	const char *key, *name, *type, *help;
} of_sources[] = {
	{ "records", "avocet_records_total", "counter", "Audit records heard." },
	{ "lost", "avocet_lost_records_total", "counter", "Audit records lost on their way." },
	{ "replayed", "avocet_replayed_records_total", "counter",
		"Audit records told again from the log." },
	{ "damaged", "avocet_damaged_records_total", "counter", "Audit records that made no sense." },
	{ "connected", "avocet_source_connected", "gauge", "Whether the source is connected." },
	{ "last_record", "avocet_source_last_record_timestamp_seconds", "gauge",
		"When the newest record heard was made." },
};

static int64_t number_of(const json_t *value)
{
	int64_t ms;

	if (json_is_string(value))
		return time_parse(json_string_value(value), 0, &ms) < 0 ? 0 : ms / 1000;
	return json_is_boolean(value) ? json_is_true(value) : json_integer_value(value);
}

static void add_sources(struct builder *text, struct daemon *daemon)
{
	json_t *sources = ears_status(daemon->ears), *source, *value;
	size_t n;

	for (size_t i = 0; i < ARRAY_SIZE(of_sources); i++) {
		head(text, of_sources[i].name, of_sources[i].type, of_sources[i].help);
		json_array_foreach(sources, n, source) {
			value = json_object_get(source, of_sources[i].key);
			if (value)
				add(text, of_sources[i].name,
					arena_printf(text->arena, "{source=\"%s\"}",
						json_string_value(json_object_get(source, "name"))),
					number_of(value));
		}
	}
	json_decref(sources);
}

static void add_worker(struct builder *text, struct daemon *daemon)
{
	json_t *worker = analyses_status(daemon->analyses);

	add_one(text, "avocet_worker_analyses_total", "counter", "Alerts given to the worker.",
		json_integer_value(json_object_get(worker, "analyses")));
	add_one(text, "avocet_worker_crashes_total", "counter", "Crashes of the worker.",
		json_integer_value(json_object_get(worker, "crashes")));
	add_one(text, "avocet_worker_running", "gauge", "Whether there is a worker now.",
		json_integer_value(json_object_get(worker, "pid")) > 0);
	json_decref(worker);
}

static void add_health(struct builder *text, struct daemon *daemon, const struct store_totals *totals)
{
	add_one(text, "avocet_pending_alerts", "gauge", "Alerts that wait to be explained.",
		totals->pending);
	add_one(text, "avocet_queue_events", "gauge", "Events that wait to be written.",
		(int64_t)store_batched(daemon->store));
	add_one(text, "avocet_database_bytes", "gauge", "Size of the history.", totals->bytes);
	add_one(text, "avocet_database_writable", "gauge", "Whether the history can be written.",
		!writer_stuck(daemon->writer));
	add_one(text, "avocet_journal_dropped_total", "counter",
		"New alerts of which journald did not take the entry.",
		journal_dropped(daemon->journal));
	add_one(text, "avocet_start_time_seconds", "gauge", "When avocetd started.",
		daemon->started / 1000);
	head(text, "avocet_build_info", "gauge", "The version of avocetd.");
	add(text, "avocet_build_info", "{version=\"" AVOCET_VERSION "\"}", 1);
}

/* ---- the file ---- */

static int write_whole(int fd, const char *bytes, size_t length)
{
	while (length) {
		ssize_t n = write(fd, bytes, length);

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n > 0) {
			bytes += n;
			length -= (size_t)n;
		}
	}
	return 0;
}

/* Whoever reads the file sees all of this one, or all of the last. */
static int replace(const char *path, const struct builder *text, struct arena *arena)
{
	const char *new = arena_printf(arena, "%s.new", path);
	int fd = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644), r;

	if (fd < 0)
		return -errno;
	/* node_exporter is somebody else, and our umask is strict. */
	r = fchmod(fd, 0644) < 0 ? -errno : write_whole(fd, text->bytes, text->length);
	if (close(fd) < 0 && r == 0)
		r = -errno;
	if (r == 0 && rename(new, path) < 0)
		r = -errno;
	if (r < 0)
		unlink(new);
	return r;
}

static int count(struct metrics *metrics)
{
	struct store_sums now;
	int r = store_sums(metrics->daemon->store, &now);

	if (r < 0)
		return r;
	for (int level = 0; level < STORE_LEVELS; level++)
		for (int outcome = 0; outcome < STORE_OUTCOMES; outcome++) {
			int64_t more = now.denials[level][outcome] -
				metrics->last.denials[level][outcome];

			if (more > 0 && metrics->begun)
				metrics->more[level][outcome] += more;
		}
	metrics->last = now;
	metrics->begun = true;
	return 0;
}

static void write_file(struct metrics *metrics)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct builder text = { .arena = arena };
	struct daemon *daemon = metrics->daemon;
	const char *path = daemon->settings->metrics;
	struct store_totals totals;
	int r;

	/* What the history cannot tell now it tells the next time. */
	if (count(metrics) < 0 || store_totals(daemon->store, &totals) < 0)
		return;
	add_alerts(&text, metrics);
	add_sources(&text, daemon);
	add_worker(&text, daemon);
	add_health(&text, daemon, &totals);
	r = replace(path, &text, arena);
	if (r < 0 && !metrics->failed)
		log_warning("%s cannot be written: %s; it is tried again", path, strerror(-r));
	metrics->failed = r < 0;
}

static int on_timer(sd_event_source *source, uint64_t usec, void *userdata)
{
	struct metrics *metrics = userdata;

	write_file(metrics);
	daemon_rest_soon(metrics->daemon);
	return 0;
}

void metrics_begin(struct metrics *metrics)
{
	if (!metrics)
		return;
	count(metrics);
	timer_arm(metrics->daemon->event, &metrics->timer, FIRST_MS, on_timer, metrics);
}

void metrics_changed(struct metrics *metrics)
{
	if (metrics && !timer_armed(metrics->timer))
		timer_arm(metrics->daemon->event, &metrics->timer, SPACING_MS, on_timer, metrics);
}
