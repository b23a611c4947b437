/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which sets of booleans are worth offering, and how sure that is. The policy has computed that each
 * set allows what was denied, and what it opens besides; what their names say is only a hint.
 */
#ifndef AVOCET_BOOLEAN_CHOICE_H
#define AVOCET_BOOLEAN_CHOICE_H

#include "label-choice.h"
#include "patterns.h"

#define BOOLEAN_CHOICES 3

/* A set that opens more kinds of things than this is far from what was asked for. */
#define BOOLEAN_WIDE 40

struct boolean_choice {
	const struct avocet_boolean_set *set;
	int confidence;
	const char *ground;
};

/* Turning these round takes a protection away, for many programs or from the system's heart. */
static inline bool boolean_is_never(const char *name)
{
	static const char *const never[] = {
		"*execheap", "allow_execmem", "allow_execmod", "allow_execstack",
		"selinuxuser_exec*", "deny_*", "secure_mode*", "mmap_low_allowed", "*mmap_zero*",
		"*read_shadow", "*raw_memory*", "*unconfined*", "*insmod*", "*load_modules*",
		"*disable_trans", NULL,
	};

	return pattern_listed(never, name);
}

/* By their names these open whole classes of things. */
static inline bool boolean_sounds_wide(const char *name)
{
	static const char *const wide[] = {
		"*_can_network", "*_can_network_connect", "*_connect_any", "*_bind_any",
		"*_any_tcp_ports", "*_all_*", "*_connect_all*", "*_full_*", "allow_ypbind",
		"nis_enabled", "*_any_*", "*_unified", "domain_*", NULL,
	};

	return pattern_listed(wide, name);
}

/* How booleans name what types are about. */
static inline bool boolean_is_kin(const char *type, const char *boolean)
{
	static const struct {
		const char *type, *boolean;
	} kin[] = {
		{ "mysqld_port_t postgresql_port_t mssql_port_t", "*_db" },
		{ "oracle*_port_t gds_db_port_t", "*_db" }, { "smtp_port_t", "*mail*" },
		{ "http*_port_t", "*relay" }, { "cifs_t", "*samba* *cifs*" }, { "nfs_t", "*nfs*" },
		{ "fusefs_t fuse_t", "*fuse*" }, { "dosfs_t removable_t iso9660_t", "*dos* *removable*" },
		{ "user_home*_t home_root_t", "*home* *user_content*" },
		{ "smbd_t nmbd_t", "samba_* smbd_*" }, { "vsftpd_t ftpd_t", "ftp*" },
		{ "svirt*_t", "virt_*" }, { "public_content*_t", "*anon_write" },
		{ "nginx_t", "httpd_*" },
	};

	for (size_t i = 0; i < sizeof(kin) / sizeof(*kin); i++)
		if (pattern_in(kin[i].type, type) && pattern_in(kin[i].boolean, boolean))
			return true;
	return false;
}

/* Length of a type's name without _port_t or _t and without a daemon's d. */
static inline size_t boolean_stem(const char *type)
{
	const char *end = strstr(type, "_port_t");
	size_t length = end ? (size_t)(end - type) : strlen(type);

	if (!end && length > 2 && strcmp(type + length - 2, "_t") == 0)
		length -= 2;
	return length > 3 && type[length - 1] == 'd' ? length - 1 : length;
}

/* True when the boolean is one of the program's own: httpd_t, (allow_)httpd_…. */
static inline bool boolean_is_of_source(const char *boolean, const char *type)
{
	if (strncmp(boolean, "allow_", 6) == 0)
		boolean += 6;
	return strncmp(boolean, type, boolean_stem(type)) == 0 || boolean_is_kin(type, boolean);
}

static inline bool boolean_is_about_target(const char *boolean, const char *type)
{
	char name[128];
	size_t length = boolean_stem(type);

	if (length < 3 || length >= sizeof(name))
		return boolean_is_kin(type, boolean);
	memcpy(name, type, length);
	name[length] = '\0';
	return strstr(boolean, name) || boolean_is_kin(type, boolean);
}

/* What its name says of one boolean, from 0: it is made for something else. */
static inline struct boolean_choice boolean_hint(const char *name, const struct avocet_denial *denial)
{
	const char *source = denial->source.type, *target = denial->target.type;
	bool of_source = source && boolean_is_of_source(name, source);
	bool about = target && boolean_is_about_target(name, target);

	if (boolean_sounds_wide(name) && (of_source || about))
		return (struct boolean_choice){ NULL, of_source ? 45 : 25,
			N_("By its name {boolean} opens much more than was asked for.") };
	if (of_source && about && strcmp(source, target) != 0)
		return (struct boolean_choice){ NULL, 85,
			N_("By its name {boolean} is made for {source.type} and for just this.") };
	if (of_source)
		return (struct boolean_choice){ NULL, 60,
			N_("By its name {boolean} is made for {source.type}.") };
	if (about)
		return (struct boolean_choice){ NULL, 50,
			N_("By its name {boolean} is made for this, but not for {source.type} alone.") };
	return (struct boolean_choice){ NULL, 0, NULL };
}

