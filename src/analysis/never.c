/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is never advised, whatever a plugin says: allowances for what attacks do, settings that take
 * a protection away from the whole system, rules that let everybody who logs in, labels that open
 * secrets, and relabelling of folders that the system itself lives in. This is the only place where that is decided.
 */
#include "host.h"

#include <ctype.h>
#include <string.h>

/* ---- denials for which nothing may be allowed ---- */

/* Patterns as in struct avocet_match; NULL fits anything. */
static const struct forbidden {
	const char *target, *tclass, *permissions;
} forbidden[] = {
	/* memory that is written and then run; address zero */
	{ NULL, "process", "execheap" },
	{ NULL, "memprotect", "mmap_zero" },
	{ NULL, "memfd_file", "execute execute_no_trans entrypoint" },
	/* the kernel, and SELinux itself */
	{ NULL, "capability capability2", "mac_admin mac_override sys_module sys_rawio" },
	{ NULL, "capability cap_userns", "dac_override dac_read_search" },
	{ NULL, "system", "module_load kexec_image_load kexec_initramfs_load policy_load "
			  "firmware_load x509_certificate_load" },
	{ NULL, "security", "setenforce load_policy setbool setsecparam setcheckreqprot" },
	{ NULL, "lockdown", NULL },
	/* what has no label: the next one that has none could be anything */
	{ "unlabeled_t file_t", NULL, NULL },
	/* secrets */
	{ "shadow_t passwd_file_lock_t sshd_key_t ssh_home_t gpg_secret_t *_keytab_t tlsd_key_t", "file dir lnk_file",
		NULL },
	/* raw memory and disks, nodes without a label of their own */
	{ "memory_device_t fixed_disk_device_t nvram_device_t", "chr_file blk_file", NULL },
	{ "device_t", "chr_file blk_file", NULL },
	/* the policy on disk, and the log of what happened */
	{ "selinux_config_t semanage_store_t semanage_*_t policy_config_t file_context_t "
	  "default_context_t policy_src_t", "file dir lnk_file",
		"write append create unlink rename setattr add_name remove_name relabel* link" },
	{ "auditd_log_t", "file dir", "write unlink rename setattr add_name remove_name relabel* create" },
};

static bool fits(const char *patterns, const char *text)
{
	return !patterns || (text && text_matches_any(patterns, text));
}

static bool any_fits(const char *patterns, const char *const *texts)
{
	if (!patterns)
		return true;
	for (; texts && *texts; texts++)
		if (text_matches_any(patterns, *texts))
			return true;
	return false;
}

bool never_allowed(const struct avocet_denial *denial)
{
	for (size_t i = 0; i < ARRAY_SIZE(forbidden); i++)
		if (fits(forbidden[i].target, denial->target.type) &&
			fits(forbidden[i].tclass, denial->tclass) &&
			any_fits(forbidden[i].permissions, denial->permissions))
			return true;
	return false;
}

/* ---- settings that take a protection away from everybody ---- */

static const char weakening_booleans[] =
	"*execheap allow_execmem allow_execmod allow_execstack selinuxuser_exec* deny_* secure_mode* "
	"mmap_low_allowed *mmap_zero* *read_shadow *raw_memory* *unconfined* *insmod* *load_modules* "
	"*load_module *disable_trans authlogin_nsswitch_use_ldap_shadow* *_anon_write_all "
	"domain_can_mmap_files allow_ptrace";

static bool weakens(const struct host *host)
{
	const char *settings = remedy_booleans(host);

	while (settings && *settings) {
		size_t length = strcspn(settings, "=");
		const char *name = arena_strndup(host->arena, settings, length);

		if (text_matches_any(weakening_booleans, name))
			return true;
		settings += strcspn(settings, " ");
		settings += *settings == ' ';
	}
	return false;
}

/* ---- people, all of whom a module would let ---- */

/* A type that people get when they log in. A rule for it is one for everybody of that kind, so it is
 * for the policy's settings, and for who gets which SELinux user. */
static bool is_of_people(const struct host *host)
{
	const struct avocet_context *source = &host->denial->source;

	if (!source->type || text_equal(source->role, "system_r"))
		return false;
	if (text_matches_any("guest_t xguest_t user_t staff_t", source->type))
		return true;
	return host->policy &&
		policy_type_has_attribute(host->policy, source->type, "unpriv_userdomain") &&
		!policy_type_has_attribute(host->policy, source->type, "unconfined_domain_type");
}

/* A rule that silences lets nobody in. */
static bool lets_people(const struct host *host, const struct avocet_fix *fix)
{
	const char *rule = draft_word(&host->draft, "module_cil");

	return fix->action == AVOCET_LOAD_MODULE && rule &&
		strncmp(rule, "(dontaudit", strlen("(dontaudit")) != 0 && is_of_people(host);
}

/* ---- labels that are nobody's to give ---- */

static const char precious_types[] =
	"shadow_t security_t unlabeled_t file_t kernel_t memory_device_t fixed_disk_device_t "
	"selinux_config_t semanage_store_t policy_config_t auditd_log_t auditd_etc_t sshd_key_t init_exec_t "
	"unconfined_exec_t *_device_t proc_* sysfs_t sysctl_* boot_t modules_object_t etc_runtime_t";

/* ---- folders of the system, and homes as a whole ---- */

