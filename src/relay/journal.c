/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The journal as a source. It is read only as fast as the daemon takes it, so nothing is ever
 * dropped; and where to go on is the daemon's to say, so no cursor is kept here.
 */
#include "relay.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-journal.h>

/* Entries looked at before the daemon has its turn. */
#define TURN_ENTRIES 256
/* journald gets a record at most so much later than it was made; and two that are one may lie so
 * far apart. */
#define BEFORE_US (10 * 1000000LL)
/* An event that was not found within this time behind its own stamp is gone. */
#define BEHIND_US (600 * 1000000LL)

struct journal {
	sd_journal *file;
	struct arena *arena; /* for one entry */
	struct twice twice;
	char machine[33];
	char boot[33]; /* the last in which the audit system itself spoke */
	pid_t auditd; /* it ran then, so its own log tells of this; 0: it did not */
	bool session_bus;
	bool again; /* the entry that is open was looked at, but not passed on */
	bool live;
	struct event_id after; /* what is not later is passed over; serial 0: nothing is */
	uint64_t lost; /* the kernel's count */
	bool lost_known;
};

/* ---- an entry ---- */

/* clang-format off */
#define FIELD(name, member) { name "=", offsetof(struct entry, member) }
/* clang-format on */
static const struct {
	const char *name;
	size_t member;
} fields[] = {
	FIELD("MESSAGE", message),
	FIELD("_TRANSPORT", transport),
	FIELD("_BOOT_ID", boot),
	FIELD("_MACHINE_ID", machine),
	FIELD("_HOSTNAME", host),
	FIELD("_EXE", exe),
	FIELD("_SELINUX_CONTEXT", context),
	FIELD("_PID", pid),
	FIELD("_UID", uid),
	FIELD("_AUDIT_LOGINUID", login),
	FIELD("_AUDIT_SESSION", session),
	FIELD("_AUDIT_TYPE", audit_type),
	FIELD("_AUDIT_TYPE_NAME", audit_name),
	FIELD("_AUDIT_ID", audit_id),
	FIELD("_SOURCE_REALTIME_TIMESTAMP", audit_time),
};

static void take_field(struct journal *journal, struct entry *entry, const char *data, size_t size)
{
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		size_t name = strlen(fields[i].name);
		struct span *span = (void *)((char *)entry + fields[i].member);

		if (size < name || memcmp(data, fields[i].name, name) != 0)
			continue;
		/* A field may come several times: the first is believed. */
		if (!span->bytes) {
			span->length = size - name;
			span->bytes = memcpy(arena_alloc(journal->arena, size - name + 1),
				data + name, size - name);
		}
		return;
	}
}

/* Reads the entry where the journal stands. */
static int read_entry(struct journal *journal, struct line *ret, struct entry *ret_entry)
{
	struct entry entry = { 0 };
	uint64_t realtime;
	const void *data;
	size_t size;
	int r = sd_journal_get_realtime_usec(journal->file, &realtime);

	if (r < 0)
		return r;
	arena_reset(journal->arena);
	entry.realtime = (int64_t)(realtime & INT64_MAX);
	sd_journal_restart_data(journal->file);
	while ((r = sd_journal_enumerate_available_data(journal->file, &data, &size)) > 0)
		take_field(journal, &entry, data, size);
	if (r < 0)
		return r;
	entry.foreign = entry.machine.bytes && !span_is(&entry.machine, journal->machine);
	entry_read(&entry, journal->arena, ret);
	*ret_entry = entry;
	return 0;
}

/* ---- which of them count ---- */

/* The audit system says itself when auditd comes and goes. */
static void watch_auditd(struct journal *journal, const struct line *line)
{
	static const char beginning[] = "op=set audit_pid=";
	const char *body = line->text + line->head;

	if (strncmp(line->text, "type=CONFIG_CHANGE ", 19) == 0
		&& strncmp(body, beginning, strlen(beginning)) == 0)
		journal->auditd = (pid_t)strtol(body + strlen(beginning), NULL, 10);
}

/* An auditd that was killed says nothing, and neither does the kernel. */
static bool auditd_has_it(struct journal *journal)
{
	if (journal->auditd > 0 && journal->live && kill(journal->auditd, 0) < 0 && errno == ESRCH)
		journal->auditd = 0;
	return journal->auditd != 0;
}