/* What else it opens lowers or raises what the name says. */
static inline int boolean_weigh_breadth(const struct avocet_boolean_set *set, int confidence)
{
	if (set->also_targets > BOOLEAN_WIDE)
		return confidence > 45 ? 45 : confidence;
	if (set->also_targets <= 2 && confidence >= 60 && confidence < 85)
		return confidence + 5;
	return confidence;
}

/* The set's weakest member decides; each further one makes it less likely to be what is wanted. */
static inline struct boolean_choice boolean_weigh(const struct avocet_boolean_set *set,
	const struct avocet_denial *denial)
{
	struct boolean_choice best = { .set = set };
	int penalty = -15;

	for (const struct avocet_boolean *boolean = set->booleans; boolean->name; boolean++) {
		struct boolean_choice hint = boolean_hint(boolean->name, denial);

		if (boolean_is_never(boolean->name))
			return (struct boolean_choice){ .set = set };
		if (hint.confidence > best.confidence) {
			best.confidence = hint.confidence;
			best.ground = boolean == set->booleans ? hint.ground : NULL;
		}
		penalty += 15;
	}
	best.confidence = boolean_weigh_breadth(set, best.confidence);
	best.confidence -= best.confidence > penalty ? penalty : 0;
	return best;
}

/* Fills best, the best first; of equal ones the narrower, for in that order the policy gives them.
 * Returns their number. */
static inline size_t booleans_choose(struct avocet_host *host, const struct avocet_denial *denial,
	struct boolean_choice best[BOOLEAN_CHOICES])
{
	size_t count = 0;

	for (const struct avocet_boolean_set *set = host->boolean_sets(host); set->booleans; set++) {
		struct boolean_choice choice = boolean_weigh(set, denial);
		size_t place;

		if (choice.confidence <= 0)
			continue;
		if (count < BOOLEAN_CHOICES)
			count++;
		else if (best[count - 1].confidence >= choice.confidence)
			continue;
		for (place = count - 1;
		     place > 0 && best[place - 1].confidence < choice.confidence; place--)
			best[place] = best[place - 1];
		best[place] = choice;
	}
	return count;
}

/* Denials whose settings another plugin explains, with what belongs to them. */
static inline bool boolean_is_told_elsewhere(const struct avocet_denial *denial)
{
	static const struct {
		const char *source, *target;
	} told[] = {
		{ "httpd_*", "smtp_port_t sendmail_exec_t system_mail_t" },	/* httpd_can_sendmail */
		{ "*", "nfs_t cifs_t fusefs_t fuse_t dosfs_t iso9660_t removable_t cephfs_t" },
		{ "*", "public_content_rw_t public_content_t" },	/* anon_write */
	};

	for (size_t i = 0; i < sizeof(told) / sizeof(*told); i++)
		if (pattern_in(told[i].source, denial->source.type) &&
			pattern_in(told[i].target, denial->target.type))
			return true;
	return false;
}

/* True when one of the set's booleans is named so. */
static inline bool boolean_set_has(const struct avocet_boolean_set *set, const char *patterns)
{
	for (const struct avocet_boolean *boolean = set->booleans; boolean->name; boolean++)
		if (pattern_in(patterns, boolean->name))
			return true;
	return false;
}

/* The narrowest set with a boolean of such a name, and none that must not be turned; NULL: none. */
static inline const struct avocet_boolean_set *boolean_find(struct avocet_host *host,
	const char *patterns)
{
	const struct avocet_boolean_set *set = host->boolean_sets(host);

	for (; set->booleans; set++) {
		const struct avocet_boolean *boolean = set->booleans;

		while (boolean->name && !boolean_is_never(boolean->name))
			boolean++;
		if (!boolean->name && boolean_set_has(set, patterns))
			return set;
	}
	return NULL;
}

/* Whether a label would let the program in, if need be with settings besides: then the narrowest are
 * chosen, best one with such a name (patterns may be NULL), and it is said that they are needed. */
static inline bool boolean_label_helps(struct avocet_host *host, const char *type,
	const char *patterns)
{
	const struct avocet_boolean_set *set = host->boolean_sets_on(host, type), *best = NULL;

	if (host->allows_on(host, type))
		return true;
	for (; set->booleans; set++) {
		const struct avocet_boolean *boolean = set->booleans;

		while (boolean->name && !boolean_is_never(boolean->name))
			boolean++;
		if (boolean->name || boolean_set_has(set, "*_unified"))
			continue;
		if (!best || (patterns && boolean_set_has(set, patterns) &&
				     !boolean_set_has(best, patterns)))
			best = set;
	}
	if (!best)
		return false;
	host->choose_booleans(host, best);
	host->ground(host, N_("The label alone is not enough: one must also {boolean_changes}."));
	return true;
}

/* Sets the words of the choice, its grounds and its confidence. */
static inline void boolean_words(struct avocet_host *host, const struct boolean_choice *choice)
{
	const struct avocet_boolean *first = choice->set->booleans;

	host->choose_booleans(host, choice->set);
	host->confidence(host, choice->confidence);
	if (first->description && *first->description)
		host->ground(host, N_("{boolean}: {boolean_meaning}."));
	host->ground(host, choice->ground);
	if (first[1].name)
		host->ground(host, N_("No single setting is enough."));
}

#endif
