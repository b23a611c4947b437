/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Virtual machines by their labels: libvirt gives each guest a pair of categories that no other has while
 * it runs, and says so to the audit system. So a denial is known for its guest's even when the
 * process is gone.
 */
#include "facts.h"

#include <stdlib.h>
#include <string.h>

/* A host has a few dozen; the oldest is forgotten. */
#define GUESTS_MAX 256
/* Longer ones are no names and labels of guests. */
#define TEXT_MAX 255

struct guest {
	char *node, *label, *name;	/* node: NULL for our own host */
};

struct guests {
	struct guest guests[GUESTS_MAX];
	size_t count;			/* that were ever learned */
};

struct guests *guests_new(void)
{
	struct guests *guests = calloc(1, sizeof *guests);

	if (!guests)
		abort();
	return guests;
}

static void forget(struct guest *guest)
{
	free(guest->node);
	free(guest->label);
	free(guest->name);
	*guest = (struct guest){ 0 };
}

void guests_free(struct guests *guests)
{
	if (!guests)
		return;
	for (size_t i = 0; i < GUESTS_MAX; i++)
		forget(&guests->guests[i]);
	free(guests);
}

/* ---- the record ---- */

/* Moves *text behind the letter and the digits that must follow it. */
static bool take_numbered(const char **text, char letter)
{
	size_t digits = **text == letter ? strspn(*text + 1, "0123456789") : 0;

	*text += digits ? digits + 1 : 0;
	return digits > 0;
}

/* "s0:c11,c222": one level, and two categories. */
static bool is_pair(const char *range)
{
	return take_numbered(&range, 's') && *range++ == ':' && take_numbered(&range, 'c')
		&& *range++ == ',' && take_numbered(&range, 'c') && !*range;
}

/* virtd_t, virtqemud_t, …: all that libvirt's daemons are called in the policies. */
static bool is_libvirt(const char *subject, struct arena *arena)
{
	struct context context;
	size_t length;

	if (!subject || context_parse(subject, arena, &context) < 0)
		return false;
	length = strlen(context.type);
	return strncmp(context.type, "virt", 4) == 0 && length > 4
		&& strcmp(context.type + length - 3, "d_t") == 0;
}

static const char *value_in(const struct span *text, bool interpreted, const char *name,
	struct arena *arena)
{
	struct field field;
	size_t cursor = 0;

	while (fact_next(text, interpreted, &cursor, &field))
		if (field.name_length == strlen(name) && memcmp(field.name, name, field.name_length) == 0)
			return field_decode(&field, arena);
	return NULL;
}

/* The kernel's own words end where the message begins: whatever the sender wrote, it cannot say who it
 * is. Returns whether libvirt, run by root, sent it. */
static bool find_message(const struct record *record, struct arena *arena, struct span *ret)
{
	static const char mark[] = "msg='";
	const char *end = record->body + record->body_length;
	const char *at = memmem(record->body, record->body_length, mark, strlen(mark)), *close;
	struct span said = { record->body, at ? (size_t)(at - record->body) : 0 };
	const char *uid = value_in(&said, record->interpreted, "uid", arena);

	if (!at || !(text_equal(uid, "0") || text_equal(uid, "root"))
		|| !is_libvirt(value_in(&said, record->interpreted, "subj", arena), arena))
		return false;
	at += strlen(mark);
	close = memrchr(at, '\'', (size_t)(end - at));
	*ret = (struct span){ at, (size_t)((close ? close : end) - at) };
	return true;
}

/* ---- the table ---- */

static struct guest *find(const struct guests *guests, const char *node, const char *label)
{
	size_t count = guests->count < GUESTS_MAX ? guests->count : GUESTS_MAX;

	for (size_t i = 0; i < count; i++) {
		const struct guest *guest = &guests->guests[i];

		if (strcmp(guest->label, label) == 0 && text_equal(guest->node, node))
			return (struct guest *)guest;
	}
	return NULL;
}

static char *must_copy(const char *text)
{
	char *copy = text ? strdup(text) : NULL;

	if (text && !copy)
		abort();
	return copy;
}

static void remember(struct guests *guests, const char *node, const char *label, const char *name)
{
	struct guest *guest = find(guests, node, label);

	if (!guest)
		guest = &guests->guests[guests->count++ % GUESTS_MAX];
	forget(guest);
	*guest = (struct guest){ must_copy(node), must_copy(label), must_copy(name) };
}

void guests_learn(struct guests *guests, const struct record *record)
{
	_cleanup_arena_ struct arena *arena = NULL;
	const char *label, *name;
	struct context context;
	struct span message;

	if (record->type != RECORD_VIRT_MACHINE_ID || record->node_length > TEXT_MAX)
		return;
	arena = arena_new();
	if (!find_message(record, arena, &message))
		return;
	label = value_in(&message, record->interpreted, "vm-ctx", arena);
	name = value_in(&message, record->interpreted, "vm", arena);
	if (!label || !name || !*name || strlen(name) > TEXT_MAX || strlen(label) > TEXT_MAX)
		return;
	if (context_parse(label, arena, &context) < 0 || !context.range || !is_pair(context.range))
		return; /* guests that share a label are not told apart by it */
	remember(guests, record->node_length ? arena_strndup(arena, record->node, record->node_length) : NULL,
		label, name);
}

const char *guests_find(const struct guests *guests, const struct denial *denial)
{
	const struct guest *guest;

	if (!guests->count || denial->container || !denial->source.range || !is_pair(denial->source.range))
		return NULL;
	guest = find(guests, denial->id.node, denial->source.text);
	return guest ? guest->name : NULL;
}
