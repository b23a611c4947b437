/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A machine whose files are here: this one, or one under a folder; private to this folder. */
#ifndef AVOCET_MACHINE_HOST_H
#define AVOCET_MACHINE_HOST_H

#include "machine-internal.h"

/* A mount table as the kernel prints it, read again when the kernel says that it changed. */
struct mount_table {
	int fd;			/* -1: there is none */
	bool is_mountinfo;	/* else it is in the older form, of /proc/mounts */
	char *text;
	size_t length;
	bool has_seclabel;	/* SELinux ran there, and says by "seclabel" who keeps labels */
};

struct dpkg;

struct machine_host {
	struct machine machine;		/* first: the two are cast into each other */
	int root;			/* its top folder; -1: there is none */
	bool is_this;			/* not one under a folder */
	struct mount_table mounts;	/* those that processes of the machine see */
	struct mount_table own;		/* those that we see; only of this machine */
	struct dpkg *dpkg;		/* its lists, once asked for */
};

static inline struct machine_host *machine_host_of(struct machine *machine)
{
	return (struct machine_host *)machine;
}

/* ---- place.c: nothing outside of the machine is opened, and nothing that acts when opened ---- */

/*
 * Finds a file; links are followed inside of the machine only, the last one when follow is set.
 * Returns a descriptor that only names it (O_PATH), or a negative errno: -EXDEV where we do not
 * see what the machine's processes see, or where the answer could take for ever.
 */
int place_find(struct machine_host *host, const char *path, bool follow, struct arena *arena);
/* Opens a regular file for reading. Returns a descriptor, or a negative errno. */
int place_open(struct machine_host *host, const char *path, struct arena *arena);
/* Opens a folder, to list what is in it. Returns a descriptor, or a negative errno. */
int place_list(struct machine_host *host, const char *path, struct arena *arena);
/* The same as place_open() in any folder, whatever is mounted there. */
int place_open_below(int root, const char *path);
/* A whole regular file as text, at most limit bytes. Returns 0, or a negative errno. */
int place_read(struct machine_host *host, const char *path, size_t limit, struct arena *arena,
	char **ret, size_t *ret_length);
/* All that can be read from fd, into memory to be freed; -EFBIG beyond the limit. A zero byte
 * follows it. */
int read_all(int fd, size_t limit, char **ret, size_t *ret_length);
/* How files are found where the kernel has no openat2(): no link is followed at all. */
int place_find_by_steps(int root, const char *path, bool follow);

/* ---- mounts.c ---- */

void mounts_open(struct machine_host *host);
void mounts_close(struct machine_host *host);
const struct avocet_mount *mounts_answer(struct machine *machine, const char *path,
	struct arena *arena);
/* Whether we see the same file by that name as the machine's processes do, and soon. */
bool mounts_show(struct machine_host *host, const char *path, struct arena *arena);

/* ---- the other answers, each in the file of its name ---- */

const struct avocet_file *files_answer(struct machine *machine, const char *path,
	struct arena *arena);
const struct avocet_elf *elf_answer(struct machine *machine, const char *path,
	struct arena *arena);
const struct machine_package *packages_answer(struct machine *machine, const char *path,
	struct arena *arena);
void packages_free(struct machine_host *host);

#endif
