/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A small plugin in which the build sets one thing wrong at a time. */
#include <avocet-plugin.h>

#ifndef PROBE_ABI
#define PROBE_ABI AVOCET_PLUGIN_ABI
#endif
#ifndef PROBE_NAME
#define PROBE_NAME "good"
#endif
#ifndef PROBE_SUMMARY
#define PROBE_SUMMARY "A summary."
#endif
#ifndef PROBE_CONFIDENCE
#define PROBE_CONFIDENCE 50
#endif
#ifndef PROBE_RISK
#define PROBE_RISK AVOCET_RISK_LOW
#endif
#ifndef PROBE_ACTION
#define PROBE_ACTION AVOCET_MANUAL
#endif
#ifndef PROBE_WHEN
#define PROBE_WHEN "this"
#endif

AVOCET_PLUGIN = {
	.abi = PROBE_ABI,
	.name = PROBE_NAME,
	.match = { .tclass = "probe" },
	.confidence = PROBE_CONFIDENCE,
	.risk = (enum avocet_risk)PROBE_RISK,
	.summary = PROBE_SUMMARY,
	.explanation = "An explanation.",
	.fixes = AVOCET_FIXES(
		{ .when = PROBE_WHEN, .then = "that", .action = (enum avocet_action)PROBE_ACTION }),
};
