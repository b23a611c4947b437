/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What plugins about labels share: places made into patterns for semanage, the folder that a whole
 * label is for, and what the names of types have in common.
 *
 * Texts are written into buffers of LABEL_MAX bytes; false means that there is none, or that it
 * does not fit, or that semanage would refuse it.
 */
#ifndef AVOCET_LABELS_H
#define AVOCET_LABELS_H

#include <avocet-plugin.h>

#include <stdio.h>
#include <string.h>

#include "patterns.h"

#define LABEL_MAX 8192

/* Who writes to a socket file calls whoever listens there, and changes nothing. */
static inline bool label_only_calls(const struct avocet_denial *denial)
{
	static const char *const calls[] = { "write", "append", "open", "getattr", "read", NULL };

	if (!denial->tclass || strcmp(denial->tclass, "sock_file") != 0)
		return false;
	for (const char *const *permission = denial->permissions; *permission; permission++)
		if (!pattern_listed(calls, *permission))
			return false;
	return true;
}

/* ---- names ---- */

/* Types that say nothing of what a file is for. */
static inline bool label_is_generic(const char *type)
{
	static const char *const generic[] = {
		"default_t", "var_t", "usr_t", "etc_t", "mnt_t", "home_root_t", "tmp_t", "root_t",
		"var_lib_t", "var_log_t", "var_run_t", "var_spool_t", "var_lock_t", "src_t", NULL,
	};

	return pattern_listed(generic, type);
}

/* Types of what has no label at all, or one that the policy does not know. */
static inline bool label_is_missing(const char *type)
{
	static const char *const missing[] = { "unlabeled_t", "file_t", "unlabeled", NULL };

	return pattern_listed(missing, type);
}

/* Types that a whole file system has, whatever is stored on it: NFS, CIFS, FUSE, FAT, CDs. */
static inline bool label_is_of_mount(const char *type)
{
	static const char *const mounts[] = {
		"nfs_t", "cifs_t", "fusefs_t", "fuse_t", "dosfs_t", "iso9660_t", "cephfs_t",
		"glusterd_fs_t", "removable_t", "autofs_t", "ecryptfs_t", NULL,
	};

	return pattern_listed(mounts, type);
}

/* Types of what nobody comes by without looking for it, and what the policy keeps from most programs
 * with good reason: no rule for them is offered by those who know no better. */
static inline bool label_is_kept(const char *type)
{
	static const char *const kept[] = {
		"auditd_log_t", "*shadow_t", "sshd_key_t", "tls_privkey_t", "ssh_home_t", "gpg_*",
		"*_keytab_t", "*secret*", "*private*", "semanage_store_t", NULL,
	};

	return pattern_listed(kept, type);
}

/* Length of a type's name without its _t, without _exec, and without a daemon's d: 4 of httpd_t
 * and of named_t, 5 of mysqld_t. */
static inline size_t label_stem(const char *type)
{
	static const char *const endings[] = { "_t", "_exec", "_script" };
	size_t length = strlen(type);

	for (size_t i = 0; i < sizeof(endings) / sizeof(*endings); i++) {
		size_t ending = strlen(endings[i]);

		if (length > ending + 1 && strncmp(type + length - ending, endings[i], ending) == 0)
			length -= ending;
	}
	return length > 3 && type[length - 1] == 'd' ? length - 1 : length;
}

/* True when type is named after the source: httpd_t and httpd_log_t, named_t and named_zone_t. */
static inline bool label_shares_stem(const char *source, const char *type)
{
	size_t length = label_stem(source);
	const char *rest = type + length;

	if (length < 2 || strncmp(source, type, length) != 0)
		return false;
	return *rest == '_' || (*rest == 'd' && rest[1] == '_');
}

/* ---- places ---- */

/* The folder that holds path; false for "/" and for what is no whole path. */
static inline bool label_folder_of(const char *path, char folder[LABEL_MAX])
{
	const char *slash = path && *path == '/' ? strrchr(path, '/') : NULL;
	size_t length = slash ? (size_t)(slash - path) : 0;

	if (!slash || !slash[1] || length >= LABEL_MAX)
		return false;
	if (length == 0)
		length = 1;
	memcpy(folder, path, length);
	folder[length] = '\0';
	return true;
}

/* The last part of a path, or the name alone. */
static inline const char *label_name_of(const struct avocet_denial *denial)
{
	const char *slash = denial->path ? strrchr(denial->path, '/') : NULL;

	return slash ? slash + 1 : denial->name;
}

/* Whether path is folder or lies in it. */
static inline bool label_is_below(const char *path, const char *folder)
{
	size_t length = strlen(folder);

	return path && strncmp(path, folder, length) == 0 && (!path[length] || path[length] == '/');
}

/* Whether the path can be named to semanage at all: it knows no control characters, and a path
 * with ".." in it, or one that is deleted or not whole, means another place. */
static inline bool label_can_name(const char *path)
{
	if (!path || *path != '/' || strstr(path, "/../") || pattern_fits("*/..", path))
		return false;
	if (pattern_fits("* (deleted)", path))
		return false;
	for (; *path; path++)
		if ((unsigned char)*path < ' ' || *path == 0x7f)
			return false;
	return true;
}

