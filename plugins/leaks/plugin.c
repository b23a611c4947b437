/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program was started with something open that it has no business with: its starter forgot to
 * close it. */
#include <avocet-plugin.h>

#include "domains.h"
#include "labels.h"
#include "modules.h"

/* Who gets at these by such a slip has got hold of a secret: that is not to be silenced. */
static const char *const secrets[] = {
	"shadow_t", "*_key_t", "*_keytab_t", "*secret*", "passwd_file_t", "gpg_*", "*private*",
	"fixed_disk_device_t", "memory_device_t", "ssh_home_t", NULL,
};

/* A program whose own file may not be read does not start at all: this one did. */
static bool is_at_start(const struct avocet_denial *denial)
{
	static const char *const calls[] = { "execve", "execveat", NULL };

	return pattern_listed(calls, denial->syscall) && denial->success != 0;
}

static const char *const shells[] = {
	"*/sh", "*/bash", "*/dash", "*/zsh", "*/ksh*", "*/tcsh", "*/fish", NULL,
};

static void tell_owner(struct avocet_host *host, const char *type)
{
	if (!type || label_is_generic(type))
		return;
	domain_stem_word(host, "owner_stem", type);
	host->ground(host, N_("By its label {target.type} it belongs to {owner_stem}."));
}

/* Who had it open: by type where the descriptor itself was refused, and the parent where it lives. */
static void name_opener(struct avocet_host *host, const struct avocet_denial *denial, bool descriptor)
{
	const char *parent = host->program(host, denial->ppid);
	const char *package = host->package(host, parent);

	if (descriptor) {
		domain_stem_word(host, "opener_stem", denial->target.type);
		host->ground(host, N_("It was opened by a program of the type {target.type}."));
	} else {
		tell_owner(host, denial->target.type);
	}
	if (!parent || pattern_listed(shells, parent))
		return; /* a shell only does what it is told */
	host->word(host, "parent", parent);
	host->ground(host, N_("The process that started {source} runs {parent} now."));
	if (!package)
		return;
	host->word(host, "parent_package", package);
	host->ground(host, N_("{parent} belongs to the package {parent_package}."));
}

/* A shell may have been told to write into it; devices are what people type at. */
static bool is_kept_file(const struct avocet_denial *denial)
{
	return denial->path && denial->path[0] == '/' && strncmp(denial->path, "/dev/", 5) != 0;
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	bool descriptor = denial->tclass && strcmp(denial->tclass, "fd") == 0;
	bool start = is_at_start(denial);

	if ((!descriptor && !start) || pattern_listed(secrets, denial->target.type))
		return;
	if (is_kept_file(denial))
		condition(host, "if_sent");
	if (start)
		host->ground(host, N_("It was refused while {source} was being started, before it could "
				      "ask for anything itself."));
	name_opener(host, denial, descriptor);
	host->confidence(host, start ? 88 : 65);
	module_report(host, AVOCET_RULE_DONTAUDIT);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "leaks",
	.match = {
		.manager = "kernel",
		.tclass = "fd file dir fifo_file chr_file sock_file *_socket",
		.only_permissions = "use read write append getattr ioctl",
		.reason = "!allowed",
	},
	.risk = AVOCET_RISK_LOW,
	.summary = N_("{source} was handed something open that it did not ask for; most likely another "
		      "program forgot to close it."),
	.explanation = N_("A program passes on to those that it starts all that it has open, unless it "
			  "takes care not to. SELinux closed it for {source}, which works all the same. "
			  "It is a small fault in the other program, and almost always harmless."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{parent} comes with your system (package {parent_package})"),
		  .then = N_("report it to the makers of that package: it should open files with "
			     "O_CLOEXEC, so that others do not get them") },
		{ .when = N_("you told the shell to send what {source} prints into {target.path}{if_sent}"),
		  .then = N_("send it through a pipe instead, for example with \"| tee\": then the shell's "
			     "own tools write the file") },
		{ .when = N_("{source} does its work all the same"),
		  .then = N_("leave it as it is; the makers of the program that started it should know, "
			     "for it ought to close what it has open (O_CLOEXEC)") },
		FIX_SILENCE),
	.analyse = analyse,
};
