/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Settings in INI files; every mistake is named with its file, line and what is allowed. */
#include "base.h"

#include <dirent.h>
#include <errno.h>
#include <ini.h>
#include <stdlib.h>
#include <string.h>

struct reading {
	const char *path;
	FILE *file;
	int line;
	const struct config_key *keys;
	void *settings;
	bool wrong;
};

static bool section_fits(const char *pattern, const char *section)
{
	size_t length = strlen(pattern);

	if (length && pattern[length - 1] == '*')
		return strncmp(pattern, section, length - 1) == 0 && section[length - 1];
	return strcmp(pattern, section) == 0;
}

/* The settings of that section, or the sections (NULL). */
static void list_allowed(struct builder *list, const struct config_key *keys, const char *section)
{
	for (const char *last = ""; keys->name; last = keys++->section)
		if (section ? section_fits(keys->section, section) : strcmp(keys->section, last) != 0)
			builder_add(list, arena_printf(list->arena, section ? "%s%s" : "%s[%s]",
				list->length ? ", " : "", section ? keys->name : keys->section));
}

static bool section_known(const struct config_key *keys, const char *section)
{
	for (; keys->name; keys++)
		if (section_fits(keys->section, section))
			return true;
	return false;
}

static void complain_unknown(struct reading *reading, const char *section, const char *name)
{
	_cleanup_arena_ struct arena *arena = arena_new();
	struct builder list = { .arena = arena };
	bool known = section_known(reading->keys, section);
	const char *allowed;

	list_allowed(&list, reading->keys, known ? section : NULL);
	allowed = builder_text(&list);
	if (known)
		log_error(_("%s, line %d: there is no setting \"%s\" in [%s]; allowed: %s"), reading->path,
			reading->line, name, section, allowed);
	else
		log_error(_("%s, line %d: there is no section [%s]; allowed: %s"), reading->path,
			reading->line, section, allowed);
}

static const struct config_key *key_find(const struct config_key *keys, const char *section,
	const char *name)
{
	for (; keys->name; keys++)
		if (section_fits(keys->section, section) && strcmp(keys->name, name) == 0)
			return keys;
	return NULL;
}

static void complain_value(const struct reading *reading, const struct config_key *key, const char *value)
{
	log_error(_("%s, line %d: \"%s\" is not good for %s; allowed: %s%s"), reading->path, reading->line, value,
		key->name, _(key->allowed), key->also ? _(key->also) : "");
}

/* inih calls this for each setting; 1 lets it go on to the next, so that all mistakes are told. */
static int take(void *user, const char *section, const char *name, const char *value)
{
	struct reading *reading = user;
	const struct config_key *key = key_find(reading->keys, section, name);

	if (!key) {
		complain_unknown(reading, section, name);
		reading->wrong = true;
	} else if (!value || key->set(reading->settings, section, value) < 0) {
		complain_value(reading, key, value ? value : "");
		reading->wrong = true;
	}
	return 1;
}

/* inih as distributions build it does not tell its handler the line: counted here. */
static char *next_line(char *bytes, int size, void *user)
{
	struct reading *reading = user;
	char *line = fgets(bytes, size, reading->file);

	if (line)
		reading->line++;
	return line;
}

static int read_one(struct reading *reading, const char *path, bool may_be_missing)
{
	_cleanup_file_ FILE *file = fopen(path, "re");
	int line;

	reading->path = path;
	reading->file = file;
	reading->line = 0;
	if (!file && errno == ENOENT && may_be_missing)
		return 0;
	if (!file) {
		int error = -errno;

		log_error(_("%s: cannot be read: %s"), path, strerror(-error));
		return error;
	}
	line = ini_parse_stream(next_line, reading, take, reading);
	if (line > 0) {
		log_error(_("%s, line %d: this is neither a [section] nor name = value"), path, line);
		reading->wrong = true;
	}
	return 0;
}

static int is_conf(const struct dirent *entry)
{
	size_t length = strlen(entry->d_name);

	return entry->d_name[0] != '.' && length > 5 && strcmp(entry->d_name + length - 5, ".conf") == 0;
}

static int read_folder(struct reading *reading, struct arena *arena, const char *folder)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, is_conf, alphasort), error = 0;

	if (count < 0)
		return errno == ENOENT || errno == ENOTDIR ? 0 : -errno;
	for (int i = 0; i < count; i++) {
		int result = read_one(reading, arena_printf(arena, "%s/%s", folder, entries[i]->d_name), false);

		error = error ? error : result;
		free(entries[i]);
	}
	free(entries);
	return error;
}

int config_read(const char *path, const struct config_key *keys, void *settings)
{
	struct reading reading = { .keys = keys, .settings = settings };
	_cleanup_arena_ struct arena *arena = arena_new();
	int error = read_one(&reading, path, true);

	if (error >= 0)
		error = read_folder(&reading, arena, arena_printf(arena, "%s.d", path));
	if (error < 0)
		return error;
	return reading.wrong ? -EINVAL : 0;
}
