/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which label would be the right one for a file that has one of no meaning: of the types on which
 * the policy allows the access, those that by their names are made for the program and the place.
 */
#ifndef AVOCET_LABEL_CHOICE_H
#define AVOCET_LABEL_CHOICE_H

#include "labels.h"
#include "patterns.h"

#define LABEL_CHOICES 3
/* The score from which a type is named to people. */
#define LABEL_FITTING 20

struct label_choice {
	const char *type;
	int score;	/* LABEL_FITTING or more; 40 and more: made for this program */
};

/* Types are named after what is kept in the files, and so are the files' places. Where only the
 * type has such a name, it is for something else. */
static const struct label_use {
	const char *type;		/* words with * */
	const char *place;		/* of a path or of a name alone */
} label_uses[] = {
	{ "*_log_t", "*/log/* */logs/* */syslog/* *.log *_log *.log[.-]* *_log[.-]* */log */logs log logs" },
	{ "*_var_run_t *_runtime_t *_run_t *_pid_t", "*/run/* *.pid *.sock *.socket */run run" },
	{ "*_cache_t", "*cache*" },
	{ "*[!l]_spool_t", "*/spool/* */queue/* */spool spool" },
	{ "*_lock_t", "*/lock/* *.lock *.lck" },
	{ "*_tmp_t *_tmpfs_t", "*/tmp/* */temp/* */tmp */temp" },
	{ "*mail_spool_t", "*mail*" },
	{ "*_etc_t *_conf_t *_config_t", "*/etc/* */conf/* */config/* *.conf *.cnf *.cfg *.ini" },
	{ "*_cert_t *_key_t *_keytab_t", "*.pem *.key *.crt *.cer *.p12 */ssl/* */tls/* */pki/*" },
	{ "*_exec_t *_unit_t *_unit_file_t *_initrc_*", "" },
	{ "*_htaccess_t *_secret_t *_secrets_t *_gpg_t *_home_t", "" },
};

/* True when one of the denied permissions is listed. */
static inline bool label_wants(const struct avocet_denial *denial, const char *permissions)
{
	const char *const *permission = denial->permissions;

	for (; permission && *permission; permission++)
		if (pattern_in(permissions, *permission))
			return true;
	return false;
}

static inline bool label_wants_write(const struct avocet_denial *denial)
{
	return !label_only_calls(denial) &&
		label_wants(denial, "write append create add_name remove_name unlink rename setattr "
				    "rmdir reparent link");
}

/* Something new takes the label of its folder: none that its place has is given to it. */
static inline bool label_wants_new(const struct avocet_denial *denial)
{
	return label_wants(denial, "create");
}

/* Whether it only wanted to speak with whoever listens at a socket file: that is another's. */
static inline bool label_wants_to_speak(const struct avocet_denial *denial)
{
	return denial->tclass && strcmp(denial->tclass, "sock_file") == 0 && label_wants(denial, "write") &&
		!label_wants(denial, "create unlink rename setattr link");
}

static inline bool label_wants_run(const struct avocet_denial *denial)
{
	return label_wants(denial, "execute execute_no_trans entrypoint");
}

/* What names of other sources have to do with a type: smbd_t's files are samba_share_t. */
static inline bool label_is_kin(const char *source, const char *type)
{
	static const struct {
		const char *source, *type;
	} kin[] = {
		{ "smbd_t nmbd_t winbind_t", "samba_*" }, { "svirt*_t virtqemud_t", "virt_*" },
		{ "sshd_t", "ssh_*" }, { "postfix_*_t", "postfix_*" }, { "dovecot_*_t", "dovecot_*" },
		{ "nginx_t phpfpm_t php_fpm_t", "httpd_*" }, { "vsftpd_t", "ftpd_*" },
		{ "samba_net_t samba_dcerpcd_t", "samba_*" }, { "tftpd_t", "tftpdir*" },
		{ "dovecot_*t postfix_*_t exim_t sendmail_t procmail_t", "mail_spool_t" },
	};

	for (size_t i = 0; i < sizeof(kin) / sizeof(*kin); i++)
		if (pattern_in(kin[i].source, source) && pattern_fits(kin[i].type, type))
			return true;
	return label_shares_stem(source, type);
}

