/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The plugins of a folder, in the order of their files' names. */
#include "loader.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct plugins {
	struct arena *arena;
	struct loaded *items;	/* those in use, then the disabled ones */
	size_t in_use, count, room;
};

/* One loading: what is refused is told as it is met. */
struct load {
	struct plugins *plugins;
	const struct plugins_options *options;
};

static void complain(const struct load *load, const char *sentence)
{
	if (load->options->complain)
		load->options->complain(sentence, load->options->userdata);
}

static void tell_loading(const struct load *load, const char *stem)
{
	if (load->options->loading)
		load->options->loading(stem, load->options->userdata);
}

static bool is_left_out(const struct load *load, const char *stem)
{
	const char *const *names = load->options->without;

	for (; names && *names; names++)
		if (strcmp(*names, stem) == 0)
			return true;
	return false;
}

static bool is_plugin_file(const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	size_t length = strlen(name);

	return name[0] != '.' && length > 3 && strcmp(name + length - 3, ".so") == 0;
}

static void add(struct plugins *plugins, const struct loaded *loaded)
{
	if (plugins->count == plugins->room) {
		size_t room = plugins->room ? 2 * plugins->room : 16;
		struct loaded *items = arena_alloc(plugins->arena, room * sizeof(*items));

		if (plugins->count)
			memcpy(items, plugins->items, plugins->count * sizeof(*items));
		plugins->items = items;
		plugins->room = room;
	}
	plugins->items[plugins->count++] = *loaded;
	plugins->in_use = plugins->count;
}

static const struct loaded *find(const struct plugins *plugins, const char *name)
{
	for (size_t i = 0; i < plugins->count; i++)
		if (text_equal(plugins->items[i].plugin->name, name))
			return &plugins->items[i];
	return NULL;
}

/* Loads the file, unless one with the same plugin was loaded before. */
static void load_safely(const struct load *load, int folder, const char *file, const char *name)
{
	struct plugins *plugins = load->plugins;
	const struct loaded *other;
	struct loaded loaded;
	const char *why;

	if (plugin_load(folder, name, file, plugins->arena, &loaded, &why) < 0) {
		complain(load, why);
		return;
	}
	other = find(plugins, loaded.plugin->name);
	if (!other) {
		add(plugins, &loaded);
		return;
	}
	complain(load, arena_printf(plugins->arena,
		_("%s: there is a plugin of the name %s already, in %s: remove one of them"), file,
		other->plugin->name, other->file));
	plugin_unload(&loaded);
}

/* Whoever is told that it is loaded must be able to repeat the name. */
static bool is_stem(const char *stem)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.+-";
	size_t length = strlen(stem);

	return length > 0 && length <= PLUGIN_NAME_MAX && stem[0] != '-' &&
		strspn(stem, letters) == length;
}

static void load_file(const struct load *load, int folder, const char *path, const char *name)
{
	struct arena *arena = load->plugins->arena;
	const char *file = arena_printf(arena, "%s/%s", path, name);
	const char *stem = arena_strndup(arena, name, strlen(name) - strlen(".so"));

	if (!is_stem(stem)) {
		complain(load, arena_printf(arena,
			_("%s: its file's name is too long, or has more than letters, digits and _ . + -:"
			" rename it"), file));
	} else if (!is_left_out(load, stem)) {
		tell_loading(load, stem);
		load_safely(load, folder, file, name);
	}
}

/* True when nobody else can put files there. */
static bool is_safe_folder(const struct load *load, int folder, const char *path)
{
	const char *why = unsafe_reason(folder, true);

	if (why)
		complain(load, arena_printf(load->plugins->arena, "%s: %s", path, why));
	return !why;
}

/* DIR/NAME/NAME.so, as in a tree of plugins; other folders are none of ours. */
static void load_subfolder(const struct load *load, int folder, const char *path, const char *name)
{
	_cleanup_fd_ int below =
		openat(folder, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	char *file = arena_printf(load->plugins->arena, "%s.so", name);
	char *below_path = arena_printf(load->plugins->arena, "%s/%s", path, name);

	if (below < 0 || faccessat(below, file, F_OK, AT_SYMLINK_NOFOLLOW) < 0)
		return;
	if (is_safe_folder(load, below, below_path))
		load_file(load, below, below_path, file);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int load_folder(const struct load *load, int folder, const char *path)
{
	struct dirent **entries;
	int count = scandirat(folder, ".", &entries, NULL, by_name);

	if (count < 0)
		return -errno;
	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;

		if (is_plugin_file(name))
			load_file(load, folder, path, name);
		else if (name[0] != '.')
			load_subfolder(load, folder, path, name);
		free(entries[i]);
	}
	free(entries);
	return 0;
}

/* A single plugin was named instead of a folder. */
static int load_single(const struct load *load, const char *path)
{
	const char *slash = strrchr(path, '/');
	struct arena *arena = load->plugins->arena;
	const char *above = !slash ? "." : arena_strndup(arena, path, (size_t)(slash - path));
	_cleanup_fd_ int folder = open(*above ? above : "/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (folder < 0)
		return -errno;
	if (is_safe_folder(load, folder, *above ? above : "/"))
		load_file(load, folder, above, slash ? slash + 1 : path);
	return 0;
}

static int load_path(const struct load *load, const char *path)
{
	_cleanup_fd_ int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (folder < 0 && errno == ENOTDIR && is_plugin_file(path))
		return load_single(load, path);
	if (folder < 0)
		return -errno;
	return is_safe_folder(load, folder, path) ? load_folder(load, folder, path) : 0;
}

int plugins_load(const char *folder, const struct plugins_options *options, struct plugins **ret)
{
	struct arena *arena = arena_new();
	struct plugins *plugins = arena_alloc(arena, sizeof(*plugins));
	const struct load load = { plugins, options };
	int result;

	plugins->arena = arena;
	result = load_path(&load, folder);
	tell_loading(&load, NULL);
	if (result < 0)
		plugins_free(plugins);
	else
		*ret = plugins;
	return result;
}

void plugins_free(struct plugins *plugins)
{
	if (!plugins)
		return;
	for (size_t i = 0; i < plugins->count; i++)
		plugin_unload(&plugins->items[i]);
	arena_free(plugins->arena);
}

size_t plugins_count(const struct plugins *plugins)
{
	return plugins->in_use;
}

const struct avocet_plugin *plugins_get(const struct plugins *plugins, size_t index)
{
	return plugins->items[index].plugin;
}

const char *plugins_file(const struct plugins *plugins, size_t index)
{
	return plugins->items[index].file;
}

/* It stays loaded, behind the others: verdicts may still point to its texts. */
void plugins_disable(struct plugins *plugins, const char *name)
{
	for (size_t i = 0; i < plugins->in_use; i++) {
		struct loaded moving = plugins->items[i];

		if (!text_equal(moving.plugin->name, name))
			continue;
		plugins->in_use--;
		memmove(&plugins->items[i], &plugins->items[i + 1],
			(plugins->in_use - i) * sizeof(moving));
		plugins->items[plugins->in_use] = moving;
		return;
	}
}
