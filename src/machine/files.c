/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Owner, mode and label of a file as it is now. */
#include "machine-host.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#define OVERFLOW_ID 65534	/* whom the kernel names when it may not say */
#define LABEL_MAX 4096

/* In a user namespace of our own (a service with PrivateUsers=) most people look like nobody. */
static bool sees_everybody(void)
{
	_cleanup_file_ FILE *map = fopen("/proc/self/uid_map", "re");
	unsigned first, outside, count;

	return !map || fscanf(map, "%u %u %u", &first, &outside, &count) != 3 ||
		count == UINT32_MAX;
}

static const char *user_name(uid_t uid, struct arena *arena)
{
	struct passwd entry, *found = NULL;
	char room[4096];

	if (getpwuid_r(uid, &entry, room, sizeof(room), &found) == 0 && found && *entry.pw_name)
		return arena_strdup(arena, entry.pw_name);
	return arena_printf(arena, "%u", uid);
}

static const char *group_name(gid_t gid, struct arena *arena)
{
	char room[65536]; /* it holds the members too */
	struct group entry, *found = NULL;

	if (getgrgid_r(gid, &entry, room, sizeof(room), &found) == 0 && found && *entry.gr_name)
		return arena_strdup(arena, entry.gr_name);
	return arena_printf(arena, "%u", gid);
}

/* The third field of the label, or NULL. */
static const char *label_type(int fd, struct arena *arena)
{
	char label[LABEL_MAX + 1], *role, *type;
	ssize_t length;

	/* By its name in /proc, since a descriptor that only names a file has no attributes. */
	length = getxattr(arena_printf(arena, "/proc/self/fd/%d", fd), "security.selinux", label,
		LABEL_MAX);
	if (length <= 0)
		return NULL;
	label[length] = '\0';
	role = strchr(label, ':');
	type = role ? strchr(role + 1, ':') : NULL;
	if (!type || !strcspn(type + 1, ":"))
		return NULL;
	return arena_strndup(arena, type + 1, strcspn(type + 1, ":"));
}

const struct avocet_file *files_answer(struct machine *machine, const char *path,
	struct arena *arena)
{
	struct machine_host *host = machine_host_of(machine);
	_cleanup_fd_ int fd = place_find(host, path, false, arena);
	struct avocet_file *file;
	struct stat stat;

	if (fd < 0 || fstat(fd, &stat) < 0)
		return NULL;
	if ((stat.st_uid == OVERFLOW_ID || stat.st_gid == OVERFLOW_ID) && !sees_everybody())
		return NULL;
	file = arena_alloc(arena, sizeof(*file));
	file->owner = host->is_this ? user_name(stat.st_uid, arena)
		: arena_printf(arena, "%u", stat.st_uid);
	file->group = host->is_this ? group_name(stat.st_gid, arena)
		: arena_printf(arena, "%u", stat.st_gid);
	file->mode = stat.st_mode & 07777;
	file->type = label_type(fd, arena);
	return file;
}
