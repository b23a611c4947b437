/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a template meets what is filled in, some languages melt both: "de" and "le fichier" to "du
 * fichier". The catalogue says which; within a value, which may be anybody's, nothing is melted.
 */
#include <string.h>
#include <strings.h>

#include "phrases.h"

#define JOINTS_MAX 128

struct piece {
	const char *text;
	size_t length;
};

struct joint {
	struct piece before, beginning, both;
};

/* TRANSLATORS: Not prose. Write what melts where a noun phrase follows a word: the word and its
 * blank, the beginning of the phrase, and what both become, each followed by |; one after the
 * other: "de |le |du |de |les |des |". Keep "joints|" as it is when nothing melts. */
static const char none[] = N_("joints|");

static bool take(const char **text, struct piece *ret)
{
	const char *end = strchr(*text, '|');

	if (!end)
		return false;
	*ret = (struct piece){ *text, (size_t)(end - *text) };
	*text = end + 1;
	return true;
}

static size_t joints_of(const char *text, struct joint joints[JOINTS_MAX])
{
	size_t count = 0;

	while (count < JOINTS_MAX && take(&text, &joints[count].before) &&
		take(&text, &joints[count].beginning) && take(&text, &joints[count].both))
		if (joints[count].before.length && joints[count].beginning.length)
			count++;
	return count;
}

/* Read once a language; avocet-mail speaks several, one after the other. */
static const struct joint *all_joints(size_t *ret_count)
{
	static struct joint joints[JOINTS_MAX];
	static const char *text;
	static size_t count;

	if (text != _(none)) {
		text = _(none);
		count = joints_of(text, joints);
	}
	*ret_count = count;
	return joints;
}

/* Part of a longer word; bytes beyond ASCII are letters, but for the end of a quotation mark. */
static bool is_letter(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte & 0x80);
}

static bool fits(const struct joint *joint, const struct builder *builder, const char *value)
{
	const size_t length = joint->before.length;
	const char *before;

	if (length > builder->length ||
		strncmp(value, joint->beginning.text, joint->beginning.length) != 0)
		return false;
	before = builder->bytes + builder->length - length;
	return strncasecmp(before, joint->before.text, length) == 0 &&
		(length == builder->length || !is_letter(before[-1]));
}

/* A sentence goes on beginning with a capital. */
static void melt(struct builder *builder, const struct joint *joint)
{
	char *before = builder->bytes + builder->length - joint->before.length;
	bool capital = *before >= 'A' && *before <= 'Z';

	builder->length -= joint->before.length;
	builder_add_bytes(builder, joint->both.text, joint->both.length);
	before = builder->bytes + builder->length - joint->both.length;
	if (capital && joint->both.length && *before >= 'a' && *before <= 'z')
		*before = (char)(*before - 'a' + 'A');
}

void joint_add(struct builder *builder, const char *value)
{
	size_t count;
	const struct joint *joints = all_joints(&count);

	for (size_t i = 0; i < count; i++)
		if (fits(&joints[i], builder, value)) {
			melt(builder, &joints[i]);
			value += joints[i].beginning.length;
			break;
		}
	builder_add(builder, value);
}

void joint_space(struct builder *builder, const char *rest)
{
	const unsigned char next = (unsigned char)*rest;
	bool punctuation = strncmp(rest, "、", strlen("、")) == 0 || strncmp(rest, "。", strlen("。")) == 0 ||
		strncmp(rest, "」", strlen("」")) == 0;
	char last = builder->length ? builder->bytes[builder->length - 1] : ' ';

	if (next >= 0xe3 && next <= 0xe9 && !punctuation && last > ' ' && last <= '~')
		builder_add(builder, " ");
}

const char *joint_frame(struct arena *arena, const char *frame, const char *one, const char *other)
{
	struct builder builder = { .arena = arena };
	const char *clauses[] = { one, other }, *at;
	size_t next = 0;

	while ((at = strchr(frame, '%'))) {
		bool numbered = (at[1] == '1' || at[1] == '2') && at[2] == '$';
		size_t which = numbered ? (size_t)(at[1] - '1') : next++;

		builder_add_bytes(&builder, frame, (size_t)(at - frame));
		joint_add(&builder, clauses[which > 0]);
		frame = at + (numbered ? strlen("%1$s") : strlen("%s"));
	}
	builder_add(&builder, frame);
	return builder_text(&builder);
}
