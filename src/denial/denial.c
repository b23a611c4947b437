/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An event → its denials: one of each AVC, USER_AVC and SELINUX_ERR, none for what is not ours. */
#include "denial.h"

#include <stdlib.h>
#include <string.h>

#include "facts.h"

/* What the record of a refusal says, apart from its fields. */
struct decision {
	const char *word;		/* denied, granted, received, … */
	size_t word_length;
	const char *permissions;	/* between the braces */
	size_t permissions_length;
	const char *rest;		/* the fields */
	size_t rest_length;
};

static bool begins(const struct span *text, const char *word)
{
	return text->length >= strlen(word) && memcmp(text->text, word, strlen(word)) == 0;
}

/* Other security modules use the same record types. What stands further behind may be anybody's. */
static bool is_foreign(const struct span *text)
{
	return begins(text, "apparmor=") || begins(text, "lsm=SMACK");
}

static size_t blanks(const char *text, const char *end)
{
	size_t count = 0;

	while (text + count < end && text[count] == ' ')
		count++;
	return count;
}

static bool decision_parse(const struct span *text, struct decision *ret)
{
	const char *end = text->text + text->length, *open, *close;
	const char *at = text->text + strlen("avc:");

	*ret = (struct decision){ .rest = text->text, .rest_length = text->length };
	if (!begins(text, "avc:"))
		return false;
	at += blanks(at, end);
	ret->word = at;
	while (at < end && *at != ' ')
		at++;
	ret->word_length = (size_t)(at - ret->word);
	at += blanks(at, end);
	ret->rest = at;
	ret->rest_length = (size_t)(end - at);
	open = at < end && *at == '{' ? at : NULL;
	close = open ? memchr(open, '}', (size_t)(end - open)) : NULL;
	if (!close)
		return false;
	ret->permissions = open + 1;
	ret->permissions_length = (size_t)(close - open - 1);
	ret->rest = close + 1;
	ret->rest_length = (size_t)(end - close - 1);
	return true;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char *const *sorted_words(const char *text, size_t length, struct arena *arena)
{
	struct strings words = { 0 };
	char *rest = arena_strndup(arena, text, length), *word;
	size_t kept = 0;

	while ((word = strsep(&rest, " ")))
		if (*word)
			strings_add(&words, arena, word);
	if (!words.count) {
		strings_add(&words, arena, NULL);
		return words.items;
	}
	qsort(words.items, words.count, sizeof *words.items, by_name);
	for (size_t i = 1; i < words.count; i++)
		if (strcmp(words.items[kept], words.items[i]) != 0)
			words.items[++kept] = words.items[i];
	words.items[kept + 1] = NULL;
	return words.items;
}

static bool word_is(const struct decision *decision, const char *word)
{
	return decision->word && strlen(word) == decision->word_length
		&& memcmp(word, decision->word, decision->word_length) == 0;
}

/* "received policyload notice", "received setenforce notice": news, not refusals. */
static bool is_notice(const struct decision *decision)
{
	return word_is(decision, "received");
}

static void set_outcome(struct denial *denial, const struct decision *decision, bool permissive)
{
	denial->outcome = word_is(decision, "granted") ? OUTCOME_GRANTED
		: permissive ? OUTCOME_PERMITTED : OUTCOME_DENIED;
}

static void set_damage(struct denial *denial, const struct event *event, bool decided)
{
	if (event->damage)
		denial->damage = event->damage;
	else if (denial->operation)
		denial->damage = NULL; /* these have contexts or have none, as they like */
	else if (!decided)
		denial->damage = "no permissions";
	else if (!denial->source.type || !denial->target.type)
		denial->damage = "no contexts";
	else if (!denial->tclass)
		denial->damage = "no class";
}

/* A text like any other from here on, as field_decode() makes them. */
static const char *line_of(const struct record *record, struct arena *arena)
{
	char *line = arena_strndup(arena, record->line, record->length);

	for (size_t i = 0; i < record->length; i++)
		if (!line[i])
			line[i] = '@';
	return line;
}

static const char *const *lines_of(const struct event *event)
{
	struct strings lines = { 0 };

	for (size_t i = 0; i < event->n_records; i++)
		strings_add(&lines, event->arena, line_of(&event->records[i], event->arena));
	return lines.items;
}

static const struct denial nothing_known = {
	.manager = "kernel", .pid = -1, .uid = -1, .auid = -1, .inode = -1, .port = -1,
};

enum made {
	MADE,
	MADE_NOTICE,	/* news, no refusal */
	MADE_FOREIGN,	/* another security module's */
};

/* Makes the denial of one refusal. */
static enum made make(const struct event *event, const struct record *record, struct denial *denial)
{
	struct span text = { record->body, record->body_length };
	struct decision decision;
	bool decided, permissive;

	*denial = nothing_known;
	denial->id = event->id;
	if (record->type == RECORD_USER_AVC)
		text = facts_of_manager(denial, &text, event->arena);
	if (record->type != RECORD_SELINUX_ERR && is_foreign(&text))
		return MADE_FOREIGN;
	decided = decision_parse(&text, &decision) && record->type != RECORD_SELINUX_ERR;
	if (is_notice(&decision))
		return MADE_NOTICE;
	text = (struct span){ decision.rest, decision.rest_length };
	denial->permissions =
		sorted_words(decision.permissions, decision.permissions_length, event->arena);
	permissive = facts_of_record(denial, record->type, &text, event->arena);
	facts_of_event(denial, record->type, event);
	set_outcome(denial, &decision, permissive);
	set_damage(denial, event, decided);
	return MADE;
}

size_t denials_of_event(const struct event *event, denial_fn take, void *userdata,
	size_t *ret_foreign)
{
	const char *const *records = NULL;
	size_t made = 0, foreign = 0;

	for (size_t i = 0; i < event->n_records; i++) {
		const struct record *record = &event->records[i];
		struct denial denial;
		enum made result;

		if (!record_is_refusal(record->type))
			continue;
		result = make(event, record, &denial);
		foreign += result == MADE_FOREIGN;
		if (result != MADE)
			continue;
		records = records ? records : lines_of(event);
		denial.records = records;
		denial.ordinal = (unsigned)made;
		take(&denial, userdata);
		made++;
	}
	if (ret_foreign)
		*ret_foreign = foreign;
	return made;
}
