/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program starts another one, or goes on itself, under a type that it may not choose. */
#include <avocet-plugin.h>

#include "domains.h"
#include "labels.h"

static bool has(const struct avocet_denial *denial, const char *permission)
{
	for (const char *const *item = denial->permissions; item && *item; item++)
		if (strcmp(*item, permission) == 0)
			return true;
	return false;
}

static bool chooses(const struct avocet_denial *denial)
{
	return has(denial, "setexec") || has(denial, "setcurrent") || has(denial, "dyntransition") ||
		has(denial, "setfscreate") || has(denial, "setkeycreate") ||
		has(denial, "setsockcreate");
}

/* Started with another type: the program file's label, or an order (runcon, a unit) decided it. */
static void tell_start(struct avocet_host *host, const struct avocet_denial *denial)
{
	const char *type = denial->path ? host->default_type(host, denial->path, "file") : NULL;
	const char *usual = type ? host->transition(host, denial->source.type, type, "process") : NULL;

	host->word(host, "new_type", denial->target.type);
	if (denial->unit)
		host->word(host, "unit_name", denial->unit);
	if (usual && denial->target.type && strcmp(usual, denial->target.type) != 0) {
		host->word(host, "usual_type", usual);
		host->ground(host, N_("By the policy {target.path} starts as {usual_type}, not as "
				      "{new_type}."));
	} else if (type && !usual) {
		host->ground(host, N_("The policy has no rule that starts {target.path} as {new_type}: "
				      "somebody asked for it (runcon, or SELinuxContext= in a unit)."));
	}
	host->confidence(host, usual || type ? 85 : 75);
	host->report(host);
}

/* Only some programs may choose labels at all: login, systemd, container engines. */
static void tell_choice(struct avocet_host *host, const struct avocet_denial *denial)
{
	host->word(host, "chooser", denial->source.type);
	host->confidence(host, 75);
	if (has(denial, "setcurrent") || has(denial, "dyntransition")) {
		host->risk(host, AVOCET_RISK_HIGH);
		host->ground(host, N_("{source} wanted to change its own type while it ran."));
	} else {
		host->ground(host, N_("{source} wanted to choose the label of what it starts or makes "
				      "({permissions})."));
	}
	host->report(host);
}

/* The kernel's files by which a process sets its labels; they have the label of the process. */
static bool is_own_label(const struct avocet_denial *denial)
{
	static const char *const files[] = {
		"/proc/*/attr", "/proc/*/attr/*", NULL,
	};

	return (has(denial, "write") || has(denial, "append") || has(denial, "add_name")) &&
		pattern_listed(files, denial->path) && denial->source.type && denial->target.type &&
		strcmp(denial->source.type, denial->target.type) == 0;
}

static void tell_own_label(struct avocet_host *host, const struct avocet_denial *denial)
{
	host->word(host, "chooser", denial->source.type);
	host->ground(host, N_("{source} wanted to set a label for itself or for what it starts: that is done "
			      "by writing to a file in {target.path}."));
	host->confidence(host, 75);
	host->report(host);
}

/* Of the labels that open the door, the one that is named after the type. */
static const char *door_of(const char *const *labels, const char *type)
{
	for (const char *const *label = labels; *label; label++)
		if (label_shares_stem(type, *label))
			return *label;
	return labels[0];
}

/* A program file that is no door into that type. */
static void tell_door(struct avocet_host *host, const struct avocet_denial *denial)
{
	const char *const *types = host->types_that_allow(host, "exec_type");

	host->word(host, "door_type", denial->source.type);
	host->confidence(host, 82);
	if (types[0]) {
		host->word(host, "right_label", door_of(types, denial->source.type));
		host->ground(host, N_("Programs that run as {door_type} are labelled {right_label}; this one "
				      "is {target.type}."));
	}
	host->report(host);
}

/* user:role:type of which the role may not have the type. */
static void tell_role(struct avocet_host *host, const struct avocet_denial *denial)
{
	host->word(host, "asked_label", denial->invalid_context);
	host->confidence(host, 85);
	host->ground(host, N_("By its rules the policy would start it as {asked_label}, but this user and "
			      "role may not have that type."));
	host->report(host);
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	bool of_file = denial->tclass && strcmp(denial->tclass, "process") != 0;

	if (denial->operation) {
		if (denial->invalid_context && !of_file &&
			strcmp(denial->operation, "security_compute_sid") == 0)
			tell_role(host, denial);
	} else if (of_file) {
		if (has(denial, "entrypoint"))
			tell_door(host, denial);
		else if (is_own_label(denial))
			tell_own_label(host, denial);
	} else if (has(denial, "transition")) {
		tell_start(host, denial);
	} else if (chooses(denial)) {
		tell_choice(host, denial);
	}
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "transitions",
	.match = {
		.manager = "kernel",
		.tclass = "process file dir",
		.reason = "!allowed",
	},
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("A program was to run, or to make something, with a label that {source} may not "
		      "give."),
	.explanation = N_("With its type a program gets its rights, so the policy says exactly who may "
			  "start what with which type. Mostly a program file has the wrong label, or a "
			  "unit or a script asks for a label by name. An intruder would do the same to get "
			  "more rights."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("the unit {unit_name} names a label (SELinuxContext=)"),
		  .then = N_("take that line out of it, and let the label of the program file decide") },
		{ .when = N_("you started it with runcon or another tool that names a label"),
		  .then = N_("start it without, or as {usual_type}, which is what the policy wants for "
			     "it") },
		{ .when = N_("you started it with runcon, or from a script that names the label {new_type}"),
		  .then = N_("start it without; if it is a service, let systemd start it") },
		{ .when = N_("that program is meant to run as {door_type}"),
		  .then = N_("give its file a label that opens that door ({right_label}); a copy of a "
			     "program in another folder does not have it") },
		{ .when = N_("nobody asked for the type {door_type}"),
		  .then = N_("find out who started it: an intruder tries to get the rights of a service "
			     "that way") },
		{ .when = N_("you are logged in with few rights"),
		  .then = N_("start it from an account that may ({asked_label} is not for yours): change "
			     "the role with \"newrole -r\" or \"sudo -r\", or have the administrator map "
			     "your login to another SELinux user (\"semanage login -l\" lists them)") },
		{ .when = N_("{source} works all the same"),
		  .then = N_("leave it as it is: programs of the type {chooser} often only ask whether they "
			     "may") },
		{ .when = N_("it came with an update and does not work without"),
		  .then = N_("install the newest updates of the policy, and report it to its makers: choosing "
			     "labels is for few programs, and {chooser} is none of them") },
		{ .when = N_("you cannot explain it"),
		  .then = N_("find out who started {source}, and do not allow it") }),
	.analyse = analyse,
};