/* What a program keeps in a folder with its own name, and changes, may well be its cache or its spool:
 * some have nothing else. */
static inline bool label_is_main_data(const struct avocet_denial *denial, size_t row)
{
	size_t length = label_stem(denial->source.type);
	char stem[64];

	if (!pattern_in("*_cache_t *[!l]_spool_t", label_uses[row].type) || !denial->path || length < 4 ||
		!label_wants_write(denial))
		return false;
	return (size_t)snprintf(stem, sizeof(stem), "%.*s", (int)length, denial->source.type) < sizeof(stem) &&
		strstr(denial->path, stem);
}

/* How well what is kept there and the type's name go together. */
static inline int label_use_score(const struct avocet_denial *denial, const char *type)
{
	const char *place = denial->path ? denial->path : denial->name;
	int score = 0;

	for (size_t i = 0; i < sizeof(label_uses) / sizeof(*label_uses); i++) {
		if (!pattern_in(label_uses[i].type, type))
			continue;
		if (pattern_in(label_uses[i].place, place))
			score += 25;
		else
			score -= label_is_main_data(denial, i) ? 20 : 35;
	}
	return score;
}

/* Words in names of types that say how something is kept, and not what for. */
static const char label_plain_words[] = "content share db data zone files state store var lib home sys user "
					"public ro ra rw tmp tmpfs log run runtime pid cache spool lock "
					"etc conf config cert key t";

/* How well the type's further words go with the place: the apcupsd of httpd_apcupsd_cgi_content_t is
 * one part of the web server's, and what is kept elsewhere has nothing to do with it. */
static inline int label_word_score(const struct avocet_denial *denial, const char *type)
{
	const char *place = denial->path ? denial->path : denial->name;
	const char *word = strchr(type, '_');
	int score = 0;

	while (word) {
		size_t length = strcspn(++word, "_");
		char name[64];

		if (length < sizeof(name)) {
			snprintf(name, sizeof(name), "%.*s", (int)length, word);
			if (!pattern_in(label_plain_words, name) && !strstr(denial->source.type, name))
				score += place && strstr(place, name) ? 10 : -40;
		}
		word = strchr(word, '_');
	}
	return score;
}

static inline int label_score(const struct avocet_denial *denial, const char *type)
{
	bool writes = label_wants_write(denial);
	bool for_all = pattern_fits("public_content*_t", type);
	int score = 0;

	if (label_is_kin(denial->source.type, type))
		score = 40;
	else if (for_all && writes == (pattern_fits("*_rw_t", type)))
		score = 20;
	else
		return 0;
	score += label_use_score(denial, type);
	if (!for_all)
		score += label_word_score(denial, type);
	if (pattern_in("*_content_t *_share_t *_db_t *_data_t *_zone_t *_var_lib_t mail_spool_t", type))
		score += 15;
	if (pattern_fits("*_sys_*", type))
		score += 8;
	if (pattern_in("*_user_* *_ra_*", type))
		score -= 12;
	if (pattern_fits("*_rw_*", type))
		score += writes ? 10 : -10;
	return score;
}

/* True for types made for programs, and for what starts them: whoever may read such files need not be
 * the one that they are for, and as data they could be started by mistake. */
static inline bool label_is_for_programs(struct avocet_host *host, const char *type)
{
	static const char *const attributes[] = {
		"exec_type", "entry_type", "init_script_file_type", "systemdunit", "systemd_unit_type",
	};
	const struct avocet_access entering = {
		.target_type = type, .tclass = "file", .permission = "entrypoint",
	};

	for (size_t i = 0; i < sizeof(attributes) / sizeof(*attributes); i++)
		if (host->has_attribute(host, type, attributes[i]))
			return true;
	return host->allows(host, &entering) ||
		pattern_in("*_exec_t *_initrc_* *_unit_t *_unit_file_t", type);
}

