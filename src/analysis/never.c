/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is never advised, whatever a plugin says: allowances for what attacks do, settings that take
 * a protection away from the whole system, labels that open secrets, and relabelling of folders that
 * the system itself lives in. This is the only place where that is decided.
 */
#include "host.h"

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

/* ---- labels that are nobody's to give ---- */

static const char precious_types[] =
	"shadow_t security_t unlabeled_t file_t kernel_t memory_device_t fixed_disk_device_t "
	"selinux_config_t semanage_store_t policy_config_t auditd_log_t auditd_etc_t sshd_key_t init_exec_t "
	"unconfined_exec_t *_device_t proc_* sysfs_t sysctl_* boot_t modules_object_t etc_runtime_t";

/* ---- folders of the system, and homes as a whole ---- */

static const char system_folders[] =
	"/ /bin /boot /dev /etc /home /home/* /lib /lib32 /lib64 /media /mnt /opt /proc /root /run /sbin /srv "
	"/sys /tmp /usr /usr/bin /usr/lib /usr/lib64 /usr/local /usr/local/bin /usr/local/lib /usr/sbin "
	"/usr/share /var /var/cache /var/lib /var/log /var/run /var/spool /var/tmp";

/* Length of a pattern without the part that stands for all that is below a folder. */
static size_t without_ending(const char *pattern)
{
	static const char *const endings[] = { "(/.*)?", "(/.+)?", "/.*", "/.+", ".*", "/" };
	size_t length = strlen(pattern);

	for (size_t i = 0; i < ARRAY_SIZE(endings); i++) {
		size_t ending = strlen(endings[i]);

		if (length >= ending && strcmp(pattern + length - ending, endings[i]) == 0)
			return length - ending;
	}
	return length;
}

/* The folder that all it fits is in: of "/srv/web(/.*)?" and "/srv/web/.*[.]html" it is /srv/web. */
static const char *folder_of_pattern(struct arena *arena, const char *pattern)
{
	char *folder = arena_strdup(arena, pattern), *out = folder;
	const char *end = pattern + without_ending(pattern), *c = pattern;

	for (; c < end && !strchr(".^$*+?()[]{}|", *c); c++) {
		c += *c == '\\' && c + 1 < end;
		*out++ = *c;
	}
	while (c < end && out > folder && out[-1] != '/')
		out--; /* a name of which only the beginning is known */
	while (out > folder && out[-1] == '/')
		out--;
	*out = '\0';
	return *folder ? folder : "/";
}

static bool is_system_folder(const char *folder)
{
	while (folder[0] == '/' && folder[1] == '/')
		folder++;
	/* text_matches_any() lets * stand for / too: one level below /home is a home, two are not. */
	if (strncmp(folder, "/home/", strlen("/home/")) == 0)
		return !strchr(folder + strlen("/home/"), '/');
	return text_matches_any(system_folders, folder);
}

static bool speaks_of_system(const struct host *host, const char *word)
{
	const char *pattern = draft_word(&host->draft, word);

	return pattern && (strstr(pattern, "/..") ||
		is_system_folder(folder_of_pattern(host->arena, pattern)));
}

/* Of a path every letter counts. */
static bool is_in_system(const struct host *host, const char *word)
{
	char *path = arena_strdup(host->arena, draft_word(&host->draft, word));
	size_t length = path ? strlen(path) : 0;

	while (length > 1 && path[length - 1] == '/')
		path[--length] = '\0';
	return path && (strstr(path, "/..") || is_system_folder(path));
}

/* ":Z" of podman and docker relabels all that is below the folder that it is given with. */
static bool shares_system_folder(const struct host *host, const struct avocet_fix *fix)
{
	const char *path = host->denial->path;

	return (strstr(fix->then, ":Z") || strstr(fix->then, ":z")) && path && path[0] == '/' &&
		is_system_folder(path);
}

static bool never_words(const struct host *host, const struct avocet_fix *fix)
{
	const char *type = draft_word(&host->draft, "file_type");

	switch (fix->action) {
	case AVOCET_SET_BOOLEAN:
		return weakens(host);
	case AVOCET_ADD_FILE_CONTEXT:
		return (type && text_matches_any(precious_types, type)) ||
			speaks_of_system(host, "file_pattern") || is_in_system(host, "file_folder") ||
			(draft_word(&host->draft, "boolean_settings") && weakens(host));
	case AVOCET_ADD_EQUIVALENCE:
		return is_in_system(host, "target_folder");
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
	return never_words(host, fix);
}
