/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where things of a type belong: the folders whose whole content the file contexts give it, by an
 * entry "/var/www(/.*)?" of their own. Read as text; the label look-ups of libselinux go the other way.
 */
#include "policy-internal.h"

#include <stdlib.h>
#include <string.h>

static const char blanks[] = " \t\r\n";
static const char and_below[] = "(/.*)?";

struct folder {
	const char *path, *type;
	struct folder *next;
};

struct folders {
	struct folder *first;
};

/* The pattern without its ending and its backslashes; NULL when it names no single folder. */
static const char *folder_of(const char *pattern, struct arena *arena)
{
	size_t length = strlen(pattern), ending = strlen(and_below);
	char *path, *out;

	if (*pattern != '/' || length <= ending
		|| strcmp(pattern + length - ending, and_below) != 0)
		return NULL;
	path = out = arena_strndup(arena, pattern, length - ending);
	for (const char *in = path; *in; in++) {
		if (*in == '\\' && in[1])
			in++;
		else if (strchr("^$.|?*+()[]{}\\", *in))
			return NULL;
		*out++ = *in;
	}
	*out = '\0';
	return path;
}

static const char *type_of(const char *context, struct arena *arena)
{
	const char *role = strchr(context, ':');
	const char *type = role ? strchr(role + 1, ':') : NULL;

	return type ? arena_strndup(arena, type + 1, strcspn(type + 1, ":")) : NULL;
}

/* What stands later in the files wins: it stands first in the list. */
static void read_line(struct folders *folders, char *line, struct arena *arena)
{
	const char *pattern = strtok_r(line, blanks, &line);
	const char *context = strtok_r(line, blanks, &line);
	const char *path = pattern && context ? folder_of(pattern, arena) : NULL;
	struct folder *folder;

	/* A third word: the second one limits the entry to a kind of file. */
	if (!path || strtok_r(line, blanks, &line))
		return;
	folder = arena_alloc(arena, sizeof *folder);
	folder->path = path;
	folder->type = type_of(context, arena);
	folder->next = folders->first;
	folders->first = folder;
}

static void read_folders(struct folders *folders, const char *path, struct arena *arena)
{
	_cleanup_file_ FILE *file = fopen(path, "re");
	_cleanup_free_ char *line = NULL;
	size_t room = 0;

	while (file && getline(&line, &room, file) >= 0)
		read_line(folders, line, arena);
}

static const struct folders *folders_open(struct policy *policy)
{
	const char *path = policy->file_contexts;

	if (policy->folders)
		return policy->folders;
	policy->folders = arena_alloc(policy->arena, sizeof *policy->folders);
	if (path) {
		read_folders(policy->folders, path, policy->arena);
		read_folders(policy->folders, arena_printf(policy->arena, "%s.local", path),
			policy->arena);
	}
	return policy->folders;
}

/* Whether a later entry gives the same folder another type. */
static bool is_overruled(const struct folders *folders, const struct folder *folder)
{
	for (const struct folder *later = folders->first; later != folder; later = later->next) {
		if (strcmp(later->path, folder->path) == 0)
			return true;
	}
	return false;
}

const char *folders_lookup(struct policy *policy, const char *type, struct arena *arena)
{
	const struct folders *folders = folders_open(policy);
	const char *shortest = NULL;

	for (const struct folder *at = folders->first; at; at = at->next) {
		if (!text_equal(at->type, type) || is_overruled(folders, at))
			continue;
		if (!shortest || strlen(at->path) <= strlen(shortest))
			shortest = at->path;
	}
	return arena_strdup(arena, shortest);
}
