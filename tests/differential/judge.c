/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Judges differences: only those of the table, each with its reason, are excused. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "differential.h"

#define REPORTS_MAX 30

/* libauparse takes a bracket at a value's end for the end of the message. */
static bool lacks_end(const struct pair *pair)
{
	size_t length = pair->ours && pair->theirs ? strlen(pair->ours) : 0;

	return length && strchr("):", pair->ours[length - 1]) && strlen(pair->theirs) == length - 1
	       && !strncmp(pair->ours, pair->theirs, length - 1);
}

bool has_long_list(const char *line)
{
	const char *open = strchr(line, '{'), *close = open ? strchr(open, '}') : NULL;

	return close && close - open >= 256;
}

bool is_raw(const char *line)
{
	const char *stamp = strstr(line, " msg=audit("), *call = strstr(line, " syscall=");
	unsigned long long seconds, ms, serial;
	int length = 0;

	if (!stamp || !text_matches_any("type=[A-Z]* node=*", line) || strstr(line, "\u241d")
		|| strstr(line, "=&") || text_matches_any("*<br>", line))
		return false;
	if (call && (call[strlen(" syscall=")] < '0' || call[strlen(" syscall=")] > '9'))
		return false;
	return sscanf(stamp, " msg=audit(%llu.%llu:%llu):%n", &seconds, &ms, &serial, &length) == 3
	       && length;
}

static bool is_of_long_list(const struct pair *pair)
{
	return has_long_list(pair->line);
}

static bool is_hex_of_ours(const struct pair *pair)
{
	unsigned char bytes[256];
	size_t length = pair->theirs ? strlen(pair->theirs) : 0;
	ssize_t count =
		length && length / 2 < sizeof bytes ? text_unhex(pair->theirs, length, bytes) : -1;

	return pair->ours && count == (ssize_t)strlen(pair->ours)
	       && !memcmp(bytes, pair->ours, (size_t)count);
}

/* What was quoted and held a blank: only its beginning is left, or nothing but a blank. */
static bool is_cut_at_blank(const struct pair *pair)
{
	if (!pair->ours || !pair->theirs)
		return false;
	return text_equal(pair->theirs, " ") || (pair->theirs[0] == '"' && strchr(pair->ours, ' '));
}

static bool is_deleted(const struct pair *pair)
{
	size_t length = pair->ours ? strlen(pair->ours) : 0;

	return length && pair->theirs && !strncmp(pair->ours, pair->theirs, length)
		&& text_equal(pair->theirs + length, " (deleted)");
}

static bool lacks_nul(const struct pair *pair)
{
	return pair->ours && pair->theirs && pair->ours[0] == '@'
	       && !strcmp(pair->ours + 1, pair->theirs);
}

static bool is_negative(const struct pair *pair)
{
	long long number = pair->theirs ? strtoll(pair->theirs, NULL, 10) : 0;
	unsigned long long ours = pair->ours ? strtoull(pair->ours, NULL, 10) : 0;

	return number < 0 && ours == (uint32_t)number;
}

static bool is_empty(const struct pair *pair)
{
	return pair->ours && !*pair->ours && !pair->theirs;
}

static bool is_completed(const struct pair *pair)
{
	return pair->ours && pair->theirs
	       && !strncmp(pair->ours, pair->theirs, strlen(pair->theirs));
}

static bool is_not_ours(const struct pair *pair)
{
	return !pair->ours;
}

/* Patterns as in plugins, ? stands for a blank too; NULL: whatever it is. */
static const struct exception {
	const char *types, *fields, *line;
	bool (*differ)(const struct pair *pair);
	const char *reason;
} exceptions[] = {
	/* What libauparse does not read right. */
	{ NULL, NULL, NULL, lacks_end, "theirs loses a bracket or a colon at the end" },
	{ NULL, "(invalid_context) (source_raw) (target_raw) (kmod)", NULL, is_hex_of_ours,
		"theirs is not decoded" },
	{ NULL, NULL, NULL, is_cut_at_blank, "theirs ends at a blank within quotes" },
	{ NULL, NULL, NULL, is_of_long_list, "theirs lacks records with 256 bytes of permissions" },
	{ NULL, "path (path) name (name)", NULL, lacks_nul,
		"theirs lacks the NUL before the name of an abstract socket" },
	{ "AVC", "(inode)", NULL, is_negative,
		"theirs is negative: a kernel printed 32 bits with a sign" },
	{ NULL, NULL, NULL, is_empty, "theirs lacks a field that was cut off before its value" },
	/* What we mean to read otherwise. */
	{ "AVC", "(name)", "*{*add_name*}* *{*remove_name*}*", NULL,
		"ours is the folder, not the entry in it that the kernel names" },
	{ "SYSCALL", "(exe)", NULL, is_deleted, "ours keeps apart that the program was deleted" },
	{ "AVC", "(tclass)", NULL, is_completed,
		"ours is completed: the record was cut off in the class" },
	{ "AVC SYSCALL", "(*)",
		"*tclass=packet?* *tclass=peer?* *tclass=netif?* *tclass=node?* "
		"*tclass=association?*",
		is_not_ours,
		"ours names nobody: packets are checked in whatever process happens to run" },
	{ "USER_AVC", NULL, "*received*notice*", NULL,
		"ours finds no fields in a notice's brackets" },
	{ "USER_AVC", "(cmdline) (function)", NULL, is_not_ours,
		"ours believes nothing before a message's last scontext=: who is refused may have "
		"written it" },
};

static size_t excused[ARRAY_SIZE(exceptions)];
static uint64_t compared, differences;

static bool fits(const char *patterns, const char *text)
{
	return !patterns || text_matches_any(patterns, text ? text : "");
}

static bool is_excused(const struct pair *pair)
{
	for (size_t i = 0; i < ARRAY_SIZE(exceptions); i++) {
		const struct exception *exception = &exceptions[i];

		if (!fits(exception->types, pair->type) || !fits(exception->fields, pair->field)
			|| !fits(exception->line, pair->line)
			|| (exception->differ && !exception->differ(pair)))
			continue;
		excused[i]++;
		return true;
	}
	return false;
}

static const char *shown(const char *value, struct arena *arena)
{
	return value ? arena_printf(arena, "\"%s\"", escape_terminal(arena, value)) : "nothing";
}

void judge(const struct pair *pair)
{
	_cleanup_arena_ struct arena *arena = arena_new();

	compared++;
	if (text_equal(pair->ours, pair->theirs) || is_excused(pair)
		|| differences++ >= REPORTS_MAX)
		return;
	printf("%s.%s: ours %s, theirs %s\n  %s\n", pair->type, pair->field,
		shown(pair->ours, arena), shown(pair->theirs, arena),
		escape_terminal(arena, pair->line ? pair->line : ""));
}

void judge_event(const struct event_id *id, const char *problem)
{
	if (differences++ < REPORTS_MAX)
		printf("event %" PRId64 ":%" PRIu64 ": %s\n", id->ms, id->serial, problem);
}

bool judgement(void)
{
	bool needed = true;

	for (size_t i = 0; i < ARRAY_SIZE(exceptions); i++) {
		printf("%8zu excused: %s\n", excused[i], exceptions[i].reason);
		needed &= excused[i] > 0;
	}
	if (!needed)
		printf("An exception is needed no more: take it out of the table.\n");
	printf("%" PRIu64 " values compared, %" PRIu64 " differences\n", compared, differences);
	return needed && compared && !differences;
}
