/* SPDX-License-Identifier: GPL-2.0-or-later */
/* It is the program's own file that has the wrong label, so it runs without the rights it needs. */
#include <avocet-plugin.h>

#include "label-choice.h"

/* Domains in which a program stays that has no label of its own. */
static bool is_common_domain(const char *type)
{
	static const char *const common[] = {
		"init_t", "initrc_t", "unconfined_service_t", "unconfined_t", "kernel_t", "*_script_t",
		"systemd_*_t", "crond_t", "system_cronjob_t", NULL,
	};

	return pattern_listed(common, type);
}

/* Labels of programs in general: whoever has them is known to nobody. */
static bool is_common_program(const char *type)
{
	static const char *const common[] = {
		"bin_t", "usr_t", "lib_t", "default_t", "var_t", "etc_t", "opt_t", "user_home_t",
		"shell_exec_t", "init_exec_t", "initrc_exec_t", "unconfined_exec_t", NULL,
	};

	return pattern_listed(common, type);
}

struct finding {
	const char *type;	/* the label that the program should have */
	const char *domain;	/* in which it would then run */
	bool by_name;		/* it is one of the kind by its name only: it is kept elsewhere */
};

/* What the standard place of a program of that name is labelled; NULL when nothing is told of it. */
static const char *type_by_name(struct avocet_host *host, const char *exe)
{
	static const char *const places[] = { "/usr/sbin", "/usr/bin", "/usr/libexec" };
	const char *name = strrchr(exe, '/');
	char path[LABEL_MAX];

	for (size_t i = 0; name && i < sizeof(places) / sizeof(*places); i++) {
		const char *type;

		snprintf(path, sizeof(path), "%s%s", places[i], name);
		if (strcmp(path, exe) == 0)
			return NULL; /* its place is a usual one */
		type = host->default_type(host, path, "file");
		if (type && !is_common_program(type))
			return type;
	}
	return NULL;
}

static bool find(struct avocet_host *host, const struct avocet_denial *denial, struct finding *ret)
{
	struct finding finding = { .type = host->default_type(host, denial->exe, "file") };

	if (!finding.type || is_common_program(finding.type)) {
		finding.by_name = true;
		finding.type = type_by_name(host, denial->exe);
	}
	if (!finding.type)
		return false;
	finding.domain = host->transition(host, denial->source.type, finding.type, "process");
	if (!finding.domain || strcmp(finding.domain, denial->source.type) == 0)
		return false;
	*ret = finding;
	return host->allows(host, &(struct avocet_access){ .source_type = finding.domain });
}

static void report(struct avocet_host *host, const struct avocet_denial *denial,
	const struct finding *finding, bool seen)
{
	host->word(host, "default_domain", finding->domain);
	host->word(host, "program_type", finding->type);
	host->ground(host, N_("With the label {program_type} it would run as {default_domain}, not as "
			      "{source.type}."));
	if (finding->by_name) {
		host->ground(host, N_("It is known by its name, but kept in an unusual place."));
		host->word(host, "unusual_exe", denial->exe);
		host->confidence(host, 60);
	} else {
		host->word(host, "label_path", denial->exe);
		host->word(host, "default_type", finding->type);
		host->confidence(host, seen ? 96 : 75);
	}
	host->report(host);
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	const struct avocet_file *file;
	struct finding finding;

	if (!denial->exe || !is_common_domain(denial->source.type) || label_is_inside(denial))
		return;
	if (!find(host, denial, &finding))
		return;
	file = host->file(host, denial->exe);
	if (file && file->type && strcmp(file->type, finding.type) == 0)
		return; /* it is right by now, or something else stopped the change of domain */
	if (file && file->type) {
		host->word(host, "label_type_now", file->type);
		host->ground(host, N_("Its label is {label_type_now}."));
	}
	report(host, denial, &finding, file && file->type);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "restorecon_source",
	.match = { .exe = "/* !/proc/* !/memfd:* !*(deleted)", .reason = "!allowed !constraint" },
	.risk = AVOCET_RISK_LOW,
	.summary = N_("The file of the program {source} has the wrong label, so it runs without the "
		      "rights that are meant for it."),
	.explanation = N_("The label of a program's file decides in which domain it runs, that is, what "
			  "it may do. A program that was copied from elsewhere, or built on this "
			  "system, may lack the label that its makers meant it to have."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source.exe} is the program that belongs there"),
		  .then = N_("give its file the label {default_type}, and start it anew"),
		  .action = AVOCET_RESTORE_LABEL },
		{ .when = N_("{unusual_exe} is meant to be such a program"),
		  .then = N_("make {program_type} the label of its file (with \"semanage fcontext\" and "
			     "\"restorecon\"), and start it anew") },
		{ .when = N_("you do not know how the program came there"),
		  .then = N_("find out before you do anything") }),
	.analyse = analyse,
};
