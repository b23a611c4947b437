/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the PATH record of the thing that was refused says of it: its mode and its owners; and which
 * thing that is, where a capability was refused: such a refusal names none.
 */
#include "facts.h"

#include <linux/capability.h>
#include <string.h>

/* From the last such field on: the name of the file, which somebody chose, stands before it. */
static struct span behind_name(const struct record *record, const char *mark)
{
	const char *at = record->body, *end = at + record->body_length, *found = NULL, *next;

	while ((next = memmem(at, (size_t)(end - at), mark, strlen(mark))))
		found = at = next + 1;
	return found ? (struct span){ found, (size_t)(end - found) } : (struct span){ end, 0 };
}

/* What the item was to the call: NORMAL, PARENT, CREATE, DELETE, UNKNOWN; old kernels do not say. */
static bool is_of_kind(const struct path_item *item, const char *kind)
{
	struct span rest = behind_name(item->record, " nametype=");
	size_t cursor = 0;
	struct field field;

	return fact_next(&rest, item->record->interpreted, &cursor, &field)
		&& field.value_length == strlen(kind)
		&& memcmp(field.value, kind, field.value_length) == 0;
}

/* ---- capabilities ---- */

/* Those that are asked for when a file's mode or owner would not allow something. */
bool concerns_files_in_general(const struct denial *denial)
{
	static const unsigned such = 1u << CAP_CHOWN | 1u << CAP_DAC_OVERRIDE | 1u << CAP_DAC_READ_SEARCH
		| 1u << CAP_FOWNER | 1u << CAP_FSETID | 1u << CAP_LINUX_IMMUTABLE | 1u << CAP_LEASE
		| 1u << CAP_SETFCAP;

	return denial->tclass && strncmp(denial->tclass, "cap", 3) == 0
		&& denial->capability >= 0 && denial->capability < 32 && such >> denial->capability & 1;
}

/* Making and removing is decided by the folder, all else by the file itself. */
static const struct path_item *item_of_call(const struct surroundings *around)
{
	const struct path_item *folder = NULL;

	for (size_t i = 0; i < around->n_paths; i++) {
		const struct path_item *item = &around->paths[i];

		if (is_of_kind(item, "PARENT"))
			folder = folder ? folder : item;
		else if (!folder || !(is_of_kind(item, "CREATE") || is_of_kind(item, "DELETE")))
			return item;
	}
	return folder;
}

/* ---- files ---- */

/* By its path, or by its inode where the records do not tell the path. */
static const struct path_item *item_of_file(const struct denial *denial,
	const struct surroundings *around)
{
	bool by_inode = denial->inode >= 0 && !names_entry(denial);
	const struct path_item *found = NULL;

	for (size_t i = 0; i < around->n_paths; i++) {
		const struct path_item *item = &around->paths[i];

		if (by_inode && item->inode == denial->inode)
			return item;
		if (!by_inode && !found && denial->path && text_equal(item->path, denial->path))
			found = item;
	}
	return found;
}

void target_of_event(struct denial *denial, struct surroundings *around)
{
	struct taking taking = { .denial = denial, .arena = around->event->arena, .where = IN_PATH };
	bool in_general = concerns_files_in_general(denial);
	const struct path_item *item;
	struct span rest;

	list_paths(around);
	item = in_general ? item_of_call(around) : item_of_file(denial, around);
	if (!item)
		return;
	if (in_general && !denial->path)
		denial->path = item->path;
	rest = behind_name(item->record, " inode=");
	take_record(&taking, &rest, item->record->interpreted);
}