/* True for types of what vanishes by itself, when the place is not one for such things. */
static inline bool label_is_too_fleeting(struct avocet_host *host, const struct avocet_denial *denial,
	const char *type)
{
	static const char *const attributes[] = { "tmpfile", "tmpfsfile", "pidfile", "lockfile" };
	bool fleeting = pattern_in("*_var_run_t *_runtime_t *_run_t *_pid_t *_lock_t *_tmp_t *_tmpfs_t", type);

	for (size_t i = 0; !fleeting && i < sizeof(attributes) / sizeof(*attributes); i++)
		fleeting = host->has_attribute(host, type, attributes[i]);
	return fleeting && label_use_score(denial, type) <= 0;
}

/* True for the types of what is no plain file: devices, what the kernel makes, secrets. */
static inline bool label_is_unfit(struct avocet_host *host, const char *type)
{
	static const char *const attributes[] = {
		"device_node", "proc_type", "sysctl_type", "filesystem_type", "domain",
		"security_file_type", "auth_file_type", "kernel_image_type", "boolean_type",
	};
	static const char *const names[] = {
		"*_device_t", "proc_*", "sysctl_*", "sysfs_t", "security_t", "shadow_t", "*_kmod_t",
		"modules_*", "unlabeled_t", "*unconfined*", NULL,
	};

	if (label_is_generic(type) || label_is_of_mount(type) || pattern_listed(names, type))
		return true;
	for (size_t i = 0; i < sizeof(attributes) / sizeof(*attributes); i++)
		if (host->has_attribute(host, type, attributes[i]))
			return true;
	return false;
}

/* Whether it may be named as a label for what was denied; *odd is set when by its name it could be, but
 * is made for something else. */
static inline bool label_may_be_chosen(struct avocet_host *host, const struct avocet_denial *denial,
	const struct label_choice *choice, bool *odd)
{
	if (choice->score <= 0 || label_is_unfit(host, choice->type))
		return false;
	if (choice->score >= LABEL_FITTING && !label_is_for_programs(host, choice->type) &&
		!label_is_too_fleeting(host, denial, choice->type))
		return true;
	if (odd)
		*odd = true;
	return false;
}

/* Fills best, the best first; returns their number. Nothing is chosen for people who are logged in,
 * for they use whatever they like. Sets *odd (unless NULL) when there were such that do not fit. */
static inline size_t label_choose(struct avocet_host *host, const struct avocet_denial *denial,
	struct label_choice best[LABEL_CHOICES], bool *odd)
{
	const char *const *types = host->types_that_allow(host, "file_type");
	size_t count = 0;

	if (!denial->source.type || host->has_attribute(host, denial->source.type, "userdomain"))
		return 0;
	if (!*types)
		types = host->types_that_allow(host, NULL);
	for (; *types; types++) {
		struct label_choice choice = { *types, label_score(denial, *types) };
		size_t place;

		if (!label_may_be_chosen(host, denial, &choice, odd))
			continue;
		if (count < LABEL_CHOICES)
			count++;
		else if (best[count - 1].score >= choice.score)
			continue;
		for (place = count - 1; place > 0 && best[place - 1].score < choice.score; place--)
			best[place] = best[place - 1];
		best[place] = choice;
	}
	return count;
}

/* Sets {other_types}, "a or b": the choices behind the first one. */
static inline void label_word_others(struct avocet_host *host, const struct label_choice *best,
	size_t count)
{
	char text[256];
	int length = 0;

	for (size_t i = 1; i < count && length >= 0 && (size_t)length < sizeof(text); i++)
		length += snprintf(text + length, sizeof(text) - (size_t)length, "%s%s",
			i > 1 ? " or " : "", best[i].type);
	if (count > 1 && length > 0 && (size_t)length < sizeof(text))
		host->word(host, "other_types", text);
}

/* ---- when the label is missing, and how to say it ---- */

