/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program should have changed its type at its start, but nosuid or NoNewPrivileges forbids that. */
#include <avocet-plugin.h>

#include "domains.h"

static bool has(const struct avocet_denial *denial, const char *permission)
{
	for (const char *const *item = denial->permissions; item && *item; item++)
		if (strcmp(*item, permission) == 0)
			return true;
	return false;
}

/* The mount of the program, when it is one where programs gain nothing. */
static bool is_nosuid(struct avocet_host *host, const struct avocet_denial *denial)
{
	const char *const programs[] = { denial->path, denial->exe };

	for (size_t i = 0; i < sizeof(programs) / sizeof(*programs); i++) {
		const struct avocet_mount *mount = host->mount(host, programs[i]);

		if (!mount || !mount->nosuid)
			continue;
		host->word(host, "mount_point", mount->point);
		return true;
	}
	return false;
}

/* Of a bounded change the kernel does not say which of the two it was. */
static bool may_be_nosuid(struct avocet_host *host, const struct avocet_denial *denial)
{
	return denial->operation && !host->mount(host, denial->exe);
}

static void tell_nosuid(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (!is_nosuid(host, denial))
		host->word(host, "some_mount", "nosuid");
	host->ground(host, N_("The program lies on a file system that is mounted with nosuid."));
}

/* systemd starts services as init_t, and lets go of that type when the program begins. */
static void name_starter(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (denial->unit)
		host->word(host, "nnp_unit", denial->unit);
	else if (denial->source.type && strcmp(denial->source.type, "init_t") == 0)
		host->word(host, "service_domain", denial->target.type);
	else
		host->word(host, "some_starter", "no_new_privs");
}

static void tell_promise(struct avocet_host *host, const struct avocet_denial *denial)
{
	name_starter(host, denial);
	if (may_be_nosuid(host, denial))
		host->word(host, "some_mount", "nosuid");
	if (has(denial, "nnp_transition"))
		host->ground(host, N_("The program that started it had promised to gain no new "
				      "privileges."));
}

/* A program of several threads may only change the type of one to a lesser one (typebounds). */
static void tell_thread(struct avocet_host *host, const struct avocet_denial *denial)
{
	const char *parent = host->bounded_by(host, denial->target.type);

	host->word(host, "thread_type", denial->target.type);
	host->ground(host, N_("It was not starting a program, but changing its own type, or that of one of "
			      "its threads."));
	if (parent) {
		host->word(host, "parent", parent);
		host->ground(host, N_("The policy that was asked binds {target.type} to {parent}."));
	} else if (host->has_type(host, denial->target.type)) {
		host->ground(host, N_("The policy that was asked binds {target.type} to no other type."));
	}
}

static bool allowed_now(struct avocet_host *host, const char *permission)
{
	const struct avocet_access access = { .tclass = "process2", .permission = permission };

	return host->allows(host, &access);
}

/* Where the kernel did not say which of the two it was, what the policy allows may tell. True when it
 * allows one of them, so that only the other is left, or neither. */
static bool tell_by_policy(struct avocet_host *host)
{
	bool promise = allowed_now(host, "nnp_transition"), mount = allowed_now(host, "nosuid_transition");

	if (promise && mount) {
		condition(host, "if_again");
		host->ground(host, N_("The policy as it is now allows both: it was changed since, or the records "
				      "are from another host."));
	} else if (promise) {
		host->word(host, "some_mount", "nosuid");
		host->ground(host, N_("The policy as it is now allows this in spite of NoNewPrivileges: so the "
				      "program lies on a file system that is mounted with nosuid, or the policy "
				      "was changed since."));
	}
	return promise;
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	bool bounded = denial->operation &&
		strcmp(denial->operation, "security_bounded_transition") == 0;

	if (!bounded && (!denial->tclass || strcmp(denial->tclass, "process2") != 0))
		return;
	if (denial->syscall && strncmp(denial->syscall, "exec", strlen("exec")) != 0)
		tell_thread(host, denial);
	else if (has(denial, "nosuid_transition") || (bounded && is_nosuid(host, denial)))
		tell_nosuid(host, denial);
	else if (!bounded || !tell_by_policy(host))
		tell_promise(host, denial);
	host->confidence(host, bounded ? 85 : 90);
	host->make_module(host, AVOCET_RULE_ALLOW);
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "no_new_privileges",
	.match = { .manager = "kernel", .reason = "!allowed" },
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("A program was to run as {target.type}, but stayed {source.type}."),
	.explanation = N_("A change of type can give a program more rights. Where that is ruled out, by "
			  "NoNewPrivileges= in a unit or by a file system mounted with nosuid, it keeps "
			  "the type of the program that started it, and later fails for lack of rights. "
			  "This is hardly ever an attack; but the setting is there to stop some."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("it has not happened again{if_again}"),
		  .then = N_("there is nothing to do") },
		{ .when = N_("it is a service of systemd, made to run as {service_domain}"),
		  .then = N_("install the newest updates of the policy, which should allow this change; if "
			     "they do not help, set NoNewPrivileges=no in its unit (\"systemctl edit\"), where "
			     "DynamicUser=, RestrictSUIDSGID=, SystemCallFilter= and many others turn it on "
			     "too") },
		{ .when = N_("{nnp_unit} came with your system"),
		  .then = N_("install the newest updates of the policy, which should allow this change") },
		{ .when = N_("{nnp_unit} is your own"),
		  .then = N_("set NoNewPrivileges=no in it (\"systemctl edit {nnp_unit}\"); DynamicUser=, "
			     "RestrictSUIDSGID=, SystemCallFilter= and many others that lock a service in "
			     "turn it on too") },
		{ .when = N_("you know what started it, and trust it"),
		  .then = N_("start it without {some_starter} (in a unit: NoNewPrivileges=; in a container: "
			     "the option no-new-privileges)") },
		{ .when = N_("the program on {mount_point} is one that you trust"),
		  .then = N_("move it to a file system that is mounted without nosuid, for example below "
			     "/usr/local, and run restorecon on it") },
		{ .when = N_("the program is one that you trust"),
		  .then = N_("move it to a file system that is mounted without {some_mount}, for example "
			     "below /usr/local, and run restorecon on it") },
		{ .when = N_("{source} is made to change the type of its threads"),
		  .then = N_("have the makers of its policy bind {thread_type} to {source.type} (a "
			     "typebounds line): a thread may only get less rights than the program") },
		{ .when = N_("neither will do, and you need it"),
		  .then = N_("allow this one change of type"),
		  .action = AVOCET_LOAD_MODULE }),
	.analyse = analyse,
};
