/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The records of a refusal are cut off or have gaps, so that little can be said of it. */
#include <avocet-plugin.h>

static bool is_complete(const struct avocet_denial *denial)
{
	return denial->source.type && denial->target.type && denial->tclass &&
		denial->permissions && denial->permissions[0];
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (!denial->damage)
		return;
	/* What is left may be enough for others: then this is heard only if they know nothing. */
	host->confidence(host, is_complete(denial) ? AVOCET_LAST_RESORT : 90);
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "damaged_record",
	.match = { .outcome = "*" },
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("The records of this are incomplete, so its cause cannot be told for sure."),
	.explanation = N_("SELinux refused something, but part of what the kernel wrote about it "
			  "is missing. That happens when text is copied by hand, when a disk or a "
			  "buffer is full, or by a fault of the program that keeps the log."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("you copied the text from somewhere"),
		  .then = N_("copy whole lines once more, best from: ausearch -m "
			     "avc,user_avc,selinux_err -ts recent --raw") },
		{ .when = N_("they came from the log itself"),
		  .then = N_("see whether the disk is full, and update the package audit (4.2 and "
			     "4.2.1 cut records off when log_format is RAW)") },
		{ .when = N_("it happens again"),
		  .then = N_("look at the new record: it may be whole") }),
	.analyse = analyse,
};
