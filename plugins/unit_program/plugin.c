/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A service's program is kept where no programs are expected: in a home, in /tmp, among data. */
#include <avocet-plugin.h>

#include "label-choice.h"

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (label_is_inside(denial))
		return;
	if (label_can_name(denial->path) && host->allows_on(host, "bin_t") &&
		!pattern_in("/tmp/* /var/tmp/* /dev/shm/*", denial->path) &&
		label_words_for_file(host, denial->path, "bin_t"))
		host->word(host, "stays", denial->path);
	host->ground(host, N_("{target.type} is a label for data, not for programs."));
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "unit_program",
	.match = {
		.manager = "kernel",
		.source_type = "init_t initrc_t",
		.target_type = "user_home_t user_home_dir_t admin_home_t user_tmp_t tmp_t default_t var_t "
			       "var_lib_t container_ro_file_t container_file_t mnt_t home_root_t",
		.tclass = "file lnk_file",
		.any_permission = "execute execute_no_trans entrypoint read open map",
		.path = "!/proc/* !/memfd:* !*(deleted)",
		.reason = "!allowed !constraint",
	},
	.confidence = 88,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("A service was to be started from {target.path}, where no programs are "
		      "expected."),
	.explanation = N_("systemd starts services with great power, so it may only run what lies in the "
			  "places for programs. What lies in a home or in /tmp could be changed by "
			  "others. (The service then fails with the status 203/EXEC.)"),
	.fixes = AVOCET_FIXES(
		{ .when = N_("you set up this service yourself"),
		  .then = N_("move its program to /usr/local/bin or /opt, run restorecon on it there, and "
			     "name the new place in the unit") },
		{ .when = N_("{stays} must stay where it is, and only root can change it"),
		  .then = N_("make bin_t its label"),
		  .action = AVOCET_ADD_FILE_CONTEXT },
		{ .when = N_("you did not set it up"),
		  .then = N_("find out who did: it may be an intruder who wants to be started with the "
			     "system") }),
	.analyse = analyse,
};