/* Where the audit system reaches journald, what the kernel writes to its log is the same, and
 * cut, and comes before or after it; before journald runs, only the log has it. */
static bool is_news(struct journal *journal, const struct entry *entry, const struct line *line)
{
	bool same_boot = *journal->boot && span_is(&entry->boot, journal->boot), twice;

	if (line->way == WAY_PROGRAM)
		return true;
	if (line->way == WAY_KERNEL && same_boot)
		return false;
	twice = twice_told(&journal->twice, line);
	if (line->way == WAY_KERNEL)
		return !twice;
	if (!same_boot && entry->boot.length < sizeof journal->boot) {
		journal->auditd = 0;
		memset(journal->boot, 0, sizeof journal->boot);
		memcpy(journal->boot, entry->boot.bytes ?: "", entry->boot.length);
	}
	watch_auditd(journal, line);
	return !twice && !auditd_has_it(journal);
}

static bool is_later(const struct event_id *a, const struct event_id *b)
{
	return a->ms > b->ms || (a->ms == b->ms && a->serial > b->serial);
}

/* The kernel counts from its start; what is told is how many more they became. When we do not
 * know what it was before, at least one was lost. */
static void tell_lost(struct journal *journal, struct relay *relay, uint64_t lost)
{
	uint64_t more = lost > journal->lost ? lost - journal->lost : lost;

	if (lost == journal->lost)
		return;
	if (!journal->lost_known)
		more = 1;
	journal->lost = lost;
	journal->lost_known = true;
	relay_note(relay, &(struct note){ .kind = NOTE_LOST, .count = more });
}

/* Returns whether something was passed on. */
static bool tell(struct journal *journal, struct relay *relay, const struct entry *entry,
	const struct line *line)
{
	if (line->way == WAY_NOWHERE || (journal->session_bus && line->way != WAY_PROGRAM))
		return false;
	if (line->way == WAY_LOST) {
		tell_lost(journal, relay, line->lost);
		return true;
	}
	if (!is_news(journal, entry, line))
		return false;
	if (journal->after.serial) {
		if (!is_later(&line->id, &journal->after))
			return false;
		journal->after.serial = 0;
	}
	relay_pass(relay, line);
	return true;
}

static int next(void *self, struct relay *relay)
{
	struct journal *journal = self;

	for (size_t i = 0; i < TURN_ENTRIES; i++) {
		struct line line;
		struct entry entry;
		int r = journal->again ? 1 : sd_journal_next(journal->file);

		if (r <= 0) {
			if (r == 0 && !journal->live)
				relay_note(relay, &(struct note){ .kind = NOTE_LIVE,
							  .count = relay_told(relay) });
			journal->live |= r == 0;
			return r;
		}
		journal->again = false;
		r = read_entry(journal, &line, &entry);
		/* An entry that is damaged is no reason to miss the others. */
		if (r >= 0 && tell(journal, relay, &entry, &line))
			return 1;
	}
	return 1;
}

/* ---- where to go on ---- */

static void forget(struct journal *journal, bool from_start)
{
	memset(&journal->twice, 0, sizeof journal->twice);
	memset(journal->boot, 0, sizeof journal->boot);
	journal->after = (struct event_id){ 0 };
	journal->again = journal->live = false;
	journal->auditd = 0;
	journal->lost_known = from_start;
	journal->lost = 0;
}

static int seek(struct journal *journal, int64_t realtime)
{
	return sd_journal_seek_realtime_usec(journal->file, realtime > 0 ? (uint64_t)realtime : 0);
}

/* Goes on from there to the event's first record, remembering what lies before it. Returns 1
 * when it was found, 0 when not, or a negative errno. */
static int find(struct journal *journal, const struct event_id *id)
{
	struct line line;
	struct entry entry;
	int r;

	while ((r = sd_journal_next(journal->file)) > 0) {
		if (read_entry(journal, &line, &entry) < 0)
			continue;
		if (entry.realtime > id->ms * 1000 + BEHIND_US)
			return 0;
		if (line.way == WAY_LOST) {
			journal->lost = line.lost;
			journal->lost_known = true;
		}
		if (line.way == WAY_NOWHERE || line.way == WAY_LOST)
			continue;
		if (line.id.ms == id->ms && line.id.serial == id->serial
			&& text_equal(line.id.node, id->node))
			return 1;
		is_news(journal, &entry, &line);
	}
	return r;
}

