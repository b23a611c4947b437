/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An entry of the journal → a plain record. Anybody may write to the journal, so only fields that
 * journald sets itself decide what an entry is; a message is believed for what its sender is.
 */
#include "relay.h"

#include <inttypes.h>
#include <string.h>

/* Programs that ask the policy themselves, and of which users run one that may not write to the
 * audit system. Users can make them say much: what is believed must be of their own class. */
static const struct {
	const char *exe, *tclass;
} managers[] = {
	{ "/usr/bin/dbus-daemon", "dbus" },
	{ "/bin/dbus-daemon", "dbus" },
	{ "/usr/bin/dbus-broker", "dbus" },
	{ "/usr/lib/systemd/systemd", "service" },
	{ "/usr/lib/systemd/systemd", "system" },
	{ "/lib/systemd/systemd", "service" },
	{ "/lib/systemd/systemd", "system" },
};
/* libselinux ends its messages long before. */
#define DECISION_MAX 8192

static const char *node_of(const struct entry *entry, struct arena *arena)
{
	return entry->foreign && entry->host.bytes
		       ? arena_strndup(arena, entry->host.bytes, entry->host.length)
		       : NULL;
}

/* ---- from the audit system ---- */

/* journald puts the name of the type in front, old ones "<audit-1400>". */
static struct span audit_body(const struct entry *entry)
{
	const struct span *message = &entry->message;
	const char *blank = memchr(message->bytes, ' ', message->length);
	size_t end = blank ? (size_t)(blank - message->bytes) : message->length;
	struct span word = { message->bytes, end };

	if (!span_equal(&word, &entry->audit_name) && !span_begins(&word, "<audit-"))
		return *message;
	return span_skip(message, blank ? end + 1 : end);
}

static void read_audit(const struct entry *entry, struct arena *arena, struct line *ret)
{
	struct span body;
	uint64_t type, serial, time;

	if (!span_number(&entry->audit_type, &type) || !span_number(&entry->audit_id, &serial)
		|| !span_number(&entry->audit_time, &time) || time > INT64_MAX)
		return;
	body = audit_body(entry);
	ret->way = WAY_AUDIT;
	ret->id = (struct event_id){ .ms = (int64_t)(time / 1000), .serial = serial };
	line_make(ret, arena, node_of(entry, arena), line_type_name(arena, type), &body);
}

/* ---- from the kernel's log ---- */

static void read_kernel(const struct entry *entry, struct arena *arena, struct line *ret)
{
	const char *text = arena_strndup(arena, entry->message.bytes, entry->message.length);
	struct span message;
	unsigned type;
	int end = 0;

	if (sscanf(text, "audit: audit_lost=%" SCNu64, &ret->lost) == 1) {
		ret->way = WAY_LOST;
	} else if (sscanf(text, "audit: type=%u %n", &type, &end) == 1 && end) {
		message = span_skip(&entry->message, (size_t)end);
		if (line_from_kernel(ret, arena, node_of(entry, arena), type, &message))
			ret->way = WAY_KERNEL;
	}
}

/* ---- from a program's own log ---- */

/* Nothing may follow the last field: it would be believed more than what we know ourselves. */
static bool is_decision(const struct span *text, const char *tclass, struct arena *arena)
{
	static const char *const endings[] = { "", " permissive=0", " permissive=1" };

	if (text->length > DECISION_MAX || memchr(text->bytes, '\0', text->length)
		|| (!span_begins(text, "avc:  denied  { ")
			&& !span_begins(text, "avc:  granted  { ")))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(endings); i++)
		if (span_ends(text, arena_printf(arena, " tclass=%s%s", tclass, endings[i])))
			return true;
	return false;
}

static const char *word_or(const struct span *span, struct arena *arena, const char *instead)
{
	for (size_t i = 0; i < span->length; i++)
		if ((unsigned char)span->bytes[i] <= ' ')
			return instead;
	return span->length ? arena_strndup(arena, span->bytes, span->length) : instead;
}

/* As the program would have had it written, and with a serial number that stays the same. */
static void make_user_avc(const struct entry *entry, const struct span *text, struct arena *arena,
	struct line *ret)
{
	static const char nobody[] = "4294967295"; /* as the audit system writes it */
	const char *uid = word_or(&entry->uid, arena, nobody);
	struct span body;

	body.bytes = arena_printf(arena,
		"pid=%s uid=%s auid=%s ses=%s subj=%s msg='%.*s exe=\"%.*s\" sauid=%s hostname=? "
		"addr=? "
		"terminal=?'",
		word_or(&entry->pid, arena, "0"), uid, word_or(&entry->login, arena, nobody),
		word_or(&entry->session, arena, nobody), word_or(&entry->context, arena, "?"),
		(int)text->length, text->bytes, (int)entry->exe.length, entry->exe.bytes, uid);
	body.length = strlen(body.bytes);
	ret->way = WAY_PROGRAM;
	ret->id.ms = entry->realtime / 1000;
	ret->id.serial = (uint64_t)entry->realtime;
	line_make(ret, arena, node_of(entry, arena), "USER_AVC", &body);
}

static void read_program(const struct entry *entry, struct arena *arena, struct line *ret)
{
	struct span text = entry->message;

	while (text.length && (unsigned char)text.bytes[text.length - 1] <= ' ')
		text.length--;
	for (size_t i = 0; i < ARRAY_SIZE(managers); i++)
		if (span_is(&entry->exe, managers[i].exe)
			&& is_decision(&text, managers[i].tclass, arena)) {
			make_user_avc(entry, &text, arena, ret);
			return;
		}
}

void entry_read(const struct entry *entry, struct arena *arena, struct line *ret)
{
	*ret = (struct line){ .way = WAY_NOWHERE };
	if (!entry->message.bytes)
		return;
	if (span_is(&entry->transport, "audit"))
		read_audit(entry, arena, ret);
	else if (span_is(&entry->transport, "kernel"))
		read_kernel(entry, arena, ret);
	else
		read_program(entry, arena, ret);
}
