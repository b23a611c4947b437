/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signature v1: what makes two denials the same to a person. SHA-256, since a process that could
 * make its denial collide with another's would hide behind it.
 */
#include "denial.h"

#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>

/* /var/spool/x/1234/ab12 → /var/spool/x/ * /ab*: numbers differ from run to run. */
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

static const char *folder_of(const char *path, struct arena *arena)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return fold_digits(arena_strdup(arena, path)); /* socket:[1234] */
	return fold_digits(arena_strndup(arena, path, slash == path ? 1 : (size_t)(slash - path)));
}

/* The error's kind; of a label that a rule made, its user, role and type. Labels that somebody
 * wished for are as many as there are wishes. */
static const char *error_place(const struct denial *denial, struct arena *arena)
{
	struct context context;

	if (strncmp(denial->operation, "security_", strlen("security_")) != 0
		|| !denial->invalid_context
		|| context_parse(denial->invalid_context, arena, &context) < 0)
		return denial->operation;
	return arena_printf(arena, "%s %s:%s:%s", denial->operation, context.user, context.role,
		context.type);
}

/* Network labels are checked for each packet, whatever port it goes to. */
static bool is_packet(const struct denial *denial)
{
	return denial->tclass && text_matches_any("packet peer netif node association", denial->tclass);
}

const char *denial_place(const struct denial *denial, struct arena *arena)
{
	if (denial->operation)
		return error_place(denial, arena);
	if (denial->port >= 0 && !is_packet(denial))
		return arena_printf(arena, "%s %d", denial->protocol ? denial->protocol : "",
			denial->port);
	if (denial->interface || denial->member)
		return arena_printf(arena, "%s %s", denial->interface ? denial->interface : "",
			denial->member ? denial->member : "");
	if (denial->path)
		return folder_of(denial->path, arena);
	return "";
}

/* With its final NUL, so that no two lists of parts give the same bytes. */
static void add_part(struct sha256_ctx *sum, const char *part)
{
	if (!part)
		part = "";
	sha256_update(sum, strlen(part) + 1, (const uint8_t *)part);
}

/* A program is its file; without one, its name but for numbers: kworker/0:1 is kworker/1:2. */
static const char *program_of(const struct denial *denial, struct arena *arena)
{
	if (denial->exe || !denial->comm)
		return denial->exe;
	return fold_digits(arena_strdup(arena, denial->comm));
}

static void add_parts(struct sha256_ctx *sum, const struct denial *denial, struct arena *arena)
{
	add_part(sum, denial->manager);
	add_part(sum, denial->source.type);
	add_part(sum, program_of(denial, arena));
	add_part(sum, denial->target.type);
	add_part(sum, denial->tclass);
	for (size_t i = 0; denial->permissions[i]; i++)
		add_part(sum, denial->permissions[i]);
	add_part(sum, NULL); /* ends the permissions */
	add_part(sum, denial_place(denial, arena));
}

void denial_signature(const struct denial *denial, char signature[SIGNATURE_SIZE])
{
	static const char digits[] = "0123456789abcdef";
	_cleanup_arena_ struct arena *arena = arena_new();
	struct sha256_ctx sum;
	uint8_t digest[16];
	char *out = stpcpy(signature, "v1:");

	sha256_init(&sum);
	add_parts(&sum, denial, arena);
	sha256_digest(&sum, sizeof digest, digest);
	for (size_t i = 0; i < sizeof digest; i++) {
		*out++ = digits[digest[i] >> 4];
		*out++ = digits[digest[i] & 0xf];
	}
	*out = '\0';
}