/* What is still there behind the event that is gone. */
static int tell_gap(struct journal *journal, struct relay *relay, const struct event_id *from)
{
	int64_t until = time_now();
	uint64_t realtime;
	int r;

	forget(journal, false);
	journal->after = *from;
	r = seek(journal, from->ms * 1000);
	if (r >= 0)
		r = sd_journal_next(journal->file);
	if (r < 0)
		return r;
	journal->again = r > 0;
	if (r > 0 && sd_journal_get_realtime_usec(journal->file, &realtime) >= 0)
		until = (int64_t)(realtime / 1000);
	relay_note(relay, &(struct note){ .kind = NOTE_GAP, .ms = from->ms, .until = until });
	return 0;
}

static int begin(void *self, struct relay *relay, const struct event_id *from)
{
	struct journal *journal = self;
	int r;

	forget(journal, !from);
	relay_note(relay, &(struct note){ .kind = NOTE_REPLAY });
	if (!from)
		return sd_journal_seek_head(journal->file);
	r = seek(journal, from->ms * 1000 - BEFORE_US);
	if (r >= 0)
		r = find(journal, from);
	journal->again = r > 0;
	return r == 0 ? tell_gap(journal, relay, from) : r < 0 ? r : 0;
}

/* ---- opening ---- */

static int fd(void *self)
{
	struct journal *journal = self;

	return sd_journal_get_fd(journal->file);
}

static void wake(void *self)
{
	struct journal *journal = self;

	sd_journal_process(journal->file);
}

static void close_journal(void *self)
{
	struct journal *journal = self;

	sd_journal_close(journal->file);
	arena_free(journal->arena);
	free(journal);
}

/* The three kinds of entries that entry_read() looks at. */
static int add_matches(sd_journal *file)
{
	static const char *const matches[] = {
		"_TRANSPORT=audit",
		"_TRANSPORT=kernel",
		NULL,
		"_EXE=/usr/bin/dbus-daemon",
		"_EXE=/bin/dbus-daemon",
		"_EXE=/usr/bin/dbus-broker",
		"_EXE=/usr/lib/systemd/systemd",
		"_EXE=/lib/systemd/systemd",
	};
	int r = 0;

	for (size_t i = 0; i < ARRAY_SIZE(matches) && r >= 0; i++)
		r = matches[i] ? sd_journal_add_match(file, matches[i], 0)
			       : sd_journal_add_disjunction(file);
	return r;
}

static int open_file(const struct journal_options *options, sd_journal **ret)
{
	sd_journal *file;
	int r = options->directory ? sd_journal_open_directory(&file, options->directory, 0)
				   : sd_journal_open(&file, SD_JOURNAL_LOCAL_ONLY);

	if (r < 0)
		return r;
	r = sd_journal_set_data_threshold(file, 2 * LINE_MAX_BYTES);
	if (r >= 0)
		r = add_matches(file);
	/* Asked for now, so that nothing which comes from here on is missed. */
	if (r >= 0)
		r = sd_journal_get_fd(file);
	if (r < 0) {
		sd_journal_close(file);
		return r;
	}
	*ret = file;
	return 0;
}

int journal_open(const struct journal_options *options, struct source *ret)
{
	struct journal *journal = calloc(1, sizeof *journal);
	sd_id128_t machine;
	int r;

	if (!journal)
		abort();
	r = open_file(options, &journal->file);
	if (r < 0) {
		free(journal);
		return r;
	}
	if (!options->directory && sd_journal_has_persistent_files(journal->file) == 0
		&& sd_journal_has_runtime_files(journal->file) == 0)
		log_warning(
			"there is no journal here that this user may read; it must be in the group "
			"systemd-journal");
	journal->arena = arena_new();
	journal->session_bus = options->session_bus;
	if (sd_id128_get_machine(&machine) >= 0)
		sd_id128_to_string(machine, journal->machine);
	*ret = (struct source){ .name = "journal",
		.keeps = true,
		.fd = fd,
		.wake = wake,
		.begin = begin,
		.next = next,
		.close = close_journal,
		.self = journal };
	return 0;
}