/* Folders of the system, and homes: these are shared by many, and labelled as a whole by nobody. */
static inline bool label_is_system_folder(const char *folder)
{
	static const char *const system[] = {
		"/", "/bin", "/boot", "/dev", "/etc", "/home", "/lib", "/lib32", "/lib64", "/libx32",
		"/lost+found", "/media", "/mnt", "/opt", "/proc", "/root", "/run", "/sbin", "/selinux",
		"/snap", "/srv", "/sys", "/sysroot", "/tmp", "/usr", "/var", "/usr/bin", "/usr/etc",
		"/usr/games", "/usr/include", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libexec",
		"/usr/local", "/usr/sbin", "/usr/share", "/usr/src", "/usr/tmp", "/usr/local/bin",
		"/usr/local/etc", "/usr/local/lib", "/usr/local/lib64", "/usr/local/libexec",
		"/usr/local/sbin", "/usr/local/share", "/usr/local/src", "/var/adm", "/var/cache",
		"/var/db", "/var/home", "/var/lib", "/var/local", "/var/lock", "/var/log", "/var/mail",
		"/var/opt", "/var/run", "/var/spool", "/var/tmp", "/var/www", "/run/user", "/run/lock",
		"/run/systemd", "/run/media", "/etc/sysconfig", "/etc/systemd", "/etc/ssl", "/etc/pki",
		NULL,
	};
	static const char *const homes[] = { "/home/", "/root/", "/var/home/", "/run/user/",
		"/proc/", "/sys/", "/dev/" };

	for (size_t i = 0; system[i]; i++)
		if (strcmp(system[i], folder) == 0)
			return true;
	for (size_t i = 0; i < sizeof(homes) / sizeof(*homes); i++)
		if (strncmp(folder, homes[i], strlen(homes[i])) == 0)
			return true;
	return false;
}

/* Writes path with what regular expressions would misread made plain. Blanks become \s, for a
 * pattern of semanage may hold none. Returns its length, 0 when it does not fit. */
static inline size_t label_escape(const char *path, char *pattern, size_t size)
{
	size_t used = 0;

	for (; *path; path++) {
		if (used + 3 > size)
			return 0;
		if (strchr(".*+?()[]{}^$|\\ ", *path))
			pattern[used++] = '\\';
		pattern[used++] = *path == ' ' ? 's' : *path;
	}
	pattern[used] = '\0';
	return used;
}

/* The pattern for one file alone. */
static inline bool label_file_pattern(const char *path, char pattern[LABEL_MAX])
{
	return label_can_name(path) && label_escape(path, pattern, LABEL_MAX) > 0;
}

/* The pattern for a folder and all in it: FOLDER(/.*)?; false for a folder of the system. */
static inline bool label_folder_pattern(const char *folder, char pattern[LABEL_MAX])
{
	static const char all[] = "(/.*)?";
	size_t length;

	if (!label_can_name(folder) || label_is_system_folder(folder))
		return false;
	length = label_escape(folder, pattern, LABEL_MAX - sizeof(all));
	if (length == 0)
		return false;
	memcpy(pattern + length, all, sizeof(all));
	return true;
}

/* Folders that by their names are there for the things of several, disks among them. */
static inline bool label_is_for_several(const char *folder)
{
	static const char *const several[] = {
		"/data", "/data[0-9]*", "/export", "/exports", "/storage", "/store", "/volumes", "/volume[0-9]*",
		"/vol", "/vol[0-9]*", "/disk", "/disk[0-9]*", "/disks", "/backup", "/backups", "/share",
		"/shares", "/shared", "/apps", "/nfs", "/pool", "/tank", "/u[0-9]*", "/raid", "/ssd", "/nvme*",
		NULL,
	};
	bool is_disk = pattern_in("/mnt/* /media/*", folder);
	const char *below = strchr(folder + 1, '/');

	if (is_disk)
		below = strchr(below + 1, '/');
	return !below && (is_disk || pattern_listed(several, folder));
}

/* The folder that somebody made for all this: the topmost one on the way to path that is neither a
 * folder of the system nor for several, "/web" of "/web/pages/index.html", "/srv/web" of
 * "/srv/web/index.html", "/data/web" of "/data/web/index.html". When the file itself lies in such a folder,
 * that is it; but in one of the system there is none. */
static inline bool label_own_folder(const struct avocet_denial *denial, char folder[LABEL_MAX])
{
	const char *path = denial->path, *end = path;
	bool is_folder = denial->tclass && strcmp(denial->tclass, "dir") == 0, found = false;

	if (!label_can_name(path) || strlen(path) >= LABEL_MAX)
		return false;
	while ((end = strchr(end + 1, '/'))) {
		memcpy(folder, path, (size_t)(end - path));
		folder[end - path] = '\0';
		found = !label_is_system_folder(folder);
		if (found && !label_is_for_several(folder))
			return true;
	}
	if (!is_folder)
		return found;
	snprintf(folder, LABEL_MAX, "%s", path);
	return !label_is_system_folder(folder);
}

/* Whether a program in a container asks: its paths are those inside, and mean other files here. */
static inline bool label_is_inside(const struct avocet_denial *denial)
{
	static const char *const inside[] = {
		"container_t", "container_[!r]*_t", "svirt_lxc_net_t", "*.process", NULL,
	};

	return denial->container || pattern_listed(inside, denial->source.type);
}

/* ---- remedies ---- */

/* Sets what AVOCET_ADD_FILE_CONTEXT needs for the folder and all in it. */
static inline bool label_words_for_folder(struct avocet_host *host, const char *folder,
	const char *type)
{
	char pattern[LABEL_MAX];

	if (!type || !label_folder_pattern(folder, pattern))
		return false;
	host->word(host, "file_pattern", pattern);
	host->word(host, "file_folder", folder);
	host->word(host, "file_type", type);
	return true;
}

/* The same for one file. */
static inline bool label_words_for_file(struct avocet_host *host, const char *path,
	const char *type)
{
	char pattern[LABEL_MAX];

	if (!type || !label_file_pattern(path, pattern))
		return false;
	host->word(host, "file_pattern", pattern);
	host->word(host, "file_folder", path);
	host->word(host, "file_type", type);
	return true;
}

#endif
