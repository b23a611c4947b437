/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The systemd unit and the container of a process, by the folder of its control group, which is all
 * that tells them; and only while the process lives.
 */
#include "denial.h"

#include <ctype.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* How much of a container's ID is shown, as podman and docker do. */
#define SHORT_ID 12
#define LONG_ID 64

/* How the folders of containers begin, where an ID or a name follows. */
static const char *const id_prefixes[] = { "docker-", "libpod-", "libpod-payload-", "crio-", "cri-containerd-",
	"cri-o-", "nerdctl-", "containerd-" };
static const char *const name_prefixes[] = { "lxc.payload.", "lxc/", "lxc.monitor." };

/* \x2d → - in place, as systemd escapes what would mean something in the names of units. What would
 * not be part of one word stays escaped. */
static char *unescape(char *name)
{
	char *out = name;

	for (const char *in = name; *in;) {
		unsigned char byte;

		if (in[0] == '\\' && in[1] == 'x' && in[2] && in[3] && text_unhex(in + 2, 2, &byte) == 1
			&& byte > ' ' && byte != '/' && byte != 0x7f) {
			*out++ = (char)byte;
			in += 4;
		} else {
			*out++ = *in++;
		}
	}
	*out = '\0';
	return name;
}

static bool begins(const char *text, const char *beginning)
{
	return strncmp(text, beginning, strlen(beginning)) == 0;
}

static bool ends(const char *text, const char *end)
{
	size_t length = strlen(text), wanted = strlen(end);

	return length >= wanted && strcmp(text + length - wanted, end) == 0;
}

static const char *without_end(const char *text, const char *end, struct arena *arena)
{
	return ends(text, end) ? arena_strndup(arena, text, strlen(text) - strlen(end)) : text;
}

static bool is_id(const char *text)
{
	return strspn(text, "0123456789abcdef") >= LONG_ID
		&& !isalnum((unsigned char)text[LONG_ID]);
}

/* "machine-qemu\x2d1\x2dweb.scope" → "web", "machine-web.scope" → "web" */
static const char *machine_of(const char *folder, struct arena *arena)
{
	const char *name;

	if (!begins(folder, "machine-") || !ends(folder, ".scope"))
		return NULL;
	name = unescape(arena_strdup(arena, without_end(folder + strlen("machine-"), ".scope", arena)));
	if (begins(name, "qemu-") || begins(name, "lxc-")) {
		const char *number = strchr(name, '-') + 1, *rest = number + strspn(number, "0123456789");

		if (rest > number && rest[0] == '-' && rest[1])
			return rest + 1;
	}
	return *name ? name : NULL;
}

static const char *container_of(const char *folder, const char *above, struct arena *arena)
{
	const char *name;

	for (size_t i = 0; i < ARRAY_SIZE(id_prefixes); i++)
		if (begins(folder, id_prefixes[i]) && is_id(folder + strlen(id_prefixes[i])))
			return arena_strndup(arena, folder + strlen(id_prefixes[i]), SHORT_ID);
	for (size_t i = 0; i < ARRAY_SIZE(name_prefixes); i++)
		if (begins(folder, name_prefixes[i]) && folder[strlen(name_prefixes[i])])
			return arena_strdup(arena, folder + strlen(name_prefixes[i]));
	if (is_id(folder) && !folder[LONG_ID]) /* without systemd: /docker/ID, /kubepods/…/ID */
		return arena_strndup(arena, folder, SHORT_ID);
	if (above && strcmp(above, "lxc") == 0)
		return arena_strdup(arena, folder);
	if (begins(folder, "systemd-nspawn@") && ends(folder, ".service")) {
		name = without_end(folder + strlen("systemd-nspawn@"), ".service", arena);
		return *name ? unescape(arena_strdup(arena, name)) : NULL;
	}
	return machine_of(folder, arena);
}

/* Slices only hold others. */
static bool is_unit(const char *folder)
{
	return ends(folder, ".service") || ends(folder, ".scope") || ends(folder, ".socket")
		|| ends(folder, ".mount") || ends(folder, ".swap");
}

/* The innermost unit of the host, and the outermost container: what is within belongs to it. Users name
 * the units below their own manager (user@1000.service) as they like, also like one of the host. */
static void look_through(char *path, struct arena *arena, const char **unit,
	const char **container)
{
	const char *folder, *above = NULL;
	bool of_user = false;

	*unit = *container = NULL;
	while ((folder = strsep(&path, "/")) && !*container) {
		*container = *folder ? container_of(folder, above, arena) : NULL;
		if (!of_user && is_unit(folder) && !(*container && ends(folder, ".scope")))
			*unit = arena_strdup(arena, folder);
		of_user |= begins(folder, "user@");
		above = folder;
	}
}

/* Of "7:cpu,cpuacct:/x.slice" its path: that of systemd's own hierarchy, or of version 2. */
static const char *path_of(const char *line)
{
	const char *names = strchr(line, ':'), *path = names ? strchr(names + 1, ':') : NULL;

	if (!path)
		return NULL;
	return begins(names, "::") || begins(names, ":name=systemd:") ? path + 1 : NULL;
}

/* Any other hierarchy, for hosts without systemd. */
static const char *other_path_of(const char *line)
{
	const char *names = strchr(line, ':'), *path = names ? strchr(names + 1, ':') : NULL;

	return path && strcmp(path + 1, "/") != 0 ? path + 1 : NULL;
}

void cgroup_parse(const char *text, struct arena *arena, const char **ret_unit,
	const char **ret_container)
{
	char *rest = arena_strdup(arena, text), *line;
	const char *best = NULL, *other = NULL;

	while ((line = strsep(&rest, "\n"))) {
		const char *path = path_of(line);

		if (path && (!best || strcmp(best, "/") == 0))
			best = path;
		if (!other)
			other = other_path_of(line);
	}
	best = best && strcmp(best, "/") != 0 ? best : other;
	look_through(arena_strdup(arena, best ? best : ""), arena, ret_unit, ret_container);
}

/* NULL when it cannot be read. Pseudo files of /proc come whole or not at all. */
static char *read_proc(int64_t pid, const char *name, struct arena *arena)
{
	const char *path = arena_printf(arena, "/proc/%lld/%s", (long long)pid, name);
	_cleanup_fd_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	char bytes[4096];
	ssize_t length = fd < 0 ? -1 : read(fd, bytes, sizeof bytes);

	return length < 0 ? NULL : arena_strndup(arena, bytes, (size_t)length);
}

/* Numbers of processes are used again: it must still have the name that it had. */
static bool is_same(const struct denial *denial, struct arena *arena)
{
	char *comm = read_proc(denial->pid, "comm", arena);

	if (!comm || !denial->comm)
		return false;
	comm[strcspn(comm, "\n")] = '\0';
	return strcmp(comm, denial->comm) == 0;
}

void cgroup_look(struct denial *denial, struct arena *arena)
{
	const char *unit, *container, *text;

	if (denial->id.node || denial->pid <= 0 || denial->unit || denial->container
		|| !is_same(denial, arena))
		return;
	text = read_proc(denial->pid, "cgroup", arena);
	if (!text || !is_same(denial, arena))
		return;
	cgroup_parse(text, arena, &unit, &container);
	denial->unit = unit;
	denial->container = container;
}
