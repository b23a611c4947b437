/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One plugin's file. It runs with our rights, so it must be a whole file that only root or we can
 * write; what was checked is what is loaded, since both go through one descriptor.
 */
#include "loader.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SYMBOL "avocet_plugin"

const char *unsafe_reason(int fd, bool folder)
{
	struct stat stat;

	if (fstat(fd, &stat) < 0)
		return strerror(errno);
	if (folder ? !S_ISDIR(stat.st_mode) : !S_ISREG(stat.st_mode))
		return folder ? _("is not a folder")
			      : _("is not a regular file: put the plugin itself here");
	if (stat.st_uid != 0 && stat.st_uid != geteuid())
		return _("belongs to another user: chown it to root if you trust it");
	if (stat.st_mode & (S_IWGRP | S_IWOTH))
		return _("can be changed by other users: run chmod go-w on it if you trust it");
	return NULL;
}

static bool read_at(int fd, void *buffer, size_t size, uint64_t offset)
{
	return offset <= INT64_MAX && pread(fd, buffer, size, (off_t)offset) == (ssize_t)size;
}

/* More than a plugin has. */
#define MOST_PARTS 64

/* The dynamic linker maps what the headers promise and dies of SIGBUS when the file is shorter. */
static bool is_whole_elf(int fd)
{
	ElfW(Ehdr) head;
	ElfW(Phdr) parts[MOST_PARTS];
	struct stat stat;

	if (fstat(fd, &stat) < 0 || !read_at(fd, &head, sizeof(head), 0) ||
		memcmp(head.e_ident, ELFMAG, SELFMAG) != 0 || head.e_type != ET_DYN ||
		head.e_phentsize != sizeof(*parts) || head.e_phnum > MOST_PARTS ||
		!read_at(fd, parts, head.e_phnum * sizeof(*parts), head.e_phoff))
		return false;
	for (unsigned i = 0; i < head.e_phnum; i++)
		if (parts[i].p_offset > (uint64_t)stat.st_size ||
			parts[i].p_filesz > (uint64_t)stat.st_size - parts[i].p_offset)
			return false;
	return head.e_phnum > 0;
}

static bool is_valid_name(const char *name)
{
	size_t length = name ? strlen(name) : 0;

	return length > 0 && length <= PLUGIN_NAME_MAX &&
		strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == length;
}

static const char *insane_fixes(const struct avocet_fix *fix)
{
	for (; fix && fix->then; fix++) {
		if (!fix->when)
			return _("one of its fixes does not say when it is right");
		if ((unsigned)fix->action > AVOCET_RELABEL)
			return _("one of its fixes has an action that this Avocet does not know");
	}
	return NULL;
}

/* NULL when the plugin can be used; else what is wrong with it. */
static const char *insane_reason(const struct avocet_plugin *plugin)
{
	if (!is_valid_name(plugin->name))
		return _("its name may only have lower-case letters, digits and _");
	if (!plugin->summary || !plugin->explanation)
		return _("it has no summary or no explanation");
	if (plugin->confidence < 0 || plugin->confidence > 100)
		return _("its confidence is not between 1 and 100");
	if (plugin->confidence == 0 && !plugin->analyse)
		return _("it says no confidence");
	if ((unsigned)plugin->risk > AVOCET_RISK_ATTACK)
		return _("it has a risk that this Avocet does not know");
	return insane_fixes(plugin->fixes);
}

/* dlerror() speaks of our descriptor's name; what stands behind it is of use to the reader. */
static const char *linker_error(void)
{
	const char *error = dlerror(), *colon = error ? strstr(error, ": ") : NULL;

	return colon ? colon + 2 : error ? error : _("unknown error");
}

static int refuse(struct arena *arena, const char **ret_why, const char *file, const char *why)
{
	*ret_why = arena_printf(arena, "%s: %s", file, why);
	return -EINVAL;
}

static int check_plugin(const struct loaded *loaded, struct arena *arena, const char **ret_why)
{
	const struct avocet_plugin *plugin = loaded->plugin;
	const char *why;

	if (!plugin)
		return refuse(arena, ret_why, loaded->file, arena_printf(arena,
			_("is no Avocet plugin (it has no %s): remove it from this folder"), SYMBOL));
	if (plugin->abi != AVOCET_PLUGIN_ABI) {
		*ret_why = arena_printf(arena,
			_("%s: built for plugin ABI %u, this Avocet speaks %u: rebuild it"),
			loaded->file, plugin->abi, AVOCET_PLUGIN_ABI);
		return -EINVAL;
	}
	why = insane_reason(plugin);
	if (!why)
		return 0;
	*ret_why = arena_printf(arena, _("%s: %s: correct the plugin and rebuild it"), loaded->file,
		why);
	return -EINVAL;
}

/* Asks the dynamic linker for the very file that was checked. */
static int link_file(struct loaded *loaded, struct arena *arena, const char **ret_why)
{
	char *path = arena_printf(arena, "/proc/self/fd/%d", loaded->fd);

	loaded->handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!loaded->handle) {
		*ret_why = arena_printf(arena, _("%s: cannot be loaded (%s): rebuild it or remove it"),
			loaded->file, linker_error());
		return -EINVAL;
	}
	loaded->plugin = dlsym(loaded->handle, SYMBOL);
	return check_plugin(loaded, arena, ret_why);
}

void plugin_unload(struct loaded *loaded)
{
	if (loaded->handle)
		dlclose(loaded->handle);
	if (loaded->fd >= 0)
		close(loaded->fd);
}

int plugin_load(int folder, const char *name, const char *file, struct arena *arena,
	struct loaded *ret, const char **ret_why)
{
	struct loaded loaded = { .file = file };
	const char *why;
	int result;

	/* Non-blocking: a named pipe must not hold us up. */
	loaded.fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (loaded.fd < 0)
		return refuse(arena, ret_why, file,
			errno == ELOOP ? _("is a symbolic link: put the plugin itself here")
				       : strerror(errno));
	why = unsafe_reason(loaded.fd, false);
	if (!why && !is_whole_elf(loaded.fd))
		why = _("is not a whole shared object of this machine: rebuild it or remove it");
	if (why)
		result = refuse(arena, ret_why, file, why);
	else
		result = link_file(&loaded, arena, ret_why);
	if (result < 0)
		plugin_unload(&loaded);
	else
		*ret = loaded;
	return result;
}