static const char system_folders[] =
	"/ /bin /boot /dev /etc /home /home/* /lib /lib32 /lib64 /media /mnt /opt /proc /root /run /sbin /srv "
	"/sys /tmp /usr /usr/bin /usr/lib /usr/lib64 /usr/libexec /usr/local /usr/local/bin /usr/local/lib "
	"/usr/local/sbin /usr/local/share /usr/sbin /usr/share /var /var/cache /var/home /var/lib /var/log "
	"/var/opt /var/run /var/spool /var/tmp";

/* Length of a pattern without the part that stands for all that is below a folder. */
static size_t without_ending(const char *pattern)
{
	static const char *const endings[] = { "(/.*)?", "(/.+)?", "/.*", "/.+", "/" };
	size_t length = strlen(pattern);

	for (size_t i = 0; i < ARRAY_SIZE(endings); i++) {
		size_t ending = strlen(endings[i]);

		if (length >= ending && strcmp(pattern + length - ending, endings[i]) == 0)
			return length - ending;
	}
	return length;
}

/* One place has one name: without "//", "/./" and "/" at the end. */
static const char *plain_path(struct arena *arena, const char *path)
{
	char *plain = arena_strdup(arena, path), *out = plain;

	for (const char *c = path; *c; c++)
		if (*c == '/' && (c[1] == '/' || !c[1]))
			continue;
		else if (*c == '/' && c[1] == '.' && (c[2] == '/' || !c[2]))
			c++;
		else
			*out++ = *c;
	*out = '\0';
	return *plain ? plain : "/";
}

/* Whether c begins what stands for other letters than itself: "\." is a dot and "\s" a blank, of
 * which other escapes (\x68) are too many to tell. */
static bool is_special(const char *c)
{
	if (*c == '\\')
		return c[1] != 's' && (isalnum((unsigned char)c[1]) || !c[1]);
	return strchr(".^$*+?()[]{}|", *c) != NULL;
}

/* The folder that all it fits is in: of "/srv/web(/.*)?" and "/srv/web/.*[.]html" it is /srv/web. */
static const char *folder_of_pattern(struct arena *arena, const char *pattern)
{
	char *folder = arena_strdup(arena, pattern), *out = folder;
	const char *end = pattern + without_ending(pattern), *c = pattern;

	for (; c < end && !is_special(c); c++) {
		bool escaped = *c == '\\';

		c += escaped;
		*out++ = escaped && *c == 's' ? ' ' : *c;
	}
	while (c < end && out > folder && out[-1] != '/')
		out--; /* a name of which only the beginning is known */
	*out = '\0';
	return plain_path(arena, folder);
}

/* Takes a plain path. */
static bool is_system_folder(const char *folder)
{
	/* text_matches_any() lets * stand for / too: one level below /home is a home, two are not. */
	if (strncmp(folder, "/home/", strlen("/home/")) == 0)
		return !strchr(folder + strlen("/home/"), '/');
	return strstr(folder, "/..") || text_matches_any(system_folders, folder);
}

static bool speaks_of_system(const struct host *host, const char *word)
{
	const char *pattern = draft_word(&host->draft, word);

	return pattern && (strstr(pattern, "/..") ||
		is_system_folder(folder_of_pattern(host->arena, pattern)));
}

/* Of a path every letter counts. */
static bool is_in_system(const struct host *host, const char *path)
{
	return path && path[0] == '/' && is_system_folder(plain_path(host->arena, path));
}

static bool word_is_in_system(const struct host *host, const char *word)
{
	return is_in_system(host, draft_word(&host->draft, word));
}

/* For the sake of one folder that the system itself lives in nobody relabels everything: restorecon
 * sets that one right. Only where the top of a file system has no label, all below it has none. */
static bool relabels_for_system_folder(const struct host *host)
{
	const char *path = host->denial->path;

	return is_in_system(host, path) && strcmp(plain_path(host->arena, path), "/") != 0;
}

/* ":Z" of podman and docker relabels all that is below the folder that it is given with. */
static bool shares_system_folder(const struct host *host, const struct avocet_fix *fix)
{
	return (strstr(fix->then, ":Z") || strstr(fix->then, ":z")) &&
		is_in_system(host, host->denial->path);
}

static bool never_words(const struct host *host, const struct avocet_fix *fix)
{
	const char *type = draft_word(&host->draft, "file_type");

	switch (fix->action) {
	case AVOCET_SET_BOOLEAN:
		return weakens(host);
	case AVOCET_ADD_FILE_CONTEXT:
		return (type && text_matches_any(precious_types, type)) ||
			speaks_of_system(host, "file_pattern") || word_is_in_system(host, "file_folder") ||
			(draft_word(&host->draft, "boolean_settings") && weakens(host));
	case AVOCET_ADD_EQUIVALENCE:
		return word_is_in_system(host, "target_folder");
	case AVOCET_RELABEL:
		return relabels_for_system_folder(host);
	case AVOCET_MANUAL:
		return shares_system_folder(host, fix);
	default:
		return false;
	}
}

/* A rule or a setting would speak of the type, and so of all that has it; another label is about
 * this one thing alone. */
static bool is_allowance(enum avocet_action action)
{
	return action == AVOCET_SET_BOOLEAN || action == AVOCET_LOAD_MODULE;
}

bool never_advised(const struct host *host, const struct avocet_fix *fix)
{
	/* Against what may be an attack there are words alone. */
	if (fix->action != AVOCET_MANUAL && host->draft.risk == AVOCET_RISK_ATTACK)
		return true;
	if (is_allowance(fix->action) && never_allowed(host->denial))
		return true;
	if (lets_people(host, fix))
		return true;
	return never_words(host, fix);
}
