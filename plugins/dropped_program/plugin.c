/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A service runs a file from a folder that anybody can put files into. */
#include <avocet-plugin.h>

#include "deeds.h"
#include "services.h"

/* execve() starts a program; everything else loads a file into one that runs already. */
static bool starts(const struct avocet_denial *denial)
{
	static const char *const calls[] = { "execve", "execveat", NULL };

	return pattern_listed(calls, denial->syscall);
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	bool upload = pattern_fits("*_rw_content_t", denial->target.type);
	bool home = pattern_fits("*_home_t", denial->target.type);

	if (!service_is_one(host, denial->source.type) || deed_is_mislabelled(host, denial))
		return;
	if (upload)
		host->ground(host, N_("{target.type} is the label of folders that {source} itself "
				      "fills, for example with what visitors send."));
	else if (home)
		host->ground(host, N_("{target.type} is the label of people's own files, and no "
				      "place for the programs of a service."));
	else
		host->ground(host, N_("{target.type} is the label of files that are there for a "
				      "short time only. Programs are not kept there."));
	deed_tell_who(host, denial);
	if (!starts(denial))
		host->word(host, "library", N_("libraries"));
	if (upload || home || !starts(denial)) {
		host->risk(host, AVOCET_RISK_HIGH);
		host->confidence(host, 65);
	}
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "dropped_program",
	.match = {
		.manager = "kernel",
		.target_type = "tmp_t *_tmp_t tmpfs_t *_tmpfs_t *_rw_content_t user_home_t "
			       "admin_home_t",
		.tclass = "file",
		.any_permission = "execute execute_no_trans",
	},
	.confidence = 85,
	.risk = AVOCET_RISK_ATTACK,
	.summary = N_("{source} tried to run {target.path}, from a folder that others can put "
		      "files into."),
	.explanation = N_("Whoever finds a hole in a service puts a program of their own where the "
			  "service can write, often into a temporary folder (tmp), and has it run. "
			  "Services hardly ever do this by themselves."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("you do not know this file"),
		  .then = N_("treat it as a possible attack: keep a copy of it, look "
			     "what it is, and find out how it came there") },
		{ .when = N_("{source} is known to unpack {library} there, as Java programs do"),
		  .then = N_("name another folder for them in its settings, one that only it can "
			     "write to") },
		{ .when = N_("you put the file there yourself"),
		  .then = N_("move it to where programs belong, such as /usr/local/bin, and give "
			     "it the label of that place with restorecon") }),
	.analyse = analyse,
};
