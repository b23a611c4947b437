/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where it was refused: a port, a message's name, a folder, in pieces that lie in the denial. */
#include "facts.h"

#include <string.h>

static void add(struct place *place, const char *text, size_t length)
{
	place->pieces[place->count++] = (struct span){ text, length };
}

static void add_text(struct place *place, const char *text)
{
	add(place, text ? text : "", text ? strlen(text) : 0);
}

/* Of a context its user, role and type; 0 when it has not all of them. */
static size_t without_range(const char *text)
{
	const char *at = text;

	for (int part = 0; part < 3; part++) {
		size_t length = strcspn(at, ":");

		if (!length || (part < 2 && !at[length]))
			return 0;
		at += length + (part < 2);
	}
	return (size_t)(at - text);
}

/* The error's kind; of a label that a rule made, its user, role and type. Labels that somebody
 * wished for are as many as there are wishes. */
static void add_error(struct place *place, const struct denial *denial)
{
	const char *label = denial->invalid_context;
	size_t length = label ? without_range(label) : 0;

	add_text(place, denial->operation);
	if (!length || strncmp(denial->operation, "security_", strlen("security_")) != 0)
		return;
	add(place, " ", 1);
	add(place, label, length);
}

static void add_port(struct place *place, const struct denial *denial)
{
	int length = snprintf(place->port, sizeof place->port, "%d", denial->port);

	add_text(place, denial->protocol);
	add(place, " ", 1);
	add(place, place->port, (size_t)length);
}

static void add_message(struct place *place, const struct denial *denial)
{
	add_text(place, denial->interface);
	add(place, " ", 1);
	add_text(place, denial->member);
}

/* A partition of InfiniBand, or a port of a card. */
static void add_infiniband(struct place *place, const struct denial *denial)
{
	add_text(place, denial->partition ? denial->partition : denial->card_port);
	add(place, " ", 1);
	add_text(place, denial->partition ? denial->subnet : denial->device);
}

/* What is no path stays whole: socket:[1234]. */
static void add_folder(struct place *place, const struct denial *denial)
{
	const char *slash = strrchr(denial->path, '/');

	place->folded = true;
	if (!slash)
		add_text(place, denial->path);
	else
		add(place, denial->path,
			slash == denial->path ? 1 : (size_t)(slash - denial->path));
}

void place_of(const struct denial *denial, struct place *ret)
{
	ret->count = 0;
	ret->folded = false;
	if (denial->operation)
		add_error(ret, denial);
	else if (denial->port >= 0 && !concerns_packets(denial))
		add_port(ret, denial);
	else if (denial->partition || denial->card_port)
		add_infiniband(ret, denial);
	else if (denial->interface || denial->member)
		add_message(ret, denial);
	else if (denial->path && !concerns_files_in_general(denial))
		add_folder(ret, denial);
}

static char *fold_digits(char *text)
{
	char *out = text;

	for (const char *in = text; *in;) {
		size_t digits = strspn(in, "0123456789");

		*out++ = digits ? '*' : *in;
		in += digits ? digits : 1;
	}
	*out = '\0';
	return text;
}

const char *denial_place(const struct denial *denial, struct arena *arena)
{
	struct place place;
	size_t length = 0;
	char *text;

	place_of(denial, &place);
	for (size_t i = 0; i < place.count; i++)
		length += place.pieces[i].length;
	text = arena_alloc(arena, length + 1);
	length = 0;
	for (size_t i = 0; i < place.count; i++) {
		memcpy(text + length, place.pieces[i].text, place.pieces[i].length);
		length += place.pieces[i].length;
	}
	return place.folded ? fold_digits(text) : text;
}
