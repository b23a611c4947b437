/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Somebody who logged in meets the bounds that the policy sets for people of that kind. */
#include <avocet-plugin.h>

#include "deeds.h"

static const struct kind {
	const char *type;
	int confidence;
	const char *ground;
	const char *administrators;	/* a word: they may become one */
} kinds[] = {
	{ "guest_t", 80, N_("guest_t is for guests: they may use what is there, but have no "
			    "network and never become an administrator."), NULL },
	{ "xguest_t", 80, N_("xguest_t is for guests at a screen (a kiosk): a desktop with a web "
			     "browser, and little else."), NULL },
	{ "user_t", 50, N_("user_t is for people who work on this machine but do not administer "
			   "it."), NULL },
	{ "staff_t", 50, N_("staff_t is for people who work on this machine and may become its "
			    "administrator for a while."), "administrator" },
};

/* What only administrators do to services. */
static bool acts_on_a_service(const struct avocet_denial *denial)
{
	static const char *const acts[] = { "signal", "sigkill", "sigstop", "ptrace", NULL };

	if (strcmp(denial->tclass, "process") != 0 || !denial->target.role ||
		strcmp(denial->target.role, "system_r") != 0)
		return false;
	for (const char *const *permission = denial->permissions; *permission; permission++)
		if (pattern_listed(acts, *permission))
			return true;
	return false;
}

/* What only administrators do: people of the other kinds are meant to be refused. */
static bool is_administration(const struct avocet_denial *denial)
{
	static const char *const classes[] = {
		"capability*", "cap*_userns", "system", "security", "service",
		"netlink_audit_socket", "filesystem", "packet_socket", "rawip_socket", NULL,
	};
	static const char *const deeds[] = {
		"mounton", "mount", "unmount", "remount", "ptrace", NULL,
	};
	static const char *const targets[] = { "*_log_t", "auditd_*", "*_etc_t", "*_conf*_t",
		"admin_home_t", "*_unit_t", "*_unit_file_t", NULL };

	for (const char *const *permission = denial->permissions; *permission; permission++)
		if (pattern_listed(deeds, *permission))
			return true;
	return pattern_listed(classes, denial->tclass) || pattern_listed(targets, denial->target.type);
}

/* A boolean for just these people: its name begins as their type does. */
static const struct avocet_boolean_set *own_booleans(struct avocet_host *host, const char *type)
{
	size_t stem = strlen(type) - 1; /* "guest_" of guest_t */
	const struct avocet_boolean_set *set = host->boolean_sets(host);

	for (; set->booleans; set++)
		if (!set->booleans[1].name && strncmp(set->booleans[0].name, type, stem) == 0 &&
			!strstr(set->booleans[0].name, "exec"))
			return set;
	return NULL;
}

/* Who the person is says more of these than what is known of the part of the kernel. */
static bool is_of_administrators_only(const struct avocet_denial *denial)
{
	static const char *const classes[] = {
		"key_socket", "netlink_xfrm_socket", "netlink_connector_socket", "netlink_netfilter_socket",
		"tun_socket", "perf_event", "bpf", NULL,
	};

	return acts_on_a_service(denial) || pattern_listed(classes, denial->tclass);
}

static int confidence_of(const struct kind *kind, const struct avocet_denial *denial)
{
	int percent = is_of_administrators_only(denial) ? 83 : is_administration(denial) ? 75 : 0;

	return percent > kind->confidence ? percent : kind->confidence;
}

static void report(struct avocet_host *host, const struct avocet_denial *denial,
	const struct kind *kind)
{
	const struct avocet_boolean_set *set = own_booleans(host, kind->type);

	host->confidence(host, confidence_of(kind, denial));
	host->ground(host, kind->ground);
	if (kind->administrators)
		host->word(host, "administrator", kind->administrators);
	if (set) {
		host->choose_booleans(host, set);
		host->ground(host, N_("The policy has a setting for just this: {boolean}."));
		host->confidence(host, 88);
	}
	host->report(host);
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strcmp(kinds[i].type, denial->source.type) == 0)
			report(host, denial, &kinds[i]);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "confined_user",
	.match = {
		.source_type = "guest_t xguest_t user_t staff_t",
		.any_permission = "* !execmem !execheap !execstack !execmod !mmap_zero",
		.reason = "type-enforcement dontaudit no-policy",
	},
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} was run by a person whom the policy keeps within bounds "
		      "({source.type})."),
	.explanation = N_("Each login has an SELinux user, here {source.user}, and that decides "
			  "what the person's programs may do. So it is probably meant to be "
			  "refused. Somebody who has to do more gets another SELinux user."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("the person is its {administrator}, and this is such work"),
		  .then = N_("put sudo -r sysadm_r -t sysadm_t before the command") },
		{ .when = N_("the person should not be able to do this"),
		  .then = N_("leave it as it is: the bounds do their work") },
		{ .when = N_("all people of this kind should be able to do it"),
		  .then = N_("{boolean_changes}"),
		  .action = AVOCET_SET_BOOLEAN },
		{ .when = N_("this person needs to do more"),
		  .then = N_("give the login another SELinux user, for example with: semanage "
			     "login -m -s staff_u NAME (-a instead of -m when it has no line of "
			     "its own yet)") }),
	.analyse = analyse,
};
