/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The full path of a denial that has only a name and an inode: the event's PATH records tell it,
 * when one of them has that inode, or leads through that name.
 */
#include "facts.h"

#include <stdlib.h>
#include <string.h>

static char *decode(const struct record *record, const char *name, struct arena *arena)
{
	struct field field;

	return field_find(record->body, record->body_length, name, &field)
		? field_decode(&field, arena) : NULL;
}

/* No doubled slashes, no "./", no slash at the end. ".." stays: behind a link it means
 * something else than it seems. */
static char *tidy(char *path)
{
	char *out = path;

	for (const char *in = path; *in;) {
		if (in[0] == '/' && (in[1] == '/' || (in[1] == '\0' && out != path)))
			in++;
		else if (in[0] == '/' && in[1] == '.' && (in[2] == '/' || in[2] == '\0'))
			in += 2;
		else
			*out++ = *in++;
	}
	*out = '\0';
	return path;
}

static const char *absolute(const char *name, const char *cwd, struct arena *arena)
{
	if (!name)
		return NULL;
	if (*name == '/')
		return tidy(arena_strdup(arena, name));
	if (!cwd || *cwd != '/')
		return NULL;
	return tidy(arena_printf(arena, "%s/%s", cwd, name));
}

static const char *last_component(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool same_inode(const struct record *record, int64_t inode, struct arena *arena)
{
	const char *text = decode(record, "inode", arena);

	return text && inode >= 0 && strtoll(text, NULL, 10) == inode;
}

/* The program may have come by a link, whose name is another: then the file's own path is unknown. */
static bool same_name(const struct denial *denial, const char *path)
{
	return !denial->name || strcmp(denial->name, "/") == 0
		|| strcmp(denial->name, last_component(path)) == 0;
}

/* The kernel names the entry when it refuses to add one to a folder, or to take one out. */
static bool names_entry(const struct denial *denial)
{
	if (!text_equal(denial->tclass, "dir"))
		return false;
	for (const char *const *p = denial->permissions; *p; p++)
		if (text_matches_any("add_name remove_name", *p))
			return true;
	return false;
}

static const char *folder_of(const char *path, struct arena *arena)
{
	size_t length = (size_t)(last_component(path) - path);

	return length ? arena_strndup(arena, path, length > 1 ? length - 1 : 1) : NULL;
}

/* The beginning of path that ends in the component name, if exactly one component has it. */
static const char *leading_to(const char *path, const char *name, struct arena *arena)
{
	size_t length = strlen(name), end = 0;

	for (const char *at = path; (at = strchr(at, '/')); at++) {
		if (strncmp(at + 1, name, length) != 0 || (at[length + 1] && at[length + 1] != '/'))
			continue;
		if (end)
			return NULL;
		end = (size_t)(at - path) + 1 + length;
	}
	return end ? arena_strndup(arena, path, end) : NULL;
}

static const char *by_name(const struct denial *denial, const struct strings *paths,
	struct arena *arena)
{
	if (!denial->name || !*denial->name || strcmp(denial->name, "/") == 0)
		return NULL;
	for (size_t i = 0; i < paths->count; i++) {
		const char *path = leading_to(paths->items[i], denial->name, arena);

		if (path && (strcmp(last_component(paths->items[i]), denial->name) == 0
				|| text_equal(denial->tclass, "dir")))
			return path;
	}
	return NULL;
}

static const char *find_path(const struct denial *denial, const struct event *event)
{
	struct strings paths = { 0 };
	const char *cwd = NULL;

	for (size_t i = 0; i < event->n_records; i++)
		if (event->records[i].type == RECORD_CWD)
			cwd = decode(&event->records[i], "cwd", event->arena);
	for (size_t i = 0; i < event->n_records; i++) {
		const struct record *record = &event->records[i];
		const char *path;

		if (record->type != RECORD_PATH)
			continue;
		path = absolute(decode(record, "name", event->arena), cwd, event->arena);
		if (!path)
			continue;
		if (same_inode(record, denial->inode, event->arena) && same_name(denial, path))
			return path;
		strings_add(&paths, event->arena, path);
	}
	return by_name(denial, &paths, event->arena);
}

void path_of_event(struct denial *denial, const struct event *event)
{
	if (!denial->name && denial->inode < 0)
		return;
	denial->path = find_path(denial, event);
	if (!names_entry(denial))
		return;
	denial->path = denial->path ? folder_of(denial->path, event->arena) : NULL;
	denial->name = denial->path ? last_component(denial->path) : NULL;
}
