/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program wanted to use a device that the policy does not expect it to use, though its label is right:
 * what that device is for decides. */
#include <avocet-plugin.h>

#include "domains.h"
#include "labels.h"
#include "modules.h"

enum use { USE_HARMLESS, USE_PLAIN, USE_SPYING };

static const struct kind {
	const char *type, *ground;
	enum use use;
} kinds[] = {
	{ "*devpts_t", N_("It is a terminal: a window or a login in which text is typed."), USE_HARMLESS },
	{ "*tty_device_t", N_("It is a text console or a serial line."), USE_HARMLESS },
	{ "console_device_t", N_("It is the console, where messages of the system go."), USE_HARMLESS },
	{ "ptmx_t", N_("With it a program makes a terminal for another one."), USE_PLAIN },
	{ "kmsg_device_t", N_("It leads to the kernel's own log."), USE_PLAIN },
	{ "tun_tap_device_t", N_("It is for network tunnels, as VPNs and virtual machines have."), USE_PLAIN },
	{ "event_device_t", N_("It tells every key that is pressed, passwords among them."), USE_SPYING },
	{ "mouse_device_t", N_("It tells where the mouse moves."), USE_PLAIN },
	{ "v4l_device_t", N_("It is a camera."), USE_SPYING },
	{ "sound_device_t", N_("It is for sound, which means the microphone, too."), USE_SPYING },
	{ "dri_device_t", N_("It is the graphics card."), USE_PLAIN },
	{ "usb_device_t", N_("It is something plugged in at USB."), USE_PLAIN },
	{ "watchdog_device_t", N_("It restarts the machine when nobody answers."), USE_PLAIN },
	{ "*random_device_t", N_("It gives random numbers."), USE_HARMLESS },
};

/* More than reading and writing: the device itself is changed. */
static bool changes_node(const struct avocet_denial *denial)
{
	static const char *const changes[] = { "setattr", "unlink", "create", "rename", NULL };

	for (const char *const *permission = denial->permissions; *permission; permission++)
		if (pattern_listed(changes, *permission))
			return true;
	return false;
}

static const struct kind *find_kind(const char *type)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (pattern_fits(kinds[i].type, type))
			return &kinds[i];
	return NULL;
}

static void analyse(struct avocet_host *host, const struct avocet_denial *denial)
{
	const struct kind *kind = find_kind(denial->target.type);
	enum use use = kind ? kind->use : USE_PLAIN;

	if (kind)
		host->ground(host, kind->ground);
	if (use == USE_HARMLESS && !changes_node(denial)) {
		host->word(host, "seldom_needed", denial->target.type);
		host->risk(host, AVOCET_RISK_LOW);
		host->confidence(host, 40);
		module_report(host, AVOCET_RULE_DONTAUDIT);
		return;
	}
	host->word(host, "made_for", denial->target.type);
	if (use == USE_SPYING)
		host->risk(host, AVOCET_RISK_HIGH);
	else
		host->make_module(host, AVOCET_RULE_ALLOW);
	host->report(host);
}

AVOCET_PLUGIN = {
	.abi = AVOCET_PLUGIN_ABI,
	.name = "devices",
	.match = {
		.manager = "kernel",
		.source_type = NO_CONTAINERS " !svirt*",
		.target_type = "*_t !unlabeled_t !file_t !device_t !fixed_disk_device_t !memory_device_t "
			       "!nvram_device_t !removable_device_t !scsi_generic_device_t",
		.tclass = "chr_file blk_file",
		.any_permission = "* !relabelfrom !relabelto !mounton !execute !execute_no_trans !entrypoint !map "
				  "!watch*",
		.reason = "!allowed !constraint !unknown-class",
	},
	.confidence = 25,
	.risk = AVOCET_RISK_MEDIUM,
	.summary = N_("{source} wanted to use the device {target.path}, which the policy does not expect of it."),
	.explanation = N_("Devices have labels that say what they are for, and the policy says which programs "
			  "use which. Programs often try a device that they can do without."),
	.fixes = AVOCET_FIXES(
		{ .when = N_("{source} does its work all the same, as services do without a terminal "
			     "({seldom_needed})"),
		  .then = N_("leave it as it is") },
		{ .when = N_("you want to hear no more of this (what is labelled {seldom_needed} stays "
			     "forbidden)"),
		  .then = N_("silence it with a small module of your own"),
		  .action = AVOCET_LOAD_MODULE },
		{ .when = N_("{source} is a service and must talk to somebody at a terminal "
			     "({seldom_needed})"),
		  .then = N_("install the newest updates of the policy; if they do not help, report it to "
			     "its makers") },
		{ .when = N_("{source} does its work all the same"),
		  .then = N_("leave it as it is: it can do without {made_for}") },
		{ .when = N_("{source} is made to use such a device ({made_for})"),
		  .then = N_("install the newest updates of the policy, or the package with policy for it; if "
			     "they do not help, report it to its makers") },
		{ .when = N_("you do not know what {source} wants with {made_for}"),
		  .then = N_("do not allow it, and find out why it did this") },
		{ .when = N_("updates do not help, and you trust {source} with every device that is labelled "
			     "{made_for}"),
		  .then = N_("allow just this with a small module of your own, until the policy knows it"),
		  .action = AVOCET_LOAD_MODULE }),
	.analyse = analyse,
};