/* Files brought along from a home or from /tmp, into a place that is no such thing. */
static inline bool label_was_moved(const struct avocet_denial *denial)
{
	return denial->path &&
		pattern_in("user_home_t user_home_dir_t admin_home_t user_tmp_t tmp_t *_tmp_t",
			denial->target.type) &&
		!pattern_in("/home/* /root/* /tmp/* /var/tmp/* /run/user/* /var/home/*",
			denial->path);
}

/* Whether the label is one that says nothing, and the one that belongs there is no better. */
static inline bool label_is_unusual(struct avocet_host *host, const struct avocet_denial *denial)
{
	const char *type = host->default_type(host, denial->path, denial->tclass);
	const struct avocet_mount *mount = host->mount(host, denial->path);

	if (!denial->target.type || label_is_inside(denial) || (mount && (!mount->labels || mount->context)))
		return false;
	if (type && !label_is_generic(type))
		return false; /* the place has a label of its own, whether or not it helps */
	if (type && strcmp(type, denial->target.type) != 0 && host->allows_on(host, type))
		return false; /* restorecon is enough */
	if (label_is_missing(denial->target.type))
		return denial->path && !type; /* else it is given that one first */
	return label_is_generic(denial->target.type) || label_was_moved(denial);
}

/* The folder to be labelled. When the program can pass through folders with the label of now, it is
 * the one that was asked for; else all on the way to it is shut, too. False: there is none. */
static inline bool label_folder_to_open(struct avocet_host *host,
	const struct avocet_denial *denial, char folder[LABEL_MAX])
{
	const struct avocet_access passing = { .tclass = "dir", .permission = "search" };
	bool is_folder = denial->tclass && strcmp(denial->tclass, "dir") == 0 && !label_wants_new(denial);

	if (!host->allows(host, &passing))
		return label_own_folder(denial, folder);
	if (is_folder)
		snprintf(folder, LABEL_MAX, "%s", denial->path);
	else if (!label_folder_of(denial->path, folder))
		return false;
	return !label_is_system_folder(folder);
}

/* Folders that by their names hold a whole web site. */
static inline bool label_is_of_site(const char *folder)
{
	return pattern_in("*/html */htdocs */www */public */public_html */web", folder);
}

/* The folder where something new was to be made, when it is not that of a whole web site, or of the
 * system: what is made there then gets its label. */
static inline bool label_folder_of_new(const struct avocet_denial *denial, char folder[LABEL_MAX])
{
	return label_folder_of(denial->path, folder) && !label_is_system_folder(folder) &&
		!label_is_of_site(folder) && !pattern_fits("/etc/*", folder); /* settings are there, too */
}

/* Sets what AVOCET_ADD_FILE_CONTEXT needs to give the type to just what was denied: one file, or one
 * folder with all in it. For the texts it sets {own_folder}, {one_file}, {lone_type} where a new folder
 * is needed first, or {lost_type} where the place is not known. */
static inline void label_offer_narrow(struct avocet_host *host, const struct avocet_denial *denial,
	const char *type)
{
	char folder[LABEL_MAX];

	if (!label_can_name(denial->path)) {
		host->word(host, "lost_type", type);
	} else if (label_wants_new(denial)) {
		if (label_folder_of_new(denial, folder) && label_words_for_folder(host, folder, type))
			host->word(host, "own_folder", folder);
		else
			host->word(host, "lone_type", type);
	} else if (denial->tclass && strcmp(denial->tclass, "dir") == 0) {
		if (label_words_for_folder(host, denial->path, type))
			host->word(host, "own_folder", denial->path);
	} else if (label_words_for_file(host, denial->path, type)) {
		host->word(host, "one_file", denial->path);
	}
}

/* The same for what was denied and what is kept with it: {own_folder} where a whole folder is labelled.
 * One that is used like a standard one gets {like_folder}, too. */
