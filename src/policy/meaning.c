/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What booleans mean, in words that fit behind "NAME: ". A policy does not tell: descriptions come
 * with the headers for building modules, and are taken from there when Avocet is built (a file
 * NAME.tsv a distribution). What is in none of them is told by its name where that is plain enough.
 */
#include "policy-internal.h"

#include "config.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

struct meanings {
	struct meaning *first;
};

struct meaning {
	const char *name, *text;
	struct meaning *next;
};

/* ---- from the descriptions ---- */

static void read_file(struct meanings *meanings, const char *path, struct arena *arena)
{
	_cleanup_file_ FILE *file = fopen(path, "re");
	_cleanup_free_ char *line = NULL;
	size_t room = 0;

	while (file && getline(&line, &room, file) >= 0) {
		char *rest = line, *name = strsep(&rest, "\t");
		struct meaning *meaning;

		if (!rest || !text_is_utf8(rest))
			continue;
		rest[strcspn(rest, "\t\r\n")] = '\0';
		if (!*name || !*rest)
			continue;
		meaning = arena_alloc(arena, sizeof *meaning);
		meaning->name = arena_strdup(arena, name);
		meaning->text = arena_strdup(arena, rest);
		meaning->next = meanings->first;
		meanings->first = meaning;
	}
}

static int is_description(const struct dirent *entry)
{
	const char *ending = strrchr(entry->d_name, '.');

	return entry->d_name[0] != '.' && text_equal(ending, ".tsv");
}

struct meanings *meanings_read(const char *folder, struct arena *arena)
{
	struct meanings *meanings = arena_alloc(arena, sizeof *meanings);
	struct dirent **entries;
	int count = scandir(folder, &entries, is_description, alphasort);

	for (int i = 0; i < count; i++) {
		read_file(meanings, arena_printf(arena, "%s/%s", folder, entries[i]->d_name), arena);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	return meanings;
}

const char *meanings_find(const struct meanings *meanings, const char *name)
{
	const struct meaning *meaning = meanings->first;

	while (meaning && strcmp(meaning->name, name) != 0)
		meaning = meaning->next;
	return meaning ? meaning->text : NULL;
}

const char *meanings_installed(struct policy *policy, const char *name, struct arena *arena)
{
	static const char *const beside[] = {
		"../share/avocet/booleans", "../../data/booleans", NULL
	};

	if (!policy->meanings)
		policy->meanings = meanings_read(folder_beside_program(beside,
			AVOCET_DATA_DIR "/booleans", arena), policy->arena);
	return arena_strdup(arena, meanings_find(policy->meanings, name));
}

/* ---- from the name ---- */

/* A name is SUBJECT_ending; an ending stands here only if it means the same in every policy. */
static const struct {
	const char *ending, *text;
} endings[] = {
	{ "anon_write", "lets %s change files that everybody may fetch (public content)" },
	{ "bind_all_unreserved_ports", "lets %s listen on all unreserved ports" },
	{ "can_network", "lets %s use the network" },
	{ "can_network_connect", "lets %s connect to the network" },
	{ "can_network_connect_db", "lets %s connect to databases over the network" },
	{ "can_network_connect_ldap", "lets %s connect to directory servers (LDAP)" },
	{ "can_network_connect_memcache", "lets %s connect to memcached" },
	{ "can_network_relay", "lets %s pass requests on over the network" },
	{ "can_check_spam", "lets %s check for spam" },
	{ "can_connect_db", "lets %s connect to databases" },
	{ "can_insmod", "lets %s load kernel modules" },
	{ "can_sendmail", "lets %s send mail" },
	{ "connect_all_ports", "lets %s connect to every port" },
	{ "connect_all_unreserved", "lets %s connect to all unreserved ports" },
	{ "connect_any", "lets %s connect to every port" },
	{ "connect_db", "lets %s connect to databases" },
	{ "enable_cgi", "lets %s run CGI scripts" },
	{ "enable_ftp_server", "lets %s act as an FTP server" },
	{ "enable_home_dirs", "lets %s into the home folders of users" },
	{ "enable_homedir", "lets %s into the home folders of users" },
	{ "enable_homedirs", "lets %s into the home folders of users" },
	{ "execheap", "lets %s make its heap executable" },
	{ "execmem", "lets %s make memory writable and executable at once" },
	{ "execmod", "lets %s run code that was changed in memory" },
	{ "execstack", "lets %s make its stack executable" },
	{ "export_all_ro", "lets %s share all files for reading" },
	{ "export_all_rw", "lets %s share all files for reading and writing" },
	{ "full_access", "lets %s at all files" },
	{ "home_dir", "lets %s into the home folders of users" },
	{ "manage_all_user_content", "lets %s change all content of users" },
	{ "manage_generic_user_content", "lets %s change ordinary content of users" },
	{ "manage_user_files", "lets %s change files of users" },
	{ "read_all_user_content", "lets %s read all content of users" },
	{ "read_generic_user_content", "lets %s read ordinary content of users" },
	{ "read_shadow", "lets %s read the passwords in /etc/shadow" },
	{ "read_user_content", "lets %s read content of users" },
	{ "read_user_files", "lets %s read files of users" },
	{ "run_unconfined", "lets %s run scripts without confinement" },
	{ "setrlimit", "lets %s change its own limits" },
	{ "share_fusefs", "lets %s share FUSE file systems" },
	{ "share_nfs", "lets %s share NFS file systems" },
	{ "tty_comm", "lets %s talk to the terminal" },
	{ "use_any_tcp_ports", "lets %s use every TCP port" },
	{ "use_cifs", "lets %s use Windows shares (CIFS)" },
	{ "use_fusefs", "lets %s use FUSE file systems" },
	{ "use_gpg", "lets %s use gpg" },
	{ "use_jit", "lets %s compile code in memory (JIT)" },
	{ "use_ldap", "lets %s use directory servers (LDAP)" },
	{ "use_nfs", "lets %s use NFS file systems" },
	{ "use_samba", "lets %s use Windows shares (CIFS)" },
	{ "use_usb", "lets %s use USB devices" },
};

/* They begin names of another build: "use_nfs_home_dirs" is not about a program named use. */
static const char no_subjects[] = "allow deny disable domain enable global login mail secure use user";

static const char *without(const char *name, const char *prefix)
{
	size_t length = strlen(prefix);

	return strncmp(name, prefix, length) == 0 ? name + length : name;
}

const char *meaning_from_name(const char *name, struct arena *arena)
{
	const char *shown = without(name, "allow_"), *end = strchr(shown, '_');
	const char *subject = end ? arena_strndup(arena, shown, (size_t)(end - shown)) : "";

	for (size_t i = 0; *subject && i < ARRAY_SIZE(endings); i++) {
		const char *text = endings[i].text, *place = strstr(text, "%s");

		if (strcmp(end + 1, endings[i].ending) == 0
			&& !text_matches_any(no_subjects, subject))
			return arena_printf(arena, "%.*s%s%s", (int)(place - text), text, subject,
				place + strlen("%s"));
	}
	return "";
}
