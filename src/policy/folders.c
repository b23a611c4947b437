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

/* The length of "(ql)?" at the beginning of the text, where a part of a name may also be left out; 0: none. */
static size_t optional_part(const char *text)
{
	size_t length = *text == '(' ? 1 + strcspn(text + 1, "()^$.|?*+[]{}\\") : 0;

	return length > 1 && strncmp(text + length, ")?", 2) == 0 ? length + 2 : 0;
}

/* The pattern without its ending and its backslashes, and with all parts that may be left out; NULL when
 * it names no single folder. */
static const char *folder_of(const char *pattern, struct arena *arena)
{
	size_t length = strlen(pattern), ending = strlen(and_below);
	char *path, *out;

	if (*pattern != '/' || length <= ending
		|| strcmp(pattern + length - ending, and_below) != 0)
		return NULL;
	path = out = arena_strndup(arena, pattern, length - ending);
	for (const char *in = path; *in; in++) {
		size_t part = optional_part(in);

		if (part > 0) {
			memmove(out, in + 1, part - 3);
			out += part - 3;
			in += part - 1;
			continue;
		}
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

/* The type's first word, without a daemon's d: "mysql" of mysqld_db_t; NULL: too short to tell anything. */
static const char *first_word(const char *type, struct arena *arena)
{
	size_t length = strcspn(type, "_");

	if (length > 1 && type[length - 1] == 'd')
		length--;
	return length >= 4 ? arena_strndup(arena, type, length) : NULL;
}

/* How well the folder stands for the type: one of that name, one whose path has the name, another one, and
 * last what is in /etc, for settings are seldom what a folder of one's own is for. */
static int rank(const char *path, const char *word)
{
	const char *slash = strrchr(path, '/');

	if (strncmp(path, "/etc/", strlen("/etc/")) == 0)
		return 0;
	if (!word || !strstr(path, word))
		return 1;
	return slash && strcmp(slash + 1, word) == 0 ? 3 : 2;
}

/* Of equals the shortest. */
static bool is_better(const char *path, const char *best, const char *word)
{
	int difference = best ? rank(path, word) - rank(best, word) : 1;

	return difference > 0 || (difference == 0 && strlen(path) <= strlen(best));
}

const char *folders_lookup(struct policy *policy, const char *type, struct arena *arena)
{
	const struct folders *folders = folders_open(policy);
	const char *word = first_word(type, arena), *best = NULL;

	for (const struct folder *at = folders->first; at; at = at->next) {
		if (!text_equal(at->type, type) || is_overruled(folders, at))
			continue;
		if (strncmp(at->path, "/usr/", strlen("/usr/")) == 0)
			continue; /* what comes with packages is no example */
		if (is_better(at->path, best, word))
			best = at->path;
	}
	return arena_strdup(arena, best);
}
