/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The full path of a denial that has only a name and an inode: the event's PATH records tell it,
 * when one of them has that inode, or leads through that name.
 */
#include "facts.h"

#include <stdlib.h>
#include <string.h>

/* The first slash that may be one too many; the end where all are in order, as nearly always. */
static char *first_untidy(char *path)
{
	char *slash = strchrnul(path, '/');

	while (*slash && slash[1] && slash[1] != '/' && slash[1] != '.')
		slash = strchrnul(slash + 1, '/');
	return slash;
}

/* No doubled slashes, no "./", no slash at the end. ".." stays: behind a link it means
 * something else than it seems. */
static char *tidy(char *path)
{
	char *out = first_untidy(path);

	for (const char *in = out; *in;) {
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

/* NULL: cwd is not where the name begins, or not known. */
static const char *absolute(const char *name, const char *cwd, struct arena *arena)
{
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

/* The program may have come by a link, whose name is another: then the file's own path is unknown. */
static bool same_name(const struct denial *denial, const char *path)
{
	return !denial->name || strcmp(denial->name, "/") == 0
		|| strcmp(denial->name, last_component(path)) == 0;
}

bool names_entry(const struct denial *denial)
{
	if (!text_equal(denial->tclass, "dir"))
		return false;
	for (const char *const *p = denial->permissions; *p; p++)
		if (strcmp(*p, "add_name") == 0 || strcmp(*p, "remove_name") == 0)
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

static const char *by_name(const struct denial *denial, const struct surroundings *around)
{
	if (!denial->name || !*denial->name || strcmp(denial->name, "/") == 0)
		return NULL;
	for (size_t i = 0; i < around->n_paths; i++) {
		const char *whole = around->paths[i].path;
		const char *path = whole ? leading_to(whole, denial->name, around->event->arena) : NULL;

		if (path && (strcmp(last_component(whole), denial->name) == 0
				|| text_equal(denial->tclass, "dir")))
			return path;
	}
	return NULL;
}

static const char *find_path(const struct denial *denial, const struct surroundings *around)
{
	for (size_t i = 0; i < around->n_paths; i++) {
		const struct path_item *item = &around->paths[i];

		if (item->path && denial->inode >= 0 && item->inode == denial->inode
			&& same_name(denial, item->path))
			return item->path;
	}
	return by_name(denial, around);
}

/* ---- the event's paths ---- */

/* Calls whose names begin at a folder that was opened before, and the arguments that hold it. */
static const struct {
	const char *calls, *arguments[2];
} folder_calls[] = {
	{ "openat openat2 newfstatat fstatat64 statx execveat faccessat faccessat2 fchmodat fchmodat2 "
	  "fchownat mkdirat mknodat readlinkat unlinkat utimensat futimesat name_to_handle_at",
		{ "a0" } },
	{ "linkat renameat renameat2", { "a0", "a2" } },
	{ "symlinkat", { "a1" } },
};

/* AT_FDCWD as an int, whatever width the register has. */
static bool is_cwd(const struct record *syscall, const char *argument)
{
	struct field field;
	const char *at;

	if (!field_find(syscall->body, syscall->body_length, argument, &field))
		return true;
	at = field.value + field.value_length - strlen("ffffff9c");
	return field.value_length >= strlen("ffffff9c") && memcmp(at, "ffffff9c", 8) == 0;
}

/* Whether names that do not begin with a slash may begin at another folder than cwd. */
static bool begins_elsewhere(struct surroundings *around)
{
	const struct record *syscall = around->syscall;
	const char *call = syscall ? said_by_syscall(around)->syscall : NULL;

	for (size_t i = 0; call && i < ARRAY_SIZE(folder_calls); i++) {
		const char *const *arguments = folder_calls[i].arguments;

		if (!text_matches_any(folder_calls[i].calls, call))
			continue;
		return !is_cwd(syscall, arguments[0]) || (arguments[1] && !is_cwd(syscall, arguments[1]));
	}
	return false;
}

static const struct record *record_of(const struct event *event, enum record_type type)
{
	for (size_t i = 0; i < event->n_records; i++)
		if (event->records[i].type == type)
			return &event->records[i];
	return NULL;
}

/* Where names without a slash in front begin; NULL when that is not known. */
static const char *base_of_names(struct surroundings *around)
{
	const struct event *event = around->event;
	const struct record *cwd = record_of(event, RECORD_CWD);

	if (!cwd || begins_elsewhere(around))
		return NULL;
	return fact_value(cwd, "cwd", event->arena);
}

static bool is_named(const struct field *field, const char *name, size_t length)
{
	return field->name_length == length && memcmp(field->name, name, length) == 0;
}

/* The name as it was given. */
static const char *read_item(const struct record *record, struct arena *arena, int64_t *ret_inode)
{
	struct span body = { record->body, record->body_length };
	const char *name = NULL;
	struct field field;
	size_t cursor = 0;

	*ret_inode = -1;
	while (fact_next(&body, record->interpreted, &cursor, &field)) {
		if (is_named(&field, "name", 4) && !name)
			name = field_decode(&field, arena);
		if (!is_named(&field, "inode", 5))
			continue;
		*ret_inode = fact_number(&field);
		if (!record->interpreted)
			break; /* the name comes before it, and there it may hold another */
	}
	return name;
}

void list_paths(struct surroundings *around)
{
	const struct event *event = around->event;
	struct path_item *items = arena_alloc(event->arena, event->n_records * sizeof *items);
	const char *base = NULL;
	size_t count = 0;

	if (around->listed)
		return;
	for (size_t i = 0; i < event->n_records; i++) {
		struct path_item *item = &items[count];
		const char *name;

		if (event->records[i].type != RECORD_PATH)
			continue;
		count++;
		item->record = &event->records[i];
		name = read_item(&event->records[i], event->arena, &item->inode);
		if (name && *name != '/' && !base)
			base = base_of_names(around);
		item->path = name ? absolute(name, base, event->arena) : NULL;
	}
	around->paths = items;
	around->n_paths = count;
	around->listed = true;
}

void path_of_event(struct denial *denial, struct surroundings *around)
{
	struct arena *arena = around->event->arena;

	if (!denial->name && denial->inode < 0)
		return;
	if (around->has_paths)
		list_paths(around);
	denial->path = find_path(denial, around);
	if (!names_entry(denial))
		return;
	denial->path = denial->path ? folder_of(denial->path, arena) : NULL;
	denial->name = denial->path ? last_component(denial->path) : NULL;
}
