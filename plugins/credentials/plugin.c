/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program reaches for passwords or private keys that are not its own. */
#include <avocet-plugin.h>

#include "swap.h"

/* What the labels stand for. A file that lost its label is no business of this plugin. */
static const struct secret {
	const char *type, *owners, *ground; /* owners: the sources that it is made for */
} secrets[] = {
	{ "*shadow_t", "passwd_t", N_("{target.type} is the label of the files with everybody's "
				      "passwords, encrypted.") },
	{ "sshd_key_t", "ssh*_t", N_("{target.type} is the label of the secret keys by which this "
				     "machine proves who it is.") },
	{ "tls_privkey_t", "certmonger*_t", N_("{target.type} is the label of secret keys for "
					       "encrypted connections.") },
	{ "ssh_home_t", "*ssh*_t", N_("{target.type} is the label of people's keys for logging in "
				      "elsewhere, and of the list of keys that may log in here.") },
	{ "gpg_secret_t", "*gpg*_t", N_("{target.type} is the label of people's secret keys for "
					"signing and reading mail.") },
	{ "*_keytab_t", "krb5*_t", N_("{target.type} is the label of secret keys that stand for a "
				      "password in a network (Kerberos).") },
};

/* They check or change passwords for all others, and do so when started by the wrong program. */
static const char *const guardians[] = {
	"unix_chkpwd", "unix_update", "login", "su", "sudo", "sshd*", "passwd", "chage", "chpasswd",
	"useradd", "usermod", "userdel", "newusers", "pwck", "pwconv", "vipw", "gpasswd",
	"systemd*", "gdm*", "sddm*", "lightdm*", "polkit-agent-helper-1", "pam_extrausers_chkpwd",
	"crond", "cron", "atd", "saslauthd", "userdbctl", NULL,
};

/* They read all files of a system: to save them, or to see whether they were changed. */
static const char *const collectors[] = {
	"bacula*_t", "amanda*_t", "rsync_t", "aide_t", "tripwire_t", "clam*_t", "antivirus_t",
	"backup_t", NULL,
};

/* NULL for what is none, or what is made for the source: that is a fault of the policy. */
static const struct secret *find_secret(const struct avocet_denial *denial)
{
	const char *source = denial->source.type ? denial->source.type : "";

	for (size_t i = 0; i < sizeof(secrets) / sizeof(*secrets); i++)
		if (pattern_fits(secrets[i].type, denial->target.type))
			return pattern_fits(secrets[i].owners, source) ? NULL : &secrets[i];
	return NULL;
}

/* Looking into a folder of keys is common; putting something there is not. */
static bool only_looks(const struct avocet_denial *denial)
{
	static const char *const changes[] = {
		"write", "add_name", "remove_name", "rmdir", "rename", "create", "setattr", NULL,
	};

	if (strcmp(denial->tclass, "dir") != 0)
		return false;
	for (const char *const *permission = denial->permissions; *permission; permission++)
		if (pattern_listed(changes, *permission))
			return false;
	return true;
}

/* Why it may be no attack after all. */
static void weigh(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (deed_by_tool(denial, guardians)) {
		host->word(host, "guardian", N_("passwords"));
		host->ground(host, N_("{source} is one of the programs that look after passwords, "
				      "but it ran as {source.type}, which may not."));
	} else if (pattern_listed(collectors, denial->source.type)) {
		host->word(host, "collector", N_("all files"));
		host->ground(host, N_("{source.type} is the type of programs that read all files, "
				      "for backups or checks."));
	} else {
		return;
	}
	host->risk(host, AVOCET_RISK_HIGH);
	host->confidence(host, 75);
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	const struct secret *secret = find_secret(denial);

	if (!secret || only_looks(denial) || swap_is_meant(host, denial))
		return; /* what is swap space has only got the label of a secret */
	host->ground(host, secret->ground);
	deed_tell_who(host, denial);
	weigh(host, denial);
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "credentials",
	.match = {
		.manager = "kernel",
		.target_type = "*shadow_t sshd_key_t tls_privkey_t ssh_home_t gpg_secret_t "
			       "*_keytab_t",
		.tclass = "file dir lnk_file",
		.any_permission = "read write open append map create unlink rename link setattr "
				  "add_name remove_name rmdir relabelfrom relabelto execute",
	},
	.confidence = 90,
	.risk = AVOCET_RISK_ATTACK,
	.summary = N_("{source} reached for passwords or secret keys that it has no business "
		      "with."),
	.explanation = N_("Whoever has them can pass for other people or for this machine. Very "
			  "few programs are meant to touch them, and {source.type} is not one. So "
			  "no way to allow it is offered here."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} checked {guardian} for another program"),
		  .then = N_("install the newest updates: the policy should start it as a type of "
			     "its own, and it is a fault if it does not") },
		{ .when = N_("{source} is meant to read {collector}"),
		  .then = N_("leave these out in its settings, or run it from an administrator's "
			     "session") },
		{ .when = N_("you do not know why {source} does this"),
		  .then = N_("treat it as a possible attack: find out what {source} was doing and "
			     "who could make it do so") },
		{ .when = N_("it was you"),
		  .then = N_("read or change it from an administrator's own session instead") }),
	.analyse = analyse,
};
