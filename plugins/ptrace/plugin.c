/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program takes hold of another one: debuggers do, and those who steal from memory. */
#include <avocet-plugin.h>

#include "domains.h"

static bool is_debugger(const struct avocet_denial *denial)
{
	static const char *const tools[] = {
		"*/gdb", "*/gdbserver", "*/strace", "*/ltrace", "*/lldb*", "*/gcore", "*/eu-stack",
		"*/perf", "*/rr", "*/valgrind*", "*/crash", NULL,
	};

	return pattern_listed(tools, denial->exe) && domain_is_installed(denial->exe);
}

/* A switch of the policy that is about tracing, and does nothing else. It is for a while, and so only
 * told: as a setting that stays it would take the protection from everybody. */
static void name_switch(struct avocet_host *host)
{
	const struct avocet_boolean_set *set = host->boolean_sets(host);

	for (; set->booleans; set++) {
		if (set->booleans[1].name || !strstr(set->booleans[0].name, "ptrace"))
			continue;
		host->word(host, "trace_switch", set->booleans[0].name);
		host->word(host, "trace_value", set->booleans[0].on ? N_("off") : N_("on"));
		return;
	}
}

/* /proc/PID/mem, which has the label of its process: who opens it has all that the process knows. */
static bool is_memory(const struct avocet_denial *denial)
{
	const char *slash = denial->path ? strrchr(denial->path, '/') : NULL;
	const char *name = slash ? slash + 1 : denial->name;

	return name && strcmp(name, "mem") == 0 && denial->target.role &&
		strcmp(denial->target.role, "object_r") != 0;
}

/* What the system itself has for looking into programs that crashed. */
static bool is_crash_reporter(const struct avocet_denial *denial)
{
	static const char *const types[] = { "systemd_coredump_t", "abrt*_t", "apport*_t", "kdump*_t", NULL };

	return pattern_listed(types, denial->source.type);
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	bool by_file = strcmp(denial->tclass, "file") == 0;

	if (by_file && !is_memory(denial))
		return;
	if (by_file)
		host->ground(host, N_("The file is the memory of that program, with all that it knows."));
	if (is_crash_reporter(denial)) {
		host->word(host, "reporter", denial->source.type);
		host->risk(host, AVOCET_RISK_MEDIUM);
		host->confidence(host, 75);
		host->ground(host, N_("{source.type} is the type of what looks into programs that crashed."));
	} else if (domain_is_service(denial)) {
		host->word(host, "service_type", denial->source.type);
		host->ground(host, N_("{source} runs as a service ({source.type}); nobody had logged in to "
				      "debug something."));
	} else if (is_debugger(denial)) {
		host->word(host, "debugger", denial->exe);
		condition(host, "if_person");
		host->risk(host, AVOCET_RISK_HIGH);
		host->ground(host, N_("{source.exe} is a tool for finding faults, started by somebody who had "
				      "logged in ({source.login})."));
		name_switch(host);
	} else {
		host->word(host, "unknown_tool", denial->comm);
		condition(host, "if_person");
		host->risk(host, AVOCET_RISK_HIGH);
		host->confidence(host, 70);
	}
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "ptrace",
	.match = {
		.manager = "kernel",
		.source_type = "!svirt* !container*_t !svirt_lxc*",
		.tclass = "process file",
		.any_permission = "ptrace read open",
		.reason = "!allowed !constraint",
	},
	.confidence = 88,
	.risk = AVOCET_RISK_ATTACK,
	.summary = N_("{source} tried to take hold of {process}, as a debugger does."),
	.explanation = N_("Who traces a program can read all that it knows, passwords and keys too, and "
			  "can make it do anything. Debuggers need that. A program that serves others "
			  "never does: there it is how an intruder goes on to the next program."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{process} had crashed, and {reporter} was to write that down"),
		  .then = N_("install the newest updates of the policy; if they do not help, report it to its "
			     "makers") },
		{ .when = N_("nothing had crashed"),
		  .then = N_("find out what started {source}, for nothing else should ({reporter})") },
		{ .when = N_("you do not know why a service ({service_type}) does this"),
		  .then = N_("treat it as an attack: stop it, and look into its files and logs") },
		{ .when = N_("it has a watchdog or crash reporter that is made for this"),
		  .then = N_("install the newest updates of the policy; {service_type} should then be "
			     "allowed to, or that part should run apart from it") },
		{ .when = N_("it was you who wanted to look for a fault with {debugger}"),
		  .then = N_("turn {trace_switch} {trace_value} for as long as it takes (\"setsebool\" without "
			     "-P: it ends with the next boot), and turn it back afterwards") },
		{ .when = N_("it was you who wanted to look for a fault with {debugger}"),
		  .then = N_("do it from an administrator's shell that is not confined; or have the "
			     "program dump its memory (coredumpctl) and look at that") },
		{ .when = N_("it was you who started {unknown_tool}, and it is meant to trace others"),
		  .then = N_("do it from an administrator's shell that is not confined") },
		{ .when = N_("you did not start it{if_person}"),
		  .then = N_("find out who did, before anything else") }),
	.analyse = analyse,
};
