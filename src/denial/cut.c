/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * audit 4.2 hands raw records on without their last 16 bytes: " permissive=0" is gone, and three
 * letters of the class. What they were can be told from the rest.
 */
#include <string.h>

#include "facts.h"

#define LETTERS_LOST 3

/* Those of which three letters less are no class. */
static const char classes[] = "file lnk_file chr_file blk_file sock_file fifo_file filesystem "
	"capability capability2 cap_userns cap2_userns process process2 service system security "
	"memprotect anon_inode io_uring lockdown netif packet peer node association msgq tun_socket "
	"rawip_socket";

static const char *whole_class(const char *cut, struct arena *arena)
{
	size_t length = strlen(cut);
	const char *at = classes;

	if (length > 4 && strcmp(cut + length - 4, "_soc") == 0)
		return arena_printf(arena, "%sket", cut);
	while (*at) {
		size_t word = strcspn(at, " ");

		if (word == length + LETTERS_LOST && memcmp(at, cut, length) == 0)
			return arena_strndup(arena, at, word);
		at += word + strspn(at + word, " ");
	}
	return NULL;
}

/* Only the name of a class of three letters is gone altogether, and of these only folders have
 * entries. */
static const char *lost_class(const struct denial *denial)
{
	for (const char *const *permission = denial->permissions; *permission; permission++)
		if (denial->inode >= 0
			&& text_matches_any("add_name remove_name reparent rmdir search", *permission))
			return "dir";
	return NULL;
}

static bool ends_in_class(const struct record *record)
{
	static const char mark[] = " tclass=";

	return record->body_length > strlen(mark)
		&& memcmp(record->body + record->body_length - strlen(mark), mark, strlen(mark)) == 0;
}

bool mend_cut(struct denial *denial, const struct record *record, struct arena *arena)
{
	const char *whole = NULL;

	if (record->interpreted)
		return false;
	if (denial->tclass)
		whole = whole_class(denial->tclass, arena);
	if (!whole && !ends_in_class(record))
		return false; /* it is only older than Linux 3.15 */
	denial->tclass = whole ? whole : lost_class(denial);
	denial->damage = N_("cut off");
	return true;
}
