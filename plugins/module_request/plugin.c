/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program used something that the kernel has no driver for yet, and the kernel looked for one. */
#include <avocet-plugin.h>

#include <ctype.h>
#include <string.h>

#include "modules.h"
#include "patterns.h"

/* What the kernel looked for, by the name that it gives to the module. First match speaks. */
static const struct {
	const char *kmod, *ground;
} wants[] = {
	{ "net-pf-10", N_("It is IPv6.") },
	{ "net-pf-16*", N_("It is one of the ways to talk to the kernel about the network (netlink).") },
	{ "net-pf-31", N_("It is Bluetooth.") },
	{ "bt-*", N_("It is Bluetooth.") },
	{ "net-pf-38", N_("It is the kernel's own encryption (AF_ALG). Programs that do not find it "
			  "encrypt by themselves.") },
	{ "net-pf-17", N_("It is raw access to the network, as sniffers use it.") },
	{ "net-pf-40", N_("It is the way virtual machines talk to their host (vsock).") },
	{ "net-pf-*", N_("It is a kind of network that is seldom used. Such drivers have often had "
			 "holes, and attackers like to have them loaded.") },
	{ "netdev-*", N_("It is a network card that is not there.") },
	{ "fs-*", N_("It is a kind of file system that was to be mounted.") },
	{ "crypto-*", N_("It is a way of encrypting. Programs that do not find it take another one.") },
	{ "binfmt-*", N_("It is a program file of a format that this system does not know.") },
	{ "char-major-*", N_("It is a device file without a driver.") },
	{ "block-major-*", N_("It is a device file without a driver.") },
	{ "*_diag", N_("It is a list of network connections, as ss shows it.") },
	{ "*tables*", N_("It is a part of the firewall.") },
	{ "nf[t_-]*", N_("It is a part of the firewall.") },
	{ "xt_*", N_("It is a part of the firewall.") },
	{ "tcp_*", N_("It is another way of steering the speed of connections.") },
};

/* Whether the name may be copied into a file. Of network cards (netdev-NAME) programs choose it. */
static bool is_plain(const char *name)
{
	if (strncmp(name, "netdev-", strlen("netdev-")) == 0)
		return false;
	for (const char *c = name; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("-_", *c))
			return false;
	return *name && strlen(name) < 64;
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	if (denial->kmod && is_plain(denial->kmod))
		host->word(host, "module", denial->kmod);
	for (size_t i = 0; denial->kmod && i < sizeof(wants) / sizeof(*wants); i++) {
		if (!pattern_fits(wants[i].kmod, denial->kmod))
			continue;
		host->ground(host, wants[i].ground);
		host->confidence(host, 85);
		break;
	}
	module_report(host, AVOCET_RULE_DONTAUDIT);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "module_request",
	.match = {
		.manager = "kernel",
		.tclass = "system",
		.any_permission = "module_request",
		.reason = "!allowed !unknown-class",
	},
	.confidence = 70,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} used something for which the kernel would have to load a driver."),
	.explanation = N_("When a program uses a protocol, a device or a file system that the kernel "
			  "does not have in memory, the kernel looks for a module with that driver. "
			  "Each one is more code that can have holes, so not every program may "
			  "cause this. Mostly the program only tries, and goes on without."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} does its work all the same"),
		  .then = N_("leave it as it is: nothing is missing") },
		{ .when = N_("you want this driver never to be loaded"),
		  .then = N_("add the line \"install {module} /bin/false\" to a file in "
			     "/etc/modprobe.d") },
		{ .when = N_("you want the driver to be there for all programs"),
		  .then = N_("let the system load it when it starts: put the name of the module into a "
			     "file in /etc/modules-load.d (\"modprobe -R {module}\" tells the name)") },
		FIX_SILENCE),
	.analyse = analyse,
};