static inline void label_offer(struct avocet_host *host, const struct avocet_denial *denial,
	const char *type)
{
	char folder[LABEL_MAX];
	const char *like;

	if (!label_can_name(denial->path)) {
		host->word(host, "lost_type", type);
		return;
	}
	if (pattern_in("/etc/* /usr/*", denial->path)) { /* what else is there has the label that it needs */
		if (label_wants_new(denial) && pattern_fits("/etc/*", denial->path))
			host->word(host, "lone_type", type);
		else
			label_offer_narrow(host, denial, type);
		return;
	}
	if (!label_folder_to_open(host, denial, folder)) {
		if (label_wants_new(denial))
			host->word(host, "lone_type", type);
		else if (label_words_for_file(host, denial->path, type))
			host->word(host, "one_file", denial->path);
		return;
	}
	if (!label_words_for_folder(host, folder, type))
		return;
	host->word(host, "own_folder", folder);
	like = host->folder_of_type(host, type);
	if (like && !label_is_below(folder, like) && !strpbrk(folder, " \t")) {
		host->word(host, "target_folder", folder);
		host->word(host, "like_folder", like);
	}
}

/* Reports that just what was denied needs this label, for which the ground speaks. */
static inline void label_report_narrow(struct avocet_host *host, const struct avocet_denial *denial,
	const char *type, const char *ground)
{
	host->word(host, "wanted_type", type);
	label_offer_narrow(host, denial, type);
	host->ground(host, ground);
	host->report(host);
}

/* ---- what services make for themselves: logs, caches, and the like ---- */

/* The label of the usual place for what is made there: a rule of the policy says what a service's
 * files in it are labelled. In the order of label_uses. */
static const char *const label_usual_places[] = {
	"var_log_t", "var_run_t", "var_t", "var_spool_t", "var_lock_t", "tmp_t",
};

/* Whether this is the row of logs, and the program is there to write them, or it only adds to what by its
 * name is one ("mainlog"). */
static inline bool label_writes_logs(const struct avocet_denial *denial, size_t row)
{
	bool only_adds = label_wants(denial, "append") && !label_wants(denial, "write");
	const char *name = label_name_of(denial);

	return row == 0 && (pattern_in("syslog*_t logrotate_t", denial->source.type) ||
				   (only_adds && name && strstr(name, "log")));
}

/* The program's own label for logs, caches, … when the place's name says that it is such a one, and
 * it would do; NULL: none. */
static inline const char *label_runtime_type(struct avocet_host *host,
	const struct avocet_denial *denial)
{
	const char *place = denial->path ? denial->path : denial->name;

	for (size_t i = 0; i < sizeof(label_usual_places) / sizeof(*label_usual_places); i++) {
		const char *const *types;
		const char *type;

		if (!pattern_in(label_uses[i].place, place) && !label_writes_logs(denial, i))
			continue;
		type = host->transition(host, denial->source.type, label_usual_places[i],
			denial->tclass);
		if (!type && i == 0)
			type = label_usual_places[i]; /* who writes the logs of all gives them no other */
		if (type && pattern_in(label_uses[i].type, type) && host->allows_on(host, type))
			return type;
		for (types = host->types_that_allow(host, NULL); *types; types++)
			if (pattern_in(label_uses[i].type, *types) &&
				label_is_kin(denial->source.type, *types))
				return *types;
	}
	return NULL;
}

/* ---- certificates and their keys ---- */

/* The label for certificates, when by its name this is one, and the label would do; NULL: none. */
static inline const char *label_certificate_type(struct avocet_host *host,
	const struct avocet_denial *denial)
{
	static const char names[] = "*.pem *.crt *.cer *.key *.p12 *.pfx */ssl/* */tls/* */pki/* "
				    "*/certs/* */letsencrypt/* */acme/* certs ssl tls";
	const char *place = denial->path ? denial->path : denial->name;

	if (!pattern_in(names, place) || label_wants_write(denial) || label_wants_run(denial))
		return NULL;
	return host->allows_on(host, "cert_t") ? "cert_t" : NULL;
}

#endif
