/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Each new alert is an entry of the journal, with fields that one can search by; one that is seen again is
 * none. In a storm there are so many a minute and then one that says how many more. journald is spoken to
 * in its own protocol: what libsystemd has for it waits when journald hangs.
 */
#include <endian.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>

#include "daemon.h"

#define SOCKET "/run/systemd/journal/socket"
#define PER_MINUTE 60
#define MINUTE_MS 60000
/* Those of data/avocet.catalog. */
#define ID_NEW "e2d9f2b47c0c4c54a8a3d1cf6f5ed80c"
#define ID_MORE "5a1c2f3a9d0b4f3c8f6b7a2e4d9c1b06"

struct journal {
	struct daemon *daemon;
	sd_event_source *minute;	/* rings when a minute with too many is over */
	int64_t since;			/* when this minute began, by the monotonic clock, ms */
	unsigned written;		/* in it */
	int64_t held_back;		/* in it: beyond PER_MINUTE */
	int64_t dropped;		/* since the start: journald did not take them */
};

/* An attack is critical: the two steps above it are for what stops the whole machine, and some syslogs show
 * them on every terminal, which a mere suspicion is not worth. */
static const int priorities[] = {
	[LEVEL_GREEN] = LOG_NOTICE,
	[LEVEL_YELLOW] = LOG_WARNING,
	[LEVEL_RED] = LOG_CRIT,
};

struct journal *journal_new(struct daemon *daemon)
{
	struct journal *journal = calloc(1, sizeof *journal);

	if (!journal)
		abort();
	journal->daemon = daemon;
	return journal;
}

/* ---- an entry ---- */

/* A value is whatever it is: its length is told, so that no line end in it begins another field. */
static void add(struct builder *entry, const char *name, const char *value)
{
	uint64_t length;

	if (!value || !*value)
		return;
	length = htole64(strlen(value));
	builder_add(entry, name);
	builder_add(entry, "\n");
	builder_add_bytes(entry, (const char *)&length, sizeof length);
	builder_add(entry, value);
	builder_add(entry, "\n");
}

static void add_number(struct builder *entry, const char *name, int64_t value)
{
	add(entry, name, arena_printf(entry->arena, "%" PRId64, value));
}

static void begin(struct builder *entry, const char *id, int priority, const char *sentence)
{
	add(entry, "MESSAGE", escape_terminal(entry->arena, sentence));
	add(entry, "MESSAGE_ID", id);
	add_number(entry, "PRIORITY", priority);
	add(entry, "SYSLOG_IDENTIFIER", "avocetd");
}

/* Never waits: an entry that journald does not take at once is counted. */
static void send_entry(struct journal *journal, struct builder *entry)
{
	const struct sockaddr_un address = { AF_UNIX, SOCKET };
	_cleanup_fd_ int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0 || sendto(fd, entry->bytes, entry->length, MSG_NOSIGNAL,
			      (const struct sockaddr *)&address, sizeof address) < 0)
		journal->dropped++;
}

static const char *joined(struct arena *arena, const char *const *words)
{
	struct builder text = { .arena = arena };

	for (; words && *words; words++) {
		if (text.length)
			builder_add(&text, " ");
		builder_add(&text, *words);
	}
	return builder_text(&text);
}

static void add_facts(struct builder *entry, const struct alert *alert)
{
	const struct denial *denial = &alert->denial;
	const struct {
		const char *name, *value;
	} fields[] = {
		{ "AVOCET_UUID", alert->uuid },
		{ "AVOCET_LEVEL", level_name(alert->level) },
		{ "AVOCET_OUTCOME", outcome_name(denial->outcome) },
		{ "AVOCET_EXE", denial->exe },
		{ "AVOCET_COMM", denial->comm },
		{ "AVOCET_PATH", denial->path },
		{ "AVOCET_UNIT", denial->unit },
		{ "AVOCET_CONTAINER", denial->container },
		{ "AVOCET_HOST", alert->host },
		{ "AVOCET_PLUGIN", alert->verdicts.count ? alert->verdicts.items[0].plugin : NULL },
		{ "SELINUX_SOURCE_CONTEXT", denial->source.text },
		{ "SELINUX_SOURCE_TYPE", denial->source.type },
		{ "SELINUX_TARGET_CONTEXT", denial->target.text },
		{ "SELINUX_TARGET_TYPE", denial->target.type },
		{ "SELINUX_CLASS", denial->tclass },
	};

	for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
		add(entry, fields[i].name, fields[i].value);
	add(entry, "SELINUX_PERMISSIONS", joined(entry->arena, denial->permissions));
}

/* ---- so many a minute ---- */

static void tell_of_more(struct journal *journal)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct builder entry = { .arena = arena };

	if (!journal->held_back)
		return;
	begin(&entry, ID_MORE, LOG_WARNING,
		arena_printf(arena,
			"%" PRId64 " more new alerts are not in the journal; see them all with: avocet list",
			journal->held_back));
	add_number(&entry, "AVOCET_MORE", journal->held_back);
	send_entry(journal, &entry);
	journal->held_back = 0;
}

static int on_minute(sd_event_source *source, uint64_t usec, void *userdata)
{
	struct journal *journal = userdata;

	tell_of_more(journal);
	journal->written = 0;
	return 0;
}

static int64_t clock_ms(struct journal *journal)
{
	uint64_t now = 0;

	sd_event_now(journal->daemon->event, CLOCK_MONOTONIC, &now);
	return (int64_t)(now / 1000);
}

static bool is_room(struct journal *journal)
{
	int64_t now = clock_ms(journal);

	if (!journal->written || now - journal->since >= MINUTE_MS) {
		tell_of_more(journal);
		journal->since = now;
		journal->written = 0;
	}
	if (journal->written < PER_MINUTE) {
		journal->written++;
		return true;
	}
	if (journal->held_back++ == 0)
		timer_arm(journal->daemon->event, &journal->minute,
			(uint64_t)(journal->since + MINUTE_MS - now), on_minute, journal);
	return false;
}

void journal_added(struct journal *journal, const struct alert *alert)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct builder entry = { .arena = arena };

	if (!is_room(journal))
		return;
	/* Our locale is C: searching finds the same words on every machine. */
	begin(&entry, ID_NEW, priorities[alert->level], alert_summary(arena, alert));
	add_number(&entry, "AVOCET_ALERT_ID", alert->id);
	add_facts(&entry, alert);
	send_entry(journal, &entry);
}

int64_t journal_dropped(const struct journal *journal)
{
	return journal->dropped;
}

void journal_free(struct journal *journal)
{
	if (!journal)
		return;
	tell_of_more(journal);
	sd_event_source_disable_unref(journal->minute);
	free(journal);
}
