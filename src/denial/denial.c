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

/* Other security modules use the same record types. What stands further behind may be anybody's. */
static bool is_foreign(const struct span *text)
{
	return span_begins(text, "apparmor=") || span_begins(text, "lsm=SMACK");
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
	if (!span_begins(text, "avc:"))
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

static bool word_is(const struct decision *decision, const char *word)
{
	return decision->word && strlen(word) == decision->word_length
		&& memcmp(word, decision->word, decision->word_length) == 0;
}

/* The kernel tries a few capabilities for one call; looking at more would cost without need. */
#define BESIDE_MAX 16

/* Adds what another refusal of the event is about, when it is between the same two. */
static void add_also(struct strings *also, const struct denial *denial, const struct record *record,
	struct arena *arena)
{
	const struct span text = { record->body, record->body_length };
	const char *const *words;
	struct decision decision;

	if (record->type != RECORD_AVC || !decision_parse(&text, &decision) ||
		!text_equal(fact_value(record, "scontext", arena), denial->source.text) ||
		!text_equal(fact_value(record, "tcontext", arena), denial->target.text))
		return;
	words = sorted_words(&(struct span){ decision.permissions, decision.permissions_length }, ' ',
		arena);
	for (; words && *words; words++)
		strings_add(also, arena, *words);
}

void denied_beside(struct denial *denial, const struct event *event)
{
	struct strings also = { 0 };

	if (!text_equal(denial->manager, "kernel"))
		return;
	for (size_t i = 0; i < event->n_records && i < BESIDE_MAX; i++)
		add_also(&also, denial, &event->records[i], event->arena);
	/* Itself is among them. */
	if (also.count > 1)
		denial->also = also.items;
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
		denial->damage = N_("no permissions");
	else if (!denial->source.type || !denial->target.type)
		denial->damage = N_("no contexts");
	else if (!denial->tclass)
		denial->damage = N_("no class");
}

/* Each a text like any other from here on, as field_decode() makes them. */
static const char *const *lines_of(const struct event *event)
{
	const char **lines = arena_alloc(event->arena, (event->n_records + 1) * sizeof *lines);

	for (size_t i = 0; i < event->n_records; i++) {
		const struct record *record = &event->records[i];
		char *line = arena_strndup(event->arena, record->line, record->length), *nul;

		lines[i] = line;
		while ((nul = memchr(line, '\0', (size_t)(lines[i] + record->length - line)))) {
			*nul = '@';
			line = nul + 1;
		}
	}
	return lines;
}

enum made {
	MADE,
	MADE_NOTICE,	/* news, no refusal */
	MADE_FOREIGN,	/* another security module's */
};

/* Makes the denial of one refusal. */
static enum made make(struct surroundings *around, const struct record *record,
	struct denial *denial)
{
	const struct event *event = around->event;
	struct span text = { record->body, record->body_length };
	struct decision decision;
	bool decided, permissive;

	*denial = nothing_known;
	denial->id = event->id;
	if (record->type == RECORD_USER_AVC)
		text = facts_of_manager(denial, record, event->arena);
	if (record->type != RECORD_SELINUX_ERR && is_foreign(&text))
		return MADE_FOREIGN;
	decided = decision_parse(&text, &decision) && record->type != RECORD_SELINUX_ERR;
	if (is_notice(&decision))
		return MADE_NOTICE;
	text = (struct span){ decision.rest, decision.rest_length };
	denial->permissions = sorted_words(
		&(struct span){ decision.permissions, decision.permissions_length }, ' ',
		event->arena);
	permissive = facts_of_refusal(denial, record, &text, around);
	set_outcome(denial, &decision, permissive);
	set_damage(denial, event, decided);
	return MADE;
}

static size_t deliver(const struct event *event, const struct denial_wishes *wishes, denial_fn take,
	void *userdata, size_t *ret_foreign)
{
	static const char *const no_records[] = { NULL };
	const char *const *records = wishes->no_records ? no_records : NULL;
	struct surroundings around;
	size_t made = 0, foreign = 0;

	around.event = event;
	around.seen = around.read = around.listed = around.has_paths = around.has_others = false;
	around.syscall = around.address = around.avc_path = NULL;
	around.n_paths = 0;
	for (size_t i = 0; i < event->n_records; i++) {
		const struct record *record = &event->records[i];
		struct denial denial;
		enum made result;

		if (!record_is_refusal(record->type))
			continue;
		result = make(&around, record, &denial);
		foreign += result == MADE_FOREIGN;
		if (result != MADE)
			continue;
		if (!wishes->brief)
			denial_complete(&denial);
		if (wishes->no_more)
			denial.around = NULL;
		records = records ? records : lines_of(event);
		denial.records = records;
		denial.ordinal = event->earlier + (unsigned)made;
		take(&denial, userdata);
		made++;
	}
	if (ret_foreign)
		*ret_foreign = foreign;
	return made;
}

size_t denials_of_event(const struct event *event, denial_fn take, void *userdata,
	size_t *ret_foreign)
{
	return deliver(event, &(struct denial_wishes){ 0 }, take, userdata, ret_foreign);
}

size_t denials_as_wished(const struct event *event, const struct denial_wishes *wishes, denial_fn take,
	void *userdata, size_t *ret_foreign)
{
	return deliver(event, wishes, take, userdata, ret_foreign);
}
